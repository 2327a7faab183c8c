"""Networks by name, with the scope they are built under."""

import functools
import inspect
import re

import keras
import numpy as np
import pytest
from tests.layers.arrays import computed

from argscope import arg_scope, layers, nets
from argscope.nets import nets_factory

IMAGES = np.random.default_rng(0).random((2, 32, 32, 3), dtype="float32")


def built(network):
    model = layers.Model(network, seed=3)
    model.build((None, 32, 32, 3))
    return model


def test_network_brings_the_scope_that_it_is_built_under():
    by_name = built(nets_factory.get_network_fn("cifarnet", 5, weight_decay=0.01))
    with arg_scope(nets.cifarnet.cifarnet_arg_scope(weight_decay=0.01)):
        by_hand = built(lambda images: nets.cifarnet.cifarnet(images, 5))
    np.testing.assert_array_equal(computed(by_name, IMAGES), computed(by_hand, IMAGES))
    assert len(by_name.losses) == len(by_hand.losses) > 0


def test_network_follows_the_mode_of_its_model():
    model = built(nets_factory.get_network_fn("cifarnet", 5))
    resting, training = (
        computed(model, IMAGES, training=mode) for mode in (False, True)
    )
    assert np.abs(resting - training).max() > 0


def test_network_keeps_a_mode_that_is_given():
    model = built(nets_factory.get_network_fn("cifarnet", 5, is_training=False))
    np.testing.assert_array_equal(
        computed(model, IMAGES), computed(model, IMAGES, training=True)
    )


@pytest.mark.slow
@pytest.mark.usefixtures("declared_only")
@pytest.mark.parametrize("name", nets.NETS)
def test_logits_are_one_row_an_image(name):
    network = nets_factory.get_network_fn(name, 7)
    pixels = network.default_image_size
    images = keras.KerasTensor((2, pixels, pixels, 1 if name == "lenet" else 3))
    logits = layers.Model(network).compute_output_spec(images, training=False)
    assert logits.shape == (2, 7)


@pytest.mark.slow
def test_features_keep_their_positions():
    network = nets_factory.get_network_fn("resnet_v1_50", None)
    model = layers.Model(lambda images: network(images, global_pool=False)[0])
    images = keras.KerasTensor((None, 64, 64, 3))
    assert model.compute_output_spec(images, training=False).shape == (None, 2, 2, 2048)


@pytest.mark.slow
def test_other_arguments_go_to_the_network():
    network = nets_factory.get_network_fn("vgg_a", 7)
    model = layers.Model(lambda images: network(images, global_pool=True)[0])
    images = keras.KerasTensor((None, 224, 256, 3))
    assert model.compute_output_spec(images, training=False).shape == (None, 7)


def widths_of(network):
    model = layers.Model(lambda images: network(images)[0])
    model.compute_output_spec(keras.KerasTensor((1, 32, 32, 3)))
    return model.variables_in_order[0].shape[-1]


@pytest.mark.usefixtures("declared_only")
def test_options_are_arguments_unless_a_call_has_others():
    network = nets_factory.get_network_fn("mobilenet_v1", 7, depth_multiplier=0.25)
    assert widths_of(network) == 8
    assert widths_of(functools.partial(network, depth_multiplier=0.5)) == 16


@pytest.mark.usefixtures("declared_only")
def test_name_with_a_width_is_the_network_at_that_width():
    assert widths_of(nets_factory.get_network_fn("mobilenet_v1_025", 7)) == 8


WIDTHS = [name for name in nets.NETS if re.search(r"_\d{3}$", name) and "net_v" in name]


@pytest.mark.parametrize("name", [name for name in WIDTHS if "resnet" not in name])
def test_name_ends_in_the_hundredfold_of_the_width(name):
    told = inspect.signature(nets.NETS[name]).parameters["depth_multiplier"].default
    assert round(100 * told) == int(name.rpartition("_")[2])


def test_option_that_a_network_has_not_is_refused_with_those_that_have_it():
    families = ("mobilenet_v2", "mobilenet_v3", "mobilenet_edgetpu")
    takers = [name for name in nets.NETS if name.startswith(families)]
    with pytest.raises(nets.NetworkArgumentError) as refused:
        nets_factory.get_network_fn("vgg_16", 7, finegrain_classification_mode=True)
    assert str(refused.value) == (
        "vgg_16() takes no finegrain_classification_mode.\n"
        f"  networks that do: {', '.join(takers)}"
    )


@pytest.mark.parametrize("name", nets_factory.networks_map)
def test_every_network_has_a_scope_with_a_weight_decay_and_a_mode(name):
    inspect.signature(nets_factory.arg_scopes_map[name]).bind(weight_decay=0.1)
    inspect.signature(nets_factory.networks_map[name]).bind(
        IMAGES, 10, is_training=False
    )


def test_unknown_network_is_refused_with_the_one_that_was_meant():
    with pytest.raises(nets.NetworkArgumentError) as refused:
        nets_factory.get_network_fn("resnet50_v1", 10)
    assert str(refused.value) == (
        "There is no network 'resnet50_v1'. Did you mean 'resnet_v1_50'?\n"
        f"  networks: {', '.join(nets_factory.networks_map)}"
    )
