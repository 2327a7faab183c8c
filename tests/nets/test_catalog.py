"""What holds for every network in the catalog."""

import inspect
import math
import re
from importlib import import_module

import keras
import pytest
from tests.nets.built import zeros

from argscope import layers, nets
from argscope._catalog import networks
from argscope._catalog.weights import WEIGHTS
from argscope.nets import nets_factory
from argscope.preprocessing import PREPROCESSING
from argscope.report import run_network


def images_for(name):
    facts = nets.CATALOG[name]
    channels = PREPROCESSING[facts.preprocessing].channels
    return facts.size, facts.size, channels


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

    assert int(classes) == nets.CATALOG[name].classes
    assert told == f"{found / 1e6:.1f}"
    assert nets.CATALOG[name].parameters == found


@pytest.mark.slow
@pytest.mark.parametrize("name", nets.NETS)
def test_catalog_tells_what_the_network_costs(name):
    facts = nets.CATALOG[name]
    network = nets_factory.get_network_fn(name, facts.classes)
    record = run_network(network, [images_for(name)], title=name)
    assert facts.multiply_adds == record.network.multiply_adds


@pytest.mark.parametrize("facts", nets.CATALOG.values(), ids=nets.CATALOG)
def test_every_row_names_what_is_there(facts):
    module = import_module(f"argscope.nets.{facts.module}")
    function = facts.function or facts.name
    assert nets.NETS[facts.name] is getattr(module, function)
    assert nets.NETS[facts.name].__name__ == function
    assert nets_factory.arg_scopes_map[facts.name] is getattr(module, facts.scope)
    assert facts.module.partition(".")[0] in nets.__all__
    assert facts.preprocessing in PREPROCESSING


@pytest.mark.parametrize("facts", nets.CATALOG.values(), ids=nets.CATALOG)
def test_row_agrees_with_the_function(facts):
    network = nets.NETS[facts.name]
    parameters = inspect.signature(network).parameters
    assert facts.size == network.default_image_size
    assert facts.auxiliary == ("create_aux_logits" in parameters)


@pytest.mark.parametrize("facts", nets.CATALOG.values(), ids=nets.CATALOG)
def test_row_agrees_with_the_docstring(facts):
    text = " ".join(nets.NETS[facts.name].__doc__.split())
    told = re.search(
        r"Top-1 accuracy .*?: ([\d.]+) %(?: at (\d+) pixels)? \((.*?)\)", text
    )
    assert facts.paper.where in text
    assert (told is None) == (facts.accuracy is None)
    if facts.accuracy is not None:
        top_1, size, source = told.groups()
        assert float(top_1) == facts.accuracy.top_1
        assert (size and int(size)) == facts.accuracy.size
        assert source == f"github.com/tensorflow/models, {facts.accuracy.source}"


@pytest.mark.parametrize("facts", nets.CATALOG.values(), ids=nets.CATALOG)
def test_accuracies_are_percentages_in_their_order(facts):
    if facts.accuracy is not None and facts.accuracy.top_5 is not None:
        assert 40 < facts.accuracy.top_1 < facts.accuracy.top_5 < 100


def test_names_are_unique():
    rows = [facts for family in networks.FAMILIES for facts in family.NETWORKS]
    assert len(nets.CATALOG) == len(rows)


@pytest.mark.parametrize("weights", WEIGHTS, ids=[each.file for each in WEIGHTS])
def test_published_weights_agree_with_their_network(weights):
    facts = nets.CATALOG[weights.network]
    parameters = inspect.signature(nets.NETS[facts.name]).parameters
    width = getattr(parameters.get("depth_multiplier"), "default", 1.0)
    pixels = facts.accuracy.size or facts.size
    if (weights.width, weights.size) == (width, pixels):
        assert weights.top_1 == facts.accuracy.top_1
