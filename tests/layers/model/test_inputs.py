"""What `Model` takes and gives: several inputs and outputs, integers, end points."""

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import layers

ROWS = np.linspace(-1, 1, 24, dtype="float32").reshape(4, 6)
IDS = np.arange(4, dtype="int32")


def dense(x, size, scope):
    return layers.fully_connected(x, size, activation_fn=None, scope=scope)


@keras.saving.register_keras_serializable("inputs")
def by_name(inputs):
    kinds = keras.ops.one_hot(inputs["kind"], 4)
    return {"a": dense(inputs["rows"], 2, "a"), "b": dense(kinds, 3, "b")}


@keras.saving.register_keras_serializable("inputs")
def in_order(inputs):
    left, right = inputs
    return dense(left, 2, "left"), dense(right, 2, "right")


@keras.saving.register_keras_serializable("inputs")
def of_integers(ids):
    assert "int" in keras.backend.standardize_dtype(ids.dtype)
    return dense(keras.ops.one_hot(ids, 4), 2, "fc")


CASES = {
    "dict": (by_name, {"rows": ROWS, "kind": IDS}, {"a": ROWS[:, :2], "b": ROWS[:, :3]}),
    "list": (in_order, [ROWS, ROWS[:, :3]], (ROWS[:, :2], ROWS[:, :2])),
    "integers": (of_integers, IDS, ROWS[:, :2]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_model_trains_predicts_and_is_saved_with_inputs_of_this_kind(case, tmp_path):
    function, inputs, targets = CASES[case]
    model = layers.Model(function, seed=1)
    losses = keras.tree.map_structure(lambda _: "mse", targets)
    model.compile(keras.optimizers.SGD(0.1), losses)
    history = model.fit(inputs, targets, epochs=3, verbose=0).history["loss"]
    assert history[-1] < history[0]
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    predicted = model.predict(inputs, verbose=0)
    for one, other in zip(
        keras.tree.flatten(predicted),
        keras.tree.flatten(loaded.predict(inputs, verbose=0)),
        strict=True,
    ):
        np.testing.assert_allclose(one, other, rtol=1e-6)
    called = keras.tree.map_structure(numbers, model(inputs))
    keras.tree.assert_same_structure(called, targets)


def with_end_points(x):
    ends = {}
    ends["z_first"] = x = dense(x, 6, "a")
    ends["a_second"] = x = layers.dropout(x, 0.5)
    return dense(x, 2, "b"), ends


@pytest.fixture
def model():
    return layers.Model(with_end_points, seed=1)


def test_end_points_come_in_the_order_of_the_function(model):
    assert list(model.end_points(ROWS)) == ["z_first", "a_second"]
    assert list(model.end_points(keras.Input((6,)))) == ["z_first", "a_second"]


def test_end_points_follow_the_mode(model):
    still = model.end_points(ROWS)
    assert np.array_equal(numbers(still["z_first"]), numbers(still["a_second"]))
    training = model.end_points(ROWS, training=True)
    assert (numbers(training["a_second"]) == 0).any()


def test_end_points_leave_no_more_losses_than_a_call():
    def penalized(x):
        x = layers.fully_connected(x, 3, scope="fc")
        layers.apply_regularization(layers.l2_regularizer(0.1))
        return x, {"fc": x}

    model = layers.Model(penalized)
    model(ROWS)
    of_a_call = len(model.losses)
    for _ in range(3):
        model.end_points(ROWS)
    assert len(model.losses) == of_a_call == 1


def test_end_points_agree_with_the_output(model):
    weights, biases = (numbers(v) for v in built(model).variables_in_order[2:])
    ends = {name: numbers(value) for name, value in model.end_points(ROWS).items()}
    np.testing.assert_allclose(
        ends["a_second"] @ weights + biases, numbers(model(ROWS)), rtol=1e-5, atol=1e-6
    )


def built(model):
    model.build((None, 6))
    return model


@pytest.mark.skipif(keras.backend.backend() != "jax", reason="jax.jit")
def test_end_points_can_be_compiled_by_jax(model):
    import jax

    compiled = jax.jit(built(model).end_points)(ROWS)
    # The order of a dict is not kept by jax.jit, which sorts the keys of any pytree.
    assert compiled.keys() == {"z_first", "a_second"}
    np.testing.assert_allclose(
        compiled["z_first"], model.end_points(ROWS)["z_first"], rtol=1e-5
    )


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="tf.function")
def test_end_points_can_be_compiled_by_tensorflow(model):
    import tensorflow as tf

    compiled = tf.function(built(model).end_points)(ROWS)
    np.testing.assert_allclose(
        compiled["z_first"], model.end_points(ROWS)["z_first"], rtol=1e-5
    )
