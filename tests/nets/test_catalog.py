"""What holds for every network in the catalog."""

import math
import re
import subprocess
import sys

import keras
import pytest
from tests.nets.built import zeros

from argscope import layers, nets
from argscope.cli._nets import FACTS
from argscope.nets import nets_factory
from argscope.report import run_network


def images_for(name):
    pixels = nets.NETS[name].default_image_size
    return pixels, pixels, 1 if name == "lenet" else 3


@pytest.mark.slow
@pytest.mark.parametrize("name", nets.NETS)
def test_docstring_tells_the_number_of_parameters(name, monkeypatch):
    network = nets.NETS[name]
    told, classes = re.search(
        r"([\d.]+) million\s+parameters\s+for\s+(\d+)\s+classes", network.__doc__
    ).groups()
    images = keras.KerasTensor((1, *images_for(name)))
    model = layers.Model(nets_factory.get_network_fn(name, int(classes)))
    monkeypatch.setattr("argscope.layers._state.store.initial_value", zeros)
    # Declared only: the largest have half a gigabyte of values.
    with keras.StatelessScope(initialize_variables=False):
        model.compute_output_spec(images, training=False)
    found = sum(math.prod(variable.shape) for variable in model.trainable_variables)
    keras.utils.clear_session()  # or Keras would give the declared ones values yet

    assert told == f"{found / 1e6:.1f}"
    assert FACTS[name].parameters == found


@pytest.mark.slow
@pytest.mark.parametrize("name", nets.NETS)
def test_list_of_networks_tells_what_the_network_costs(name):
    classes = 10 if name in {"lenet", "cifarnet"} else 1000
    network = nets_factory.get_network_fn(name, classes)
    record = run_network(network, [images_for(name)], title=name)
    assert FACTS[name].multiply_adds == record.network.multiply_adds


def test_list_of_networks_has_each_with_its_size_and_paper():
    assert {name: facts.size for name, facts in FACTS.items()} == {
        name: network.default_image_size for name, network in nets.NETS.items()
    }
    for name, facts in FACTS.items():
        doc = nets.NETS[name].__doc__
        assert facts.paper in doc or facts.paper.split()[0] in doc


def test_list_of_networks_needs_no_keras():
    code = "import sys, argscope.cli as c; c.main(['nets']); sys.exit('keras' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )
    assert run.returncode == 0
    assert run.stdout.splitlines()[0].split() == [
        "network", "input", "parameters", "multiply-adds", "paper", "(arXiv)",
    ]  # fmt: skip
    assert (
        "resnet_v1_50         224 x 224      25.6 M         3.48 G  1512.03385"
        in run.stdout
    )


@pytest.mark.parametrize("name", nets.NETS)
def test_docstring_names_the_paper(name):
    text = nets.NETS[name].__doc__
    assert re.search(r"arXiv:\d{4}\.\d{4,5}|doi:10\.\d+/[\w.]+", text)


def test_names_are_those_of_the_functions():
    assert [network.__name__ for network in nets.NETS.values()] == list(nets.NETS)
