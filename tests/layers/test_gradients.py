"""Gradients: of normalizations, scaled, and of what is computed a second time.

`training_pass` gives the gradients of the sum of the squared outputs. After a
normalization that sum hardly depends on the input, so here outputs are weighted first.
"""

import functools

import keras
import numpy as np
import pytest
from tests.layers.arrays import computed, numbers
from tests.layers.parity.gradients import training_pass

from argscope import arg_scope, layers

rng = np.random.default_rng(1)
IMAGES = rng.normal(size=(3, 4, 4, 6)).astype("float32")
WEIGHTS = rng.normal(size=(4, 4, 6)).astype("float32")
DIRECTION = rng.normal(size=IMAGES.shape).astype("float32")
ROWS = rng.normal(size=(5, 4)).astype("float32")


def model_of(function, shape):
    """Return the model of `function`, whose input is called `x` and whose output `y`."""
    model = layers.Model(lambda x: {"y": function(x["x"])}, seed=1)
    model.build({"x": shape})
    return model


def gradients(function, inputs):
    """Return outputs, gradients by variable and by input, and variables afterwards."""
    found = training_pass(model_of(function, inputs.shape), {"x": inputs})
    return found.outputs["y"], found.by_variable, found.by_input["x"], found.after


NORMALIZERS = {
    "batch_norm": functools.partial(layers.batch_norm, scale=True),
    "batch_norm, weighted": functools.partial(
        layers.batch_norm, batch_weights=np.array([1.0, 0.5, 2.0], "float32")
    ),
    "layer_norm": layers.layer_norm,
    "instance_norm": layers.instance_norm,
    "group_norm": functools.partial(layers.group_norm, groups=3),
    "group_norm, one pass": functools.partial(
        layers.group_norm, groups=2, mean_close_to_zero=True
    ),
    "unit_norm": functools.partial(layers.unit_norm, dim=3, epsilon=1e-7),
    "gdn": layers.gdn,
    "inverse gdn": functools.partial(layers.gdn, inverse=True),
}


@pytest.mark.parametrize("name", NORMALIZERS)
def test_gradient_of_a_normalization_is_the_slope(name):
    def weighted(x):
        return keras.ops.multiply(NORMALIZERS[name](x), WEIGHTS)

    model = model_of(weighted, IMAGES.shape)
    gradient = training_pass(model, {"x": IMAGES}).by_input["x"]
    step = 1e-2 * DIRECTION

    def energy(x):
        outputs = computed(model, {"x": x}, training=True)["y"]
        return float((outputs.astype("float64") ** 2).sum())

    slope = (energy(IMAGES + step) - energy(IMAGES - step)) / 2e-2
    assert slope == pytest.approx(float((gradient * DIRECTION).sum()), rel=5e-3)


@pytest.mark.parametrize("multiplier", [-1.0, 0.0, 0.5])
def test_scaled_gradient_leaves_the_value_alone(multiplier):
    outputs, _, gradient, _ = gradients(
        lambda x: layers.scale_gradient(x, multiplier), ROWS
    )
    np.testing.assert_array_equal(outputs, ROWS)
    np.testing.assert_allclose(gradient, multiplier * 2 * ROWS, rtol=1e-6)


def test_bounded_parameters_of_gdn_can_come_back():
    def network(x):
        return layers.gdn(x["x"], name="g", gamma_init=0.0)

    model = layers.Model(lambda x: {"y": network(x)}, seed=1)
    model.build({"x": ROWS.shape})
    model.variable("g/reparam_gamma").assign(np.full((4, 4), -1.0))
    gradient = training_pass(model, {"x": ROWS}).by_variable["g/reparam_gamma"]
    # Raising a gamma makes outputs smaller, so all gradients lead up, and all pass.
    assert (gradient < 0).all()


def block(x):
    x = layers.fully_connected(x, 6, normalizer_fn=layers.batch_norm, scope="a")
    x = layers.dropout(x, 0.5)
    return layers.fully_connected(x, 4, tanh, scope="b")


def tanh(x):
    return keras.ops.tanh(x)


def wrapped(make):
    def network(x):
        with arg_scope([layers.batch_norm], decay=0.5, scale=True):
            return make(block)(layers.fully_connected(x, 4, tanh, scope="first"))

    return network


def test_recomputed_block_has_the_same_outputs_gradients_and_updates():
    plain = gradients(wrapped(lambda f: f), ROWS)
    again = gradients(wrapped(layers.recompute_grad), ROWS)
    np.testing.assert_allclose(again[0], plain[0], rtol=1e-6)
    np.testing.assert_allclose(again[2], plain[2], rtol=1e-5, atol=1e-7)
    for found, expected in zip((again[1], again[3]), (plain[1], plain[3]), strict=True):
        ours = [path for path in expected if "seed_generator" not in path]
        assert ours == [path for path in found if "seed_generator" not in path]
        for path in ours:
            np.testing.assert_allclose(
                found[path], expected[path], rtol=1e-4, atol=1e-6
            )


# On torch it cannot be recorded: what is computed again is Python.
@pytest.mark.filterwarnings("ignore::argscope.layers.NotRecordedWarning")
def test_recomputed_blocks_go_on_counting_names():
    def network(x):
        x = layers.recompute_grad(lambda x: layers.fully_connected(x, 4))(x)
        return layers.fully_connected(x, 4)

    model = layers.Model(network)
    model(ROWS)
    model(ROWS)
    assert [v.path for v in model.variables_in_order][::2] == [
        "fully_connected/weights",
        "fully_connected_1/weights",
    ]


def branch(x):
    return layers.fully_connected(x, 4, tanh, scope="fc")


@pytest.mark.parametrize("is_training", [True, False])
def test_reversible_block_couples_its_streams(is_training):
    def network(x):
        return keras.ops.concatenate(
            layers.rev_block(
                x, 2 * x, branch, branch, num_layers=2, is_training=is_training
            )
        )

    def by_hand(x):
        x1, x2 = x, 2 * x
        with layers.variable_scope("revblock"):
            for number in range(2):
                with layers.variable_scope(f"revlayer_{number}"):
                    with layers.variable_scope("f"):
                        x1 = x1 + branch(x2)
                    with layers.variable_scope("g"):
                        x2 = x2 + branch(x1)
        return keras.ops.concatenate([x1, x2])

    found, expected = gradients(network, ROWS), gradients(by_hand, ROWS)
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-6)
    np.testing.assert_allclose(found[2], expected[2], rtol=1e-5, atol=1e-6)
    assert found[1].keys() == expected[1].keys()


def test_side_inputs_reach_every_branch():
    def shifted(x, side):
        return x + side[0]

    def network(x):
        y1, y2 = layers.RevBlock(
            shifted, shifted, f_side_input=[x], g_side_input=[3 * x]
        )(x, x)
        return keras.ops.concatenate([y1, y2])

    outputs = numbers(layers.Model(network)(ROWS))
    np.testing.assert_allclose(outputs, np.concatenate([3 * ROWS, 7 * ROWS]), rtol=1e-6)
