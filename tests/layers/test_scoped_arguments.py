"""How layers get their arguments: those that share a signature, and whom errors blame."""

import inspect
import pickle

import keras
import numpy as np
import pytest

from argscope import ANY, arg_scope, arg_scoped_arguments, current_arg_scope, layers
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer

IMAGES = np.zeros((2, 8, 8, 3), "float32")

# Each layer that says "as that one", the one, what differs, and inputs.
ALIKE = [
    (layers.conv1d, layers.conv2d, {}, (8, 3)),
    (layers.conv3d, layers.conv2d, {}, (8, 8, 8, 3)),
    (
        layers.conv3d_transpose,
        layers.conv2d_transpose,
        {"data_format": "NDHWC"},
        (8, 8, 8, 3),
    ),
    (layers.avg_pool2d, layers.max_pool2d, {}, (8, 8, 3)),
    (layers.max_pool3d, layers.max_pool2d, {"data_format": "NDHWC"}, (8, 8, 8, 3)),
    (layers.avg_pool3d, layers.max_pool2d, {"data_format": "NDHWC"}, (8, 8, 8, 3)),
]
alike = pytest.mark.parametrize(
    ("function", "pattern", "changed", "shape"), ALIKE, ids=lambda x: getattr(x, "__name__", "")
)  # fmt: skip
REQUIRED = {"num_outputs": 4, "kernel_size": 3}


def required(function):
    return {
        n: v for n, v in REQUIRED.items() if n in inspect.signature(function).parameters
    }


def build(network, shape=(8, 8, 3)):
    model = layers.Model(network)
    model.build((None, *shape))
    return model


# --- layers that share a signature


@alike
def test_sibling_takes_what_its_pattern_takes(function, pattern, changed, shape):
    own = inspect.signature(function).parameters
    expected = inspect.signature(pattern).parameters
    assert list(own) == list(expected)
    assert {n: p.kind for n, p in own.items()} == {
        n: p.kind for n, p in expected.items()
    }
    different = {
        n: p.default for n, p in own.items() if p.default != expected[n].default
    }
    assert different == changed
    assert arg_scoped_arguments(function) == arg_scoped_arguments(pattern)


@alike
def test_sibling_can_be_called_by_position_and_by_name(
    function, pattern, changed, shape
):
    values = required(function)
    inputs = keras.Input(shape)
    by_position = function(inputs, *values.values(), 2, "VALID")
    by_name = function(padding="VALID", stride=2, inputs=inputs, **values)
    in_scope = None
    with arg_scope([function], stride=2, padding="VALID", **values):
        in_scope = function(inputs)
    assert by_position.shape == by_name.shape == in_scope.shape
    assert by_position.shape != function(inputs, *values.values(), 1, "VALID").shape


@alike
def test_call_beats_the_scope_of_a_sibling(function, pattern, changed, shape):
    inputs, values = keras.Input(shape), required(function)
    with arg_scope([function], padding="VALID", stride=2):
        found = function(inputs, *values.values(), 1, padding="SAME")
    assert found.shape[1:-1] == shape[:-1]


@alike
def test_scope_of_the_pattern_is_none_of_the_sibling(function, pattern, changed, shape):
    inputs, values = keras.Input(shape), required(function)
    with arg_scope([pattern], stride=4):
        found = function(inputs, stride=1, padding="SAME", **values)
        again = function(inputs, padding="SAME", **values)
    default = inspect.signature(function).parameters["stride"].default
    assert again.shape[1] == found.shape[1] // default


@alike
def test_sibling_pickles_and_says_where_it_is(function, pattern, changed, shape):
    assert pickle.loads(pickle.dumps(function)) is function
    assert function.__module__ == "argscope.layers"
    assert function.__name__ in inspect.getsource(function)


def test_call_of_a_sibling_that_does_not_fit_is_refused_in_the_usual_words():
    text = r"^conv1d\(\) missing 1 required positional argument: 'num_outputs'"
    with pytest.raises(TypeError, match=text):
        layers.conv1d(keras.Input((8, 3)), kernel_size=3)


def test_model_variable_is_put_into_its_collection_and_into_those_that_are_given():
    def network(x):
        return x * layers.model_variable("scale", [3], collections=["mine"])

    model = build(network)
    for collection in ("mine", layers.GraphKeys.MODEL_VARIABLES):
        found = layers.get_variables(collection=collection, model=model)
        assert [v.path for v in found] == ["scale"]


# --- whom errors blame


def message(network, inputs=IMAGES):
    with pytest.raises(layers.LayerArgumentError) as caught:
        layers.Model(network)(inputs)
    return str(caught.value)


def conv2d_in(scope):
    def network(x):
        with arg_scope(scope):
            return layers.conv2d(x, 4, 3)

    return network


def scope_of(target, **values):
    with arg_scope(target, **values):
        return current_arg_scope()


def test_default_for_any_target_is_said_to_be_the_scopes():
    text = message(conv2d_in(scope_of(ANY, padding="SAM")))
    assert "\n  set by:  arg_scope at " in text
    assert text.endswith(" in scope_of()")


def test_forced_default_is_said_to_be_the_scopes():
    scope = scope_of(layers.conv2d, padding="SAM").forced()

    def network(x):
        with arg_scope(scope):
            return layers.conv2d(x, 4, 3, padding="SAME")

    assert message(network).endswith(" in scope_of()")


def test_value_of_the_call_is_not_said_to_be_the_scopes():
    def network(x):
        with arg_scope(layers.conv2d, padding="SAM"):
            return layers.conv2d(x, 4, 3, padding="FULL")

    assert message(network) == (
        "conv2d() at Conv got padding='FULL', expected 'SAME' or 'VALID'.\n"
        "  inputs:  float32[2,8,8,3]"
    )


def test_layer_of_ones_own_says_what_is_wrong_and_who_said_it():
    @layer
    def shrunk(inputs, factor=2, scope=None):
        with LayerCall(shrunk, inputs, scope, "Shrunk") as call:
            return inputs / call.count("factor", factor)

    def network(x):
        with arg_scope(shrunk, factor=0):
            return shrunk(x)

    text = message(network)
    assert text.startswith(
        "shrunk() at Shrunk got factor=0, expected a whole number >= 1."
    )
    assert text.endswith(".network()")


def test_layer_that_is_no_target_says_what_is_wrong():
    text = message(lambda x: layers.legacy_fully_connected(x, 0), IMAGES[0, 0])
    assert text == (
        "legacy_fully_connected() at fully_connected got num_output_units=0, expected a "
        "whole number >= 1.\n  inputs:  float32[8,3]"
    )
