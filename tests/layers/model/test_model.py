"""`Model`: a function that became a Keras model."""

import functools

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import arg_scope, layers

ROWS = np.linspace(-1, 1, 24, dtype="float32").reshape(4, 6)


def values(model):
    return [numbers(variable) for variable in model.variables_in_order]


def dense(x):
    return layers.fully_connected(x, 3, scope="fc")


def test_model_builds_at_its_first_call():
    model = layers.Model(dense)
    assert model(ROWS).shape == (4, 3)
    assert [v.path for v in model.variables_in_order] == ["fc/weights", "fc/biases"]


def test_same_seed_gives_the_same_weights_and_another_others():
    one, same, other = (layers.Model(dense, seed=seed) for seed in (1, 1, 2))
    for model in (one, same, other):
        model.build((None, 6))
    assert np.array_equal(values(one)[0], values(same)[0])
    assert not np.array_equal(values(one)[0], values(other)[0])


@pytest.mark.parametrize(
    "shared", [layers.xavier_initializer(), keras.initializers.HeNormal()]
)
def test_one_initializer_gives_each_layer_its_own_weights(shared):
    def network(x):
        with arg_scope(layers.fully_connected, initializer=shared):
            x = layers.fully_connected(x, 6, scope="a")
            return layers.fully_connected(x, 6, scope="b")

    model = layers.Model(network)
    model.build((None, 6))
    first, _, second, _ = values(model)
    assert not np.array_equal(first, second)


def test_scope_active_at_construction_is_kept():
    with arg_scope(layers.fully_connected, activation_fn=None, biases_initializer=None):
        model = layers.Model(dense)
    model.build((None, 6))
    assert [v.path for v in model.variables_in_order] == ["fc/weights"]
    assert numbers(model(ROWS)).min() < 0.0


@pytest.mark.parametrize("mode", ["training", "is_training"])
def test_function_that_asks_gets_the_mode(mode):
    seen = []
    code = f"def network(x, {mode}=None):\n    seen.append({mode})\n    return x"
    names = {"seen": seen}
    exec(code, names)  # noqa: S102  # the parameter's name is what varies
    model = layers.Model(names["network"])
    model(ROWS, training=True)
    assert seen[-1] is True
    model(ROWS)
    assert seen[-1] is False


@pytest.mark.parametrize("mode", ["training", "is_training"])
def test_mode_that_a_partial_has_fixed_is_kept(mode):
    seen = []

    def network(x, training=None, is_training=None):
        seen.append({"training": training, "is_training": is_training}[mode])
        return x

    model = layers.Model(functools.partial(network, **{mode: False}))
    model(ROWS, training=True)
    assert set(seen) == {False}


def test_fit_trains_and_predict_equals_call():
    model = layers.Model(dense, seed=1)
    model.compile("sgd", "mse")
    before = model.evaluate(ROWS, ROWS[:, :3], verbose=0)
    model.fit(ROWS, ROWS[:, :3], epochs=5, verbose=0)
    assert model.evaluate(ROWS, ROWS[:, :3], verbose=0) < before
    np.testing.assert_allclose(
        model.predict(ROWS, verbose=0), numbers(model(ROWS)), rtol=1e-5
    )


def test_weights_are_saved_and_loaded_by_path(tmp_path):
    model, other = layers.Model(dense, seed=1), layers.Model(dense, seed=2)
    model.build((None, 6))
    other.build((None, 6))
    model.save_weights(tmp_path / "m.weights.h5")
    other.load_weights(tmp_path / "m.weights.h5")
    assert np.array_equal(values(model)[0], values(other)[0])


def test_frozen_variable_keeps_its_loss_and_zero_scale_makes_none():
    def network(x):
        one = layers.l2_regularizer(1.0)
        x = layers.fully_connected(x, 2, regularizer=one, trainable=False, scope="a")
        zero = layers.l2_regularizer(0.0)
        return layers.fully_connected(x, 2, regularizer=zero, scope="b")

    model = layers.Model(network)
    model.build((None, 6))
    assert len(model.losses) == 1


def test_variables_are_shared_under_reuse():
    def network(x):
        x = layers.fully_connected(x, 6, scope="fc")
        return layers.fully_connected(x, 6, scope="fc", reuse=True)

    model = layers.Model(network)
    model.build((None, 6))
    assert len(model.variables_in_order) == 2


def test_default_names_count_in_their_scope():
    def network(x):
        for tower in ("left", "right"):
            with layers.variable_scope(tower):
                x = layers.fully_connected(layers.fully_connected(x, 6), 6)
        return x

    model = layers.Model(network)
    model.build((None, 6))
    assert [v.path for v in model.variables_in_order if "weights" in v.path] == [
        "left/fully_connected/weights",
        "left/fully_connected_1/weights",
        "right/fully_connected/weights",
        "right/fully_connected_1/weights",
    ]


def test_error_of_the_users_function_keeps_its_type():
    def network(_x):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        layers.Model(network)(ROWS)
