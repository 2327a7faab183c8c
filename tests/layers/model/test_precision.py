"""Dtypes of a model: Keras's policies."""

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import layers

IMAGES = np.random.default_rng(0).normal(3.0, 1.0, (8, 4, 4, 2)).astype("float32")
TARGETS = np.zeros((8, 3), "float32")


def network(x):
    x = layers.conv2d(x, 4, 3, scope="conv", activation_fn=None)
    x = layers.batch_norm(x, decay=0.5, scale=True, scope="bn")
    x = layers.flatten(layers.max_pool2d(x, 2))
    return layers.fully_connected(layers.dropout(x, 0.9), 3, scope="fc")


def dtype_of(tensor):
    return keras.backend.standardize_dtype(tensor.dtype)


@pytest.fixture(params=["mixed_bfloat16", "mixed_float16"])
def policy(request):
    return request.param


def test_mixed_policy_keeps_variables_in_float32_and_computes_in_half(policy):
    half = policy.removeprefix("mixed_")
    model = layers.Model(network, dtype=policy)
    assert dtype_of(model(IMAGES)) == half
    assert {v.dtype for v in model.variables_in_order} == {"float32"}
    assert dtype_of(keras.layers.Dense(3, dtype=policy)(TARGETS)) == half


def test_policy_of_the_whole_program_is_that_of_the_model(policy):
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        model = layers.Model(network)
    finally:
        keras.config.set_dtype_policy(before)
    assert dtype_of(model(IMAGES)) == policy.removeprefix("mixed_")


def test_mixed_model_trains(policy):
    model = layers.Model(network, dtype=policy, seed=1)
    model.compile(keras.optimizers.Adam(0.01), "mse")
    history = model.fit(IMAGES, TARGETS, epochs=8, verbose=0).history["loss"]
    assert history[-1] < history[0]
    scales = type(model.optimizer).__name__ == "LossScaleOptimizer"
    assert scales == (policy == "mixed_float16")


def test_statistics_are_computed_and_kept_in_float32(policy):
    def normalized(x):
        return layers.batch_norm(x, decay=0.0, scope="bn")

    model = layers.Model(normalized, dtype=policy)
    # 1 + 2**-10 is 1 in bfloat16, and halves have eleven digits at most.
    values = np.tile(np.float32([256.0, 257.0]), 64).reshape(-1, 1)
    model(values, training=True)
    rounded = keras.ops.cast(values, policy.removeprefix("mixed_"))
    mean = numbers(keras.ops.cast(rounded, "float32")).mean()
    assert numbers(model.variable("bn/moving_mean"))[0] == mean


def test_every_variable_of_a_half_model_is_half():
    model = layers.Model(network, dtype="bfloat16")
    assert dtype_of(model(IMAGES)) == "bfloat16"
    assert {v.dtype for v in model.variables_in_order} == {"bfloat16"}


@pytest.fixture
def doubles():
    """On JAX doubles are a setting of the program; here, of this thread."""
    if keras.backend.backend() != "jax":
        yield
        return
    import jax

    with jax.enable_x64(new_val=True):
        yield


@pytest.mark.usefixtures("doubles")
def test_double_model_is_double_throughout():
    model = layers.Model(network, dtype="float64", seed=1)
    model.compile("sgd", "mse")
    images = IMAGES.astype("float64")
    model.fit(images, TARGETS, verbose=0)
    assert dtype_of(model(images)) == "float64"
    assert {dtype_of(v.value) for v in model.variables_in_order} == {"float64"}
