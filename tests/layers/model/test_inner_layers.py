"""Keras layers and other models inside a network function."""

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import layers

ROWS = np.linspace(-1, 1, 24, dtype="float32").reshape(4, 6)
TARGETS = np.zeros((4, 3), "float32")

at_the_top = keras.layers.Dense(5)


def head(x):
    return layers.fully_connected(x, 3, activation_fn=None, scope="head")


def trained(function, **kwargs):
    model = layers.Model(function, seed=1, **kwargs)
    model.compile("sgd", "mse")
    model.fit(ROWS, TARGETS, epochs=2, verbose=0)
    return model


def test_layer_that_the_function_refers_to_is_trained():
    dense = keras.layers.Dense(4, kernel_regularizer="l2")
    model = trained(lambda x: head(dense(x)))
    before = numbers(dense.kernel) + 0.0
    model.fit(ROWS, TARGETS, verbose=0)
    assert not np.array_equal(before, numbers(dense.kernel))
    assert model.variable("dense/kernel") is dense.kernel
    assert len(model.losses) == 1
    assert len(model.trainable_variables) == 4


def test_layers_are_found_in_globals_lists_and_functions_called():
    blocks = [keras.layers.Dense(4), keras.layers.Dense(4)]

    def tower(x):
        for block in blocks:
            x = block(x)
        return x

    model = layers.Model(lambda x: head(tower(at_the_top(x))))
    model.build((None, 6))
    paths = [path for path in model._by_path() if path.endswith("kernel")]
    assert sorted(paths) == [
        "at_the_top/kernel",
        "tower_blocks_0/kernel",
        "tower_blocks_1/kernel",
    ]


def test_own_state_of_a_layer_follows_training():
    normalize = keras.layers.BatchNormalization(momentum=0.5)

    def network(x, training):
        return head(normalize(x + 1.0, training=training))

    model = trained(network)
    assert numbers(normalize.moving_mean).any()
    model.freeze("normalize")
    before = numbers(normalize.moving_mean) + 0.0
    model.fit(ROWS, TARGETS, verbose=0)
    assert np.array_equal(before, numbers(normalize.moving_mean))
    assert model.unfreeze()
    model.fit(ROWS, TARGETS, verbose=0)
    assert not np.array_equal(before, numbers(normalize.moving_mean))


def test_model_inside_a_network_keeps_its_own_paths():
    body = layers.Model(lambda x: layers.fully_connected(x, 4, scope="fc"), seed=3)
    model = trained(lambda x: head(body(x)))
    assert list(model._by_path()) == [
        "head/weights",
        "head/biases",
        "body/fc/weights",
        "body/fc/biases",
    ]
    assert model.variable("body/fc/weights") is body.variable("fc/weights")
    assert len(model.trainable_variables) == 4
    assert model.freeze("body") == ["body/fc/weights", "body/fc/biases"]
    assert body.trainable_variables == []


@pytest.mark.parametrize("ending", [".weights.h5", ".keras"])
def test_layers_inside_are_saved_under_the_names_the_function_has_for_them(
    ending, tmp_path
):
    def model():
        dense, body = keras.layers.Dense(4), layers.Model(head)

        def network(x):
            return body(dense(x))

        return trained(network)

    first, second = model(), model()
    save = first.save if ending == ".keras" else first.save_weights
    save(tmp_path / f"m{ending}")
    second.load_weights(tmp_path / f"m{ending}")
    assert np.array_equal(numbers(first(ROWS)), numbers(second(ROWS)))


def test_model_is_a_layer_of_a_functional_model(tmp_path):
    inputs = keras.Input((6,))
    body = layers.Model(dense_then_head, seed=1)
    model = keras.Model(inputs, keras.layers.Dense(3)(body(inputs)))
    model.compile("sgd", "mse")
    before = numbers(body.variable("head/weights")) + 0.0
    model.fit(ROWS, TARGETS, verbose=0)
    assert not np.array_equal(before, numbers(body.variable("head/weights")))
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert np.array_equal(
        loaded.predict(ROWS, verbose=0), model.predict(ROWS, verbose=0)
    )


@keras.saving.register_keras_serializable("inner")
def dense_then_head(x):
    return head(layers.fully_connected(x, 4, scope="fc"))


def test_model_can_be_used_twice_and_shares_its_variables():
    body = layers.Model(lambda x: layers.fully_connected(x, 6, scope="fc"))
    model = layers.Model(lambda x: body(body(x)))
    model.build((None, 6))
    assert list(model._by_path()) == ["body/fc/weights", "body/fc/biases"]


def test_layer_made_inside_the_function_is_refused():
    def network(x):
        return keras.layers.Dense(2)(x)

    with pytest.raises(layers.InnerLayerError, match=r"made anew in each run"):
        layers.Model(network)(ROWS)
