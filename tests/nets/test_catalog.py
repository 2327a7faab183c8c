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
    "inception_v1": nets.inception_v1.inception_v1_arg_scope,
    "overfeat": nets.overfeat.overfeat_arg_scope,
    "resnet_v1": nets.resnet_v1.resnet_arg_scope,
    "resnet_v2": nets.resnet_v2.resnet_arg_scope,
    "vgg": nets.vgg.vgg_arg_scope,
}


def arg_scope_of(name):
    (make,) = [make for prefix, make in SCOPES.items() if name.startswith(prefix)]
    return make()


@pytest.mark.parametrize("name", nets.NETS)
def test_docstring_tells_the_number_of_parameters(name, monkeypatch):
    network = nets.NETS[name]
    pixels = network.default_image_size
    images = keras.KerasTensor((1, pixels, pixels, 3))
    with arg_scope(arg_scope_of(name)):
        model = layers.Model(functools.partial(network, num_classes=1000))
    monkeypatch.setattr("argscope.layers._store.initial_value", zeros)
    # Declared only: the largest have half a gigabyte of values.
    with keras.StatelessScope(initialize_variables=False):
        model.compute_output_spec(images, training=False)
    found = sum(math.prod(variable.shape) for variable in model.trainable_variables)
    keras.utils.clear_session()  # or Keras would give the declared ones values yet

    told = re.search(r"([\d.]+) million\s+parameters", network.__doc__)[1]
    assert told == f"{found / 1e6:.1f}"


@pytest.mark.parametrize("name", nets.NETS)
def test_docstring_names_the_paper(name):
    text = nets.NETS[name].__doc__
    assert re.search(r"arXiv:\d{4}\.\d{4,5}", text)


def test_names_are_those_of_the_functions():
    assert [network.__name__ for network in nets.NETS.values()] == list(nets.NETS)
