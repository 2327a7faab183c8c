"""How often the network function runs until the first step, and what those runs do."""

from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import layers
from argscope.layers import _batch_norm
from argscope.layers._model.model import network_of
from argscope.layers._model.optimizer_slots import zeros_by_numpy
from argscope.layers._state.run import asked_for_shapes
from argscope.nets._network import trains

ROWS = np.linspace(-1, 1, 24, dtype="float32").reshape(4, 6)


def normalized(x):
    x = layers.fully_connected(x, 3, normalizer_fn=layers.batch_norm, scope="fc")
    return layers.fully_connected(x, 2, activation_fn=None, scope="logits")


def test_function_that_takes_no_mode_runs_once_to_build():
    runs = []

    def network(x):
        runs.append(x)
        return normalized(x)

    layers.Model(network).build((4, 6))
    assert len(runs) == 1


def test_function_that_takes_the_mode_runs_in_both():
    modes = []

    def network(x, is_training):
        modes.append(is_training)
        return layers.fully_connected(x, 1, scope=f"training_{is_training}")

    model = layers.Model(network)
    model.build((4, 6))
    assert modes == [True, False]
    assert len(model.variables_in_order) == 4


def test_function_that_asks_for_the_mode_runs_in_both():
    def network(x):
        return layers.fully_connected(x, 1, scope=f"training_{trains(None)}")

    model = layers.Model(network)
    model.build((4, 6))
    assert [v.path for v in model.variables_in_order][::2] == [
        "training_True/weights",
        "training_False/weights",
    ]


def test_function_that_calls_keras_layers_runs_in_both():
    class InOneMode(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def build(self, _shape):
            self.scale = self.add_weight((), name="scale")

        def call(self, x, training=False):
            return x * self.scale if training else self.dense(x * self.scale)

    inner = InOneMode()

    def network(x):
        return inner(x)

    model = layers.Model(network)
    model.build((4, 6))
    assert len(model.variables) == 4  # with the seeds of dropout


def test_nothing_is_normalized_to_build_nor_to_prepare_training(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("computed where only the shape was asked for")

    model = layers.Model(normalized)
    model.compile("sgd", "mse", metrics=["mae"])
    for name in ("normalize_batch", "normalize_channels"):
        monkeypatch.setattr(_batch_norm, name, refuse)
    model.build((4, 6))
    model._symbolic_build(data_batch=(ROWS, ROWS[:, :2]))
    with pytest.raises(AssertionError, match="only the shape"):
        model(ROWS)


def test_other_threads_get_numbers_while_training_is_prepared():
    model = layers.Model(normalized, seed=1)
    expected = numbers(model(ROWS))
    with asked_for_shapes(network_of(model).store), ThreadPoolExecutor() as pool:
        found = pool.submit(model, ROWS).result()
    np.testing.assert_array_equal(numbers(found), expected)


def test_model_computes_again_after_training_could_not_be_prepared():
    model = layers.Model(normalized, seed=1)
    model.compile("sgd", "mse")
    expected = numbers(model(ROWS))
    with pytest.raises(ValueError, match="shape"):
        model._symbolic_build(data_batch=(ROWS[:, :5], ROWS[:, :2]))
    np.testing.assert_array_equal(numbers(model(ROWS)), expected)


@pytest.mark.parametrize("name", ["SGD", "Adam", "Adafactor", "Ftrl"])
def test_optimizer_starts_from_what_keras_starts_it_from(name):
    def built(model, optimizer):
        optimizer.build(model.trainable_variables)
        return {v.path: v for v in optimizer.variables}

    model = layers.Model(normalized)
    model.build((4, 6))
    ours, keras_own = (getattr(keras.optimizers, name)() for _ in range(2))
    with zeros_by_numpy(ours):
        found = built(model, ours)
    expected = built(model, keras_own)
    assert len(found) == len(expected)
    for one, other in zip(found.values(), expected.values(), strict=True):
        assert (one.name, one.dtype, one.shape) == (
            other.name,
            other.dtype,
            other.shape,
        )
        np.testing.assert_array_equal(numbers(one), numbers(other))
    assert "add_variable_from_reference" not in vars(ours)


@pytest.mark.skipif(keras.backend.backend() != "jax", reason="jax compiles shapes")
def test_making_an_optimizer_compiles_nothing(caplog):
    import jax

    model = layers.Model(normalized)
    model.build((4, 37))
    model.compile(keras.optimizers.SGD(momentum=0.9), "mse")
    images, labels = np.zeros((4, 37), "float32"), ROWS[:, :2]
    with jax.log_compiles():
        model._symbolic_build(data_batch=(images, labels))
    assert not [line for line in caplog.messages if "XLA compilation" in line]
