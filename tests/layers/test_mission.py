"""The program that the package exists for, as written, in both places it may stand."""

import keras
import pytest
from tests.layers.arrays import numbers

from argscope import arg_scope, layers

WEIGHTS = ["conv1/weights", "conv2/weights", "conv3/weights"]


def mission(inputs):
    with arg_scope(
        [layers.conv2d],
        padding="SAME",
        initializer=layers.variance_scaling_initializer(),
        regularizer=layers.l2_regularizer(0.05),
    ) as sc:
        net = layers.conv2d(inputs, 64, [11, 11], 4, padding="VALID", scope="conv1")
        first = net
        net = layers.conv2d(net, 256, [5, 5], scope="conv2")
    with arg_scope(sc):
        net = layers.conv2d(net, 256, [5, 5], scope="conv3")
    return net, {"first": first}  # fmt: skip


@pytest.fixture(scope="module")
def model():
    model = layers.Model(lambda x: mission(x)[0], seed=1)
    model.build((None, 31, 31, 3))
    return model


def test_call_beats_the_scope_and_the_scope_fills_the_rest():
    net, ends = mission(keras.Input((31, 31, 3)))
    assert ends["first"].shape == (None, 6, 6, 64)  # VALID: (31 - 11) // 4 + 1
    assert net.shape == (None, 6, 6, 256)  # SAME


def test_functional_model_has_all_variables_and_losses():
    inputs = keras.Input((31, 31, 3))
    model = keras.Model(inputs, mission(inputs)[0])
    paths = [variable.path for variable in model.weights]
    assert [path for path in paths if path.endswith("weights")] == WEIGHTS
    assert len(model.losses) == 3


def test_every_weight_is_regularized_and_no_bias_is(model):
    regularized = [v.path for v in model.variables_in_order if v.regularizer]
    assert regularized == WEIGHTS
    assert len(model.losses) == 3


def test_loss_is_half_the_scaled_square_of_the_weights(model):
    weights = numbers(model.variable("conv1/weights"))
    assert numbers(model.losses[0]) == pytest.approx(
        0.05 * (weights**2).sum() / 2, rel=1e-5
    )


def test_scoped_initializer_draws_every_weight(model):
    # sqrt(2 / fan_in), and the original's 0.3 % more
    spread = numbers(model.variable("conv2/weights")).std()
    assert spread == pytest.approx((2 / (5 * 5 * 64)) ** 0.5, rel=0.02)
