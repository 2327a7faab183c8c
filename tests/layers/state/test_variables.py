"""Variables of one's own."""

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import arg_scope, layers

ROWS = np.linspace(-1, 1, 12, dtype="float32").reshape(4, 3)


def model_of(function, inputs=ROWS):
    model = layers.Model(function, seed=1)
    model(inputs)
    return model


def paths(variables):
    return [variable.path for variable in variables]


def two_towers(x):
    with layers.variable_scope("left"):
        x = layers.fully_connected(x, 3, normalizer_fn=layers.batch_norm, scope="fc")
    with layers.variable_scope("right"):
        return layers.fully_connected(x, 2, scope="fc")


def test_variable_is_made_once_and_shared_under_reuse():
    def network(x):
        scale = layers.get_variable("scale", [3], initializer="ones")
        with layers.variable_scope(layers.get_variable_scope(), reuse=True):
            assert layers.get_variable("scale", [3]) is scale
        return x * scale

    assert paths(model_of(network).variables_in_order) == ["scale"]


def test_variable_can_start_from_an_array():
    start = np.arange(3.0)
    model = model_of(lambda x: x + layers.get_variable("offset", initializer=start))
    np.testing.assert_array_equal(numbers(model.variable("offset")), start)


def test_failing_initializer_is_the_error_of_its_model_only():
    def broken(shape, dtype=None):
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        model_of(lambda x: x * layers.get_variable("scale", [3], initializer=broken))
    assert model_of(two_towers).built


def test_variable_has_the_dtype_it_asks_for():
    def network(x):
        step = layers.get_variable("step", [], dtype="int32", initializer="zeros")
        return x + keras.ops.cast(step, x.dtype)

    assert model_of(network).variable("step").dtype == "int32"


def test_variable_follows_initializer_and_regularizer_of_its_scope():
    def network(x):
        ones, penalty = layers.ones_initializer(), layers.l2_regularizer(2.0)
        with (
            layers.variable_scope("v", initializer=ones, regularizer=penalty),
            layers.variable_scope("inner"),
        ):
            return x * layers.get_variable("scale", [3])

    model = model_of(network)
    assert [numbers(loss) for loss in model.losses] == [3.0]


def test_scope_reaches_what_a_layer_leaves_open():
    def network(x):
        two, one = layers.constant_initializer(2.0), layers.l1_regularizer(1.0)
        with layers.variable_scope("v", initializer=two, regularizer=one):
            return layers.fully_connected(x, 2, weights_initializer=None, scope="fc")

    model = model_of(network)
    assert np.unique(numbers(model.variable("v/fc/weights"))).tolist() == [2.0]
    assert [numbers(loss) for loss in model.losses] == [12.0, 0.0]  # the biases too


def test_scopes_reach_variables_and_model_variables():
    def network(x):
        with arg_scope([layers.variable, layers.model_variable], trainable=False):
            x = x + layers.variable("plain", [3], initializer="zeros")
            return x * layers.model_variable("model", [3], initializer="ones")

    model = model_of(network)
    assert model.trainable_variables == []
    assert paths(layers.get_model_variables(model=model)) == ["model"]


def test_collections_of_variables_belong_to_their_model():
    def network(x):
        return layers.fully_connected(x, 2, variables_collections="mine", scope="fc")

    model, other = model_of(network), model_of(two_towers)
    assert len(layers.get_variables(collection="mine", model=model)) == 2
    assert layers.get_variables(collection="mine", model=other) == []


def test_what_is_put_into_trainable_variables_is_not_trained_for_that():
    def network(x):
        return layers.batch_norm(x, variables_collections=["trainable_variables"])

    model = model_of(network)
    assert len(layers.get_trainable_variables(model=model)) == 3
    assert paths(model.trainable_variables) == ["BatchNorm/beta"]


@pytest.mark.parametrize(
    "layer",
    [
        lambda x, **given: layers.conv2d(x, 4, 3, **given),
        lambda x, **given: layers.conv2d_transpose(x, 4, 3, **given),
        lambda x, **given: layers.separable_conv2d(x, 4, 3, 1, **given),
        lambda x, **given: layers.fully_connected(x, 4, **given),
        lambda x, **given: layers.batch_norm(x, scale=True, **given),
    ],
)
def test_shared_variables_go_into_the_collections_of_each_call(layer):
    # As in the original; there these layers do, and others (bias_add, layer_norm) not.
    def network(x):
        layer(x, scope="s", variables_collections=["one"])
        layer(x, scope="s", variables_collections=["one", "two"], reuse=True)
        return layer(x, scope="s", variables_collections=["one"], reuse=True)

    model = model_of(network, np.ones((1, 8, 8, 4), "float32"))
    every = paths(layers.get_variables(model=model))
    for collection in ("one", "two", layers.GraphKeys.MODEL_VARIABLES):
        found = paths(layers.get_variables(collection=collection, model=model))
        assert sorted(found) == sorted(every)


def test_variable_of_ones_own_goes_into_the_collections_of_the_call_that_makes_it():
    def network(x):
        with layers.variable_scope("s", reuse=layers.AUTO_REUSE):
            layers.model_variable("v", [3], collections=["one"])
            return x + layers.model_variable("v", [3], collections=["two"])

    model = model_of(network)
    assert paths(layers.get_variables(collection="one", model=model)) == ["s/v"]
    assert layers.get_variables(collection="two", model=model) == []
