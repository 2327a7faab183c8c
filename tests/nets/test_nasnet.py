"""NASNet and PNASNet: their variables, what can be asked of them, and dropped paths."""

import functools
import hashlib
import json
import math
from dataclasses import replace

import keras
import numpy as np
import pytest
from tests.layers.arrays import computed

from argscope import arg_scope, layers, nets
from argscope.nets import nets_factory
from argscope.nets.nasnet import _trunk, nasnet, nasnet_utils, pnasnet

pytestmark = pytest.mark.usefixtures("both_ways")

SMALL = replace(
    nasnet.cifar_config(),
    num_cells=3,
    num_conv_filters=4,
    drop_path_keep_prob=0.6,
    total_training_steps=100,
)
CELLS = ["Cell_0", "Reduction_Cell_0", "Cell_1", "Reduction_Cell_1", "Cell_2"]


def seen(network, pixels, *, training=False, **arguments):
    """Return the model of a network, and shapes of its output and end points."""
    names = []

    def outputs(images):
        output, end_points = network(images, **arguments)
        names[:] = end_points
        return {"out": output, **end_points}

    with arg_scope(nasnet.nasnet_cifar_arg_scope()):
        model = layers.Model(outputs)
    images = keras.KerasTensor((2, pixels, pixels, 3))
    found = model.compute_output_spec(images, training=training)
    return model, {name: tuple(found[name].shape) for name in ["out", *names]}


small = functools.partial(
    nasnet.build_nasnet_cifar, config=replace(SMALL, use_aux_head=False)
)


# What the original's functions make: how many variables, how many numbers in them, and
# SHA-256 of `[[name, shape], ...]` in their order, as JSON without spaces. In training,
# so with auxiliary logits, and with 1001 classes (10 of the small images).
ORIGINALS = {
    "nasnet_cifar": (
        1436, 5017076,
        "25c70672bfb0d786f374953846516e407e862f48a17a2a441938043c96e6f954"),
    "nasnet_mobile": (
        1138, 7741574,
        "aac779fe155c21047c191f63a6c733949c611c11b78c2a558c7f7d6f595df927"),
    "nasnet_large": (
        1558, 93524196,
        "d11cb1cc895a27506652c35974462a55e2c400f27bed11f33c24395fdf180d5f"),
    "pnasnet_mobile": (
        945, 7514569,
        "522696e60dce9cd5a813a79015faa10c80619be245bf9047d4868ba770c4296c"),
    "pnasnet_large": (
        1191, 90827754,
        "a5d16d69f7ee2628e4b110ad30fa127aef393627675fd8da6a507711e79883a6"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.usefixtures("declared_only")
@pytest.mark.parametrize("name", ORIGINALS)
def test_variables_are_the_originals_by_name_shape_and_order(name):
    facts = nets.CATALOG[name]
    network = nets_factory.get_network_fn(name, 10 if facts.size == 32 else 1001)
    model = layers.Model(network)
    images = keras.KerasTensor((1, facts.size, facts.size, 3))
    model.compute_output_spec(images, training=True)
    assert summary(model) == ORIGINALS[name]


# Likewise, of six cells and of three with 8 filters and 7 classes, not in training.
@pytest.mark.slow
@pytest.mark.usefixtures("declared_only")
@pytest.mark.parametrize(
    ("network", "config", "original"),
    [
        (pnasnet.build_pnasnet_mobile,
         replace(pnasnet.mobile_imagenet_config(), num_cells=6, num_conv_filters=8,
                 skip_reduction_layer_input=False),
         (688, 89031,
          "7c518e79d99778c3d7792049ad70990762d84b1b62f2b875870903c0887dfb19")),
        (nasnet.build_nasnet_mobile,
         replace(nasnet.mobile_imagenet_config(), num_cells=3, num_conv_filters=8,
                 skip_reduction_layer_input=True),
         (491, 77169,
          "9f578f099f6c69252bfa896330c3ba972392e88d4b64c21f23a2904d1405d8f1")),
    ],
)  # fmt: skip
def test_inputs_at_reductions_can_be_the_other_ones(network, config, original):
    model, _ = seen(network, 64, num_classes=7, config=config)
    assert summary(model) == original


def summary(model):
    shapes = [[v.path, list(v.shape)] for v in model.variables_in_order]
    text = json.dumps(shapes, separators=(",", ":"))
    numbers = sum(math.prod(shape) for _, shape in shapes)
    return len(shapes), numbers, hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.usefixtures("declared_only")
def test_end_points_are_cells_in_their_order():
    _, shapes = seen(small, 16, num_classes=7)
    assert list(shapes) == [
        *("out", "Stem", *CELLS),
        *("global_pool", "Logits", "Predictions"),
    ]
    assert shapes["Reduction_Cell_1"] == (2, 4, 4, 64)
    assert shapes["out"] == shapes["Logits"] == (2, 7)


@pytest.mark.usefixtures("declared_only")
@pytest.mark.parametrize(
    "last", ["Stem", "Reduction_Cell_0", "global_pool", "Logits", "Predictions"]
)
def test_network_ends_where_asked(last):
    _, shapes = seen(small, 16, num_classes=7, final_endpoint=last)
    assert list(shapes)[-1] == last
    assert shapes["out"] == shapes[last]


@pytest.mark.usefixtures("declared_only")
def test_network_for_imagenet_drops_paths_of_its_first_cells_too(monkeypatch):
    kept = []
    monkeypatch.setattr(
        _trunk, "drop_path", lambda net, keep_prob: kept.append(keep_prob) or net
    )
    network = functools.partial(nasnet.build_nasnet_mobile, config=SMALL)
    seen(network, 64, training=True, num_classes=None, current_step=100)
    assert max(kept) == pytest.approx(1 - 1 / 7 * 0.4)


@pytest.mark.usefixtures("declared_only")
def test_network_without_classes_returns_features():
    _, shapes = seen(small, 16, num_classes=None)
    assert list(shapes)[-1] == "global_pool"
    assert shapes["out"] == (2, 96)


@pytest.mark.usefixtures("declared_only")
@pytest.mark.parametrize(
    ("arguments", "training", "there"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"is_training": False}, True, False),
        ({"is_training": True}, False, True),
        ({"create_aux_logits": False}, True, False),
        ({"config": replace(SMALL, use_aux_head=False)}, True, False),
        ({"final_endpoint": "Cell_1"}, True, False),
    ],
)
def test_auxiliary_logits_are_there_in_training(arguments, training, there):
    arguments = {"config": SMALL, **arguments}
    network = functools.partial(nasnet.build_nasnet_cifar, num_classes=7)
    model, shapes = seen(network, 16, training=training, **arguments)
    assert ("AuxLogits" in shapes) == there
    assert any("aux_1/" in v.path for v in model.variables_in_order) == there


@pytest.mark.usefixtures("declared_only")
@pytest.mark.parametrize(
    ("step", "reached"), [(0, 0.0), (50, 0.5), (100, 1.0), (1000, 1.0)]
)
def test_more_paths_are_dropped_in_later_cells_and_later_in_training(
    step, reached, monkeypatch
):
    kept = []

    def drop_path(net, keep_prob):
        kept.append(keep_prob)
        return net

    monkeypatch.setattr(_trunk, "drop_path", drop_path)
    seen(small, 16, training=True, num_classes=7, current_step=step)
    cells = [1 - number / 5 * 0.4 * reached for number in range(1, 6)]
    assert sorted(set(kept), reverse=True) == pytest.approx(sorted({*cells})[::-1])


@pytest.mark.usefixtures("declared_only")
@pytest.mark.parametrize("arguments", [{}, {"current_step": 50, "is_training": False}])
def test_no_path_is_dropped_without_a_step_or_outside_of_training(
    arguments, monkeypatch
):
    drawn = []
    monkeypatch.setattr(
        "argscope.layers._dropout.drop", lambda net, *_: drawn.append(net) or net
    )
    seen(small, 16, training=True, num_classes=7, **arguments)
    assert drawn == []


def test_dropped_paths_are_those_of_whole_images():
    model = layers.Model(lambda x: nasnet_utils.drop_path(x, 0.5), seed=1)
    images = np.ones((64, 2, 2, 3), "float32")
    found = computed(model, images, training=True)
    assert set(np.unique(found)) == {0.0, 2.0}
    assert (found == found[:, :1, :1, :1]).all()
    np.testing.assert_array_equal(computed(model, images), images)


def test_dropping_of_paths_is_a_target_of_scopes():
    with arg_scope(nasnet_utils.drop_path, is_training=False):
        model = layers.Model(lambda x: nasnet_utils.drop_path(x, 0.5), seed=1)
    images = np.ones((8, 2, 2, 3), "float32")
    np.testing.assert_array_equal(computed(model, images, training=True), images)


def test_number_of_the_step_can_be_a_variable_that_counts():
    def network(images, is_training):
        step = layers.get_variable(
            "global_step", [], initializer="zeros", trainable=False
        )
        if is_training:
            step.assign(step + 1.0)
        drop = _trunk._dropping(SMALL, 1.0, step)
        return drop(images)

    model = layers.Model(network, seed=1)
    images = np.ones((256, 1, 1, 1), "float32")
    found = []
    for _ in range(2):
        found.append(computed(model, images, training=True).max())
        model.variable("global_step").assign(100.0)
    assert found == pytest.approx([1 / 0.996, 1 / 0.6])


def refusal(images, **arguments):
    model = layers.Model(functools.partial(small, **{"num_classes": 7, **arguments}))
    with pytest.raises(nets.NetworkArgumentError) as caught:
        model.build(images)
    return str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ({"final_endpoint": "Cell_3"}, "global_pool, Logits, Predictions"),
        ({"final_endpoint": "Cell_3", "num_classes": None}, "global_pool"),
    ],
)
def test_end_point_that_is_not_there_is_refused(arguments, names):
    assert refusal((2, 16, 16, 3), **arguments) == (
        "build_nasnet_cifar() got final_endpoint='Cell_3', expected one of Stem, "
        f"{', '.join(CELLS)}, {names}, or None."
    )


@pytest.mark.skipif(
    keras.backend.backend() == "torch",
    reason="Keras runs torch with some size in place of an unknown one",
)
def test_unknown_size_is_refused():
    assert refusal((2, None, None, 3)) == (
        "build_nasnet_cifar() got images.shape=(2, None, None, 3), expected a known "
        "height and width."
    )
