"""`predict`: the numbers of a call, and what inference itself changes."""

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import layers

ROWS = np.linspace(-1, 1, 30, dtype="float32").reshape(5, 6)

SETTINGS = [{}, {"run_eagerly": True}]
if keras.backend.backend() != "torch":  # Keras refuses it there
    SETTINGS.append({"steps_per_execution": 2})


def counting(x):
    count = layers.get_variable("count", (), initializer="zeros", trainable=False)
    count.assign(count + 1.0)
    x = layers.fully_connected(x, 3, normalizer_fn=layers.batch_norm, scope="fc")
    return {"rows": x, "twice": 2.0 * x}


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_every_batch_is_predicted_as_a_call_says(settings):
    model = layers.Model(counting, seed=1)
    expected = model(ROWS)
    model.compile(**settings)
    found = model.predict(ROWS, batch_size=2, verbose=0)
    assert found.keys() == {"rows", "twice"}
    for name, values in found.items():
        np.testing.assert_allclose(
            values, numbers(expected[name]), rtol=1e-5, atol=1e-6
        )


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_variable_that_inference_assigns_to_keeps_its_value(settings):
    model = layers.Model(counting, seed=1)
    model.build((None, 6))
    model.compile(**settings)
    model.predict(ROWS, batch_size=2, verbose=0)
    model.predict(ROWS, batch_size=3, verbose=0)
    assert numbers(model.variable("count")) == 5.0


def test_weights_that_are_set_between_are_those_that_predict():
    model = layers.Model(counting, seed=1)
    first = model.predict(ROWS, verbose=0)["rows"]
    model.variable("fc/BatchNorm/beta").assign([1.0, 2.0, 3.0])
    second = model.predict(ROWS, verbose=0)["rows"]
    model.compile("sgd", "mse")
    assert not np.allclose(first, second)
    np.testing.assert_allclose(second, numbers(model(ROWS)["rows"]), rtol=1e-5)
    np.testing.assert_allclose(second, model.predict_on_batch(ROWS)["rows"], rtol=1e-5)


@pytest.mark.skipif(keras.backend.backend() != "jax", reason="jax carries variables")
def test_compiled_step_returns_what_it_changes_only():
    import jax

    model = layers.Model(layers.batch_norm)
    model.build((None, 6))
    model.compile()
    state = tuple(
        [v.value for v in variables]
        for variables in (model.trainable_variables, model.non_trainable_variables)
    )
    _, after = model.make_predict_function()(state, iter([ROWS]))
    values = zip(jax.tree.leaves(state), jax.tree.leaves(after), strict=True)
    assert all(new is old for old, new in values)
