"""What an initializer may be, and what dtype it has.

Values of the original, recorded with TensorFlow 2.12 (`tf.compat.v1`) and tf_slim 1.1.0:
    slim.fully_connected(x, 3, weights_initializer=tf.ones_initializer): ones
    slim.fully_connected(x, 3, weights_initializer=tf.constant_initializer): zeros
    slim.fully_connected(x, 3, weights_initializer=tf.keras.initializers.Ones): ones
    slim.xavier_initializer(dtype=d)([2, 3]).dtype: d; of float16, float32, float64
    slim.xavier_initializer(dtype=tf.float16)([2, 3], dtype=tf.float32).dtype: float32
    slim.xavier_initializer(dtype=tf.int32): TypeError
    tf.get_variable("v", [2], initializer=tf.constant_initializer(1.5, dtype=tf.int32)):
        1.5, a float32
"""

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import layers

ROWS = np.ones((2, 4), "float32")


def weights(initializer):
    model = layers.Model(
        lambda x: layers.fully_connected(
            x, 3, weights_initializer=initializer, scope="fc"
        ),
        seed=1,
    )
    model.build(ROWS.shape)
    return model.variable("fc/weights")


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (layers.ones_initializer, 1.0),
        (layers.zeros_initializer, 0.0),
        (layers.constant_initializer, 0.0),
        (keras.initializers.Ones, 1.0),
    ],
)
def test_what_makes_an_initializer_stands_for_one(given, value):
    assert np.unique(numbers(weights(given))).tolist() == [value]


@pytest.mark.parametrize(
    "make", [layers.xavier_initializer, layers.variance_scaling_initializer]
)
def test_functions_that_make_random_initializers_do_too(make):
    np.testing.assert_array_equal(numbers(weights(make)), numbers(weights(make())))


def test_scopes_normalizers_and_variables_take_them_as_well():
    ones = layers.ones_initializer

    def network(x):
        with layers.variable_scope("s", initializer=ones):
            x = x * layers.get_variable("a", [4])
        x = x * layers.get_variable("b", [4], initializer=ones)
        return layers.batch_norm(x, param_initializers={"beta": ones})

    model = layers.Model(network)
    model.build(ROWS.shape)
    for path in ("s/a", "b", "BatchNorm/beta"):
        assert numbers(model.variable(path)).tolist() == [1.0] * 4


@pytest.mark.parametrize("dtype", ["float16", "float32", np.float32])
@pytest.mark.parametrize(
    "make",
    [
        layers.xavier_initializer,
        layers.variance_scaling_initializer,
        layers.zeros_initializer,
        layers.ones_initializer,
        layers.constant_initializer,
    ],
)
def test_dtype_is_that_of_a_call_without_one(make, dtype):
    made = make(dtype=dtype)
    standard = keras.backend.standardize_dtype
    assert standard(made((2, 3)).dtype) == standard(dtype)
    assert standard(made((2, 3), dtype="bfloat16").dtype) == "bfloat16"
    again = type(made).from_config(made.get_config())
    assert standard(again((2, 3)).dtype) == standard(dtype)


def test_a_variable_has_its_own_dtype_whatever_its_initializer_has():
    whole = layers.constant_initializer(1.5, dtype="int32")
    found = weights(whole)
    assert found.dtype == "float32"
    assert np.unique(numbers(found)).tolist() == [1.5]


def test_a_function_of_ones_own_may_count_in_numpy():
    # Also for convolutions, whose kernels torch wants to lie in an order of its own.
    def ramp(shape, dtype=None):
        return np.arange(np.prod(shape), dtype="float64").reshape(shape)

    model = layers.Model(
        lambda x: layers.conv2d(x, 2, 1, weights_initializer=ramp, scope="c")
    )
    model.build((1, 4, 4, 2))
    kernel = model.variable("c/weights")
    assert kernel.dtype == "float32"
    assert numbers(kernel).ravel().tolist() == [0.0, 1.0, 2.0, 3.0]
