"""What holds for every network in the catalog."""

import functools
import math
import re

import keras
import pytest
from tests.nets.built import zeros

from argscope import arg_scope, layers, nets

SCOPES = {
    "alexnet_v2": nets.alexnet.alexnet_v2_arg_scope,
    "cifarnet": nets.cifarnet.cifarnet_arg_scope,
    "inception_resnet_v2": nets.inception.inception_resnet_v2_arg_scope,
    "inception_v1": nets.inception.inception_v1_arg_scope,
    "inception_v2": nets.inception.inception_v2_arg_scope,
    "inception_v3": nets.inception.inception_v3_arg_scope,
    "inception_v4": nets.inception.inception_v4_arg_scope,
    "lenet": nets.lenet.lenet_arg_scope,
    "mobilenet_v1": nets.mobilenet_v1.mobilenet_v1_arg_scope,
    "mobilenet_v2": nets.mobilenet_v2.mobilenet_v2_arg_scope,
    "mobilenet_v3": nets.mobilenet_v3.mobilenet_v3_arg_scope,
    "overfeat": nets.overfeat.overfeat_arg_scope,
    "resnet_v1": nets.resnet_v1.resnet_arg_scope,
    "resnet_v2": nets.resnet_v2.resnet_arg_scope,
    "vgg": nets.vgg.vgg_arg_scope,
}


COLORS = {"lenet": 1}


def arg_scope_of(name):
    (make,) = [make for prefix, make in SCOPES.items() if name.startswith(prefix)]
    return make()


@pytest.mark.parametrize("name", nets.NETS)
def test_docstring_tells_the_number_of_parameters(name, monkeypatch):
    network = nets.NETS[name]
    told, classes = re.search(
        r"([\d.]+) million\s+parameters\s+for\s+(\d+)\s+classes", network.__doc__
    ).groups()
    pixels = network.default_image_size
    images = keras.KerasTensor((1, pixels, pixels, COLORS.get(name, 3)))
    with arg_scope(arg_scope_of(name)):
        model = layers.Model(functools.partial(network, num_classes=int(classes)))
    monkeypatch.setattr("argscope.layers._store.initial_value", zeros)
    # Declared only: the largest have half a gigabyte of values.
    with keras.StatelessScope(initialize_variables=False):
        model.compute_output_spec(images, training=False)
    found = sum(math.prod(variable.shape) for variable in model.trainable_variables)
    keras.utils.clear_session()  # or Keras would give the declared ones values yet

    assert told == f"{found / 1e6:.1f}"


@pytest.mark.parametrize("name", nets.NETS)
def test_docstring_names_the_paper(name):
    text = nets.NETS[name].__doc__
    assert re.search(r"arXiv:\d{4}\.\d{4,5}|doi:10\.\d+/[\w.]+", text)


def test_names_are_those_of_the_functions():
    assert [network.__name__ for network in nets.NETS.values()] == list(nets.NETS)
