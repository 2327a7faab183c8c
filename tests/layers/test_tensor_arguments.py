"""Tensors as arguments where the original takes them: as the numbers that they hold.

Each program gets its argument as a second input of a compiled network, so that it has no
value while the network is read, and once as a number.
"""

import functools

import keras
import numpy as np
import pytest
from keras import ops
from tests.layers.arrays import computed, numbers, symbol_of
from tests.layers.parity.gradients import training_pass

from argscope import layers, losses, slim

rng = np.random.default_rng(0)
IMAGES = rng.normal(size=(4, 2, 2, 2)).astype("float32")
OTHERS = rng.uniform(size=IMAGES.shape).astype("float32")
CLASSES = np.array([0, 1, 1, 0])


def normalized(name, argument, **more):
    return lambda x, value: getattr(layers, name)(x, **{argument: value}, **more)


def weighted(name):
    return lambda x, value: getattr(losses, name)(x, OTHERS, weights=value)


def rows(x):
    return ops.reshape(x, (4, -1))


PROGRAMS = {
    "dropout, keep_prob of 1": (layers.dropout, 1.0),
    "dropout, is_training": (lambda x, on: layers.dropout(x, is_training=on), 0.0),
    "batch_norm, is_training": (normalized("batch_norm", "is_training"), 1.0),
    "batch_norm, decay": (normalized("batch_norm", "decay"), 0.5),
    "batch_norm, epsilon": (normalized("batch_norm", "epsilon"), 0.1),
    "batch_norm by averages, epsilon": (
        normalized("batch_norm", "epsilon", is_training=False),
        0.1,
    ),
    "batch_norm, renorm_decay": (
        normalized("batch_norm", "renorm_decay", renorm=True),
        0.5,
    ),
    "batch_norm, renorm_clipping": (
        lambda x, most: layers.batch_norm(
            x, renorm=True, renorm_clipping={"rmax": most, "dmax": most}
        ),
        0.5,
    ),
    "instance_norm, epsilon": (normalized("instance_norm", "epsilon"), 0.1),
    "group_norm, epsilon": (normalized("group_norm", "epsilon", groups=2), 0.1),
    "unit_norm, epsilon": (normalized("unit_norm", "epsilon", dim=3), 0.1),
    "one_hot_encoding, values": (
        lambda _, on: layers.one_hot_encoding(CLASSES, 2, on, on - 1.0),
        0.75,
    ),
    "scale_gradient": (layers.scale_gradient, 0.5),
    "l1_regularizer": (lambda x, scale: layers.l1_regularizer(scale)(x), 0.5),
    "l2_regularizer": (lambda x, scale: layers.l2_regularizer(scale)(x), 0.5),
    "l1_l2_regularizer": (
        lambda x, scale: layers.l1_l2_regularizer(scale, scale)(x),
        0.5,
    ),
    **{
        f"{name}, weights": (weighted(name), 0.5)
        for name in (
            "absolute_difference",
            "mean_squared_error",
            "mean_pairwise_squared_error",
            "sigmoid_cross_entropy",
            "softmax_cross_entropy",
        )
    },
    "log_loss, epsilon": (lambda _, e: losses.log_loss(OTHERS, OTHERS, epsilon=e), 0.1),
    "contrastive_loss, margin": (
        lambda x, m: losses.contrastive_loss(CLASSES, rows(x), rows(OTHERS), m),
        9.0,
    ),
    "triplet_semihard_loss, margin": (
        lambda x, m: losses.triplet_semihard_loss(CLASSES, rows(x), m),
        2.0,
    ),
    "lifted_struct_loss, margin": (
        lambda x, m: losses.lifted_struct_loss(CLASSES, rows(x), m),
        2.0,
    ),
    "npairs_loss, reg_lambda": (
        lambda x, scale: losses.npairs_loss(CLASSES, rows(x), rows(OTHERS), scale),
        0.5,
    ),
    "clip_gradient_norms, max_norm": (
        lambda x, norm: slim.learning.clip_gradient_norms([(x, None)], norm)[0][0],
        0.5,
    ),
}


@functools.cache
def outputs_of(how):
    """Return what all programs compute in one training pass, and what they updated."""

    def network(inputs):
        outputs = {}
        for name, (program, value) in PROGRAMS.items():
            with layers.variable_scope("".join(filter(str.isalnum, name))):
                given = inputs[name] if how == "tensor" else value
                outputs[name] = program(inputs["x"], given)
        return outputs

    arguments = {name: np.float32(value) for name, (_, value) in PROGRAMS.items()}
    inputs = {"x": IMAGES} | (arguments if how == "tensor" else {})
    model = layers.Model(network, seed=1)
    model.build(keras.tree.map_structure(symbol_of, inputs))
    return training_pass(model, inputs)


@pytest.mark.parametrize("name", PROGRAMS)
def test_tensor_is_as_good_as_the_number_it_holds(name):
    by_tensor, by_number = outputs_of("tensor"), outputs_of("number")
    np.testing.assert_allclose(
        by_tensor.outputs[name], by_number.outputs[name], rtol=1e-5, atol=1e-6
    )


def test_averages_follow_a_tensor_as_they_do_a_number():
    by_tensor, by_number = outputs_of("tensor"), outputs_of("number")
    moving = [path for path in by_number.after if "moving" in path]
    assert moving
    for path in moving:
        np.testing.assert_allclose(
            by_tensor.after[path], by_number.after[path], rtol=1e-5, atol=1e-6
        )


@pytest.mark.parametrize("noise_shape", [None, [None, 1, 1, 2]])
@pytest.mark.parametrize("seed", [None, 3])
def test_dropout_keeps_a_share_that_is_a_tensor(noise_shape, seed):
    ones = np.ones((50, 20, 20, 2), "float32")
    model = layers.Model(
        lambda x: layers.dropout(x["x"], x["p"], noise_shape, seed=seed), seed=1
    )
    found = computed(model, {"x": ones, "p": np.float32(0.25)}, training=True)
    assert {*np.unique(found)} == {0.0, 4.0}
    assert found.mean() == pytest.approx(1.0, abs=0.6 if noise_shape else 0.05)
    if noise_shape:
        np.testing.assert_array_equal(
            found, np.broadcast_to(found[:, :1, :1], ones.shape)
        )


@pytest.mark.parametrize("drops", [False, True])
def test_dropout_in_training_by_a_tensor(drops):
    model = layers.Model(lambda x: layers.dropout(x["x"], 0.5, is_training=x["on"]))
    found = computed(model, {"x": IMAGES, "on": np.array(drops)})
    assert np.array_equal(found, IMAGES) != drops


def test_scale_of_a_layers_regularizer_may_be_a_variable():
    scale = keras.Variable(0.5)
    model = layers.Model(
        lambda x: layers.fully_connected(
            x, 2, weights_regularizer=layers.l2_regularizer(scale)
        )
    )
    model(rows(IMAGES))
    half = float(numbers(sum(model.losses)))
    scale.assign(1.0)
    model(rows(IMAGES))
    assert float(numbers(sum(model.losses))) == pytest.approx(2 * half, rel=1e-6)


@pytest.mark.parametrize("multiplier", [np.float32(0.5), np.array([1, 2], "float32")])
def test_gradient_is_scaled_by_a_tensor_which_has_none_itself(multiplier):
    model = layers.Model(lambda x: {"y": layers.scale_gradient(x["x"], x["by"])})
    inputs = {"x": IMAGES, "by": multiplier}
    model.build(keras.tree.map_structure(symbol_of, inputs))
    found = training_pass(model, inputs).by_input
    np.testing.assert_allclose(found["x"], 2 * IMAGES * multiplier, rtol=1e-6)
    assert found["by"] is None or not found["by"].any()
