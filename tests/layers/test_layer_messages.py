"""The whole text of every error of the layers."""

import inspect

import keras
import numpy as np
import pytest

from argscope import ArgScopeError, arg_scope, layers
from argscope.layers import errors

IMAGES = np.zeros((2, 8, 8, 3), "float32")


def build(function, inputs=IMAGES):
    return lambda: layers.Model(function)(inputs)


def conv(*args, **kwargs):
    return build(lambda x: layers.conv2d(x, *args, scope="c", **kwargs))


def twice(second, **kwargs):
    def network(x):
        layers.conv2d(x, 4, 3, scope="c")
        return second(x, 5, 3, scope="c", **kwargs)

    return build(network)


def scoped_padding(x):
    with arg_scope(layers.conv2d, padding="SAM"):
        return layers.conv2d(x, 4, 3, scope="c")


def growing():
    names = iter("aab")
    model = layers.Model(lambda x: layers.conv2d(x, 4, 3, scope=next(names)))
    model.build((2, 8, 8, 3))
    model.call(IMAGES)  # as Keras calls it, less the text Keras adds to errors


def built():
    model = layers.Model(lambda x: layers.conv2d(x, 4, 3, scope="c"))
    model.build((None, 8, 8, 3))
    return model


def load_into_built(store):
    return lambda: built().load_own_variables(store)


CASES = [
    (conv(4, 3, padding="SAM"), "LayerArgumentError.about",
     "conv2d() at c got padding='SAM', expected 'SAME' or 'VALID'.\n"
     "  inputs:  float32[2,8,8,3]"),
    (build(scoped_padding), "LayerArgumentError.about",
     "conv2d() at c got padding='SAM', expected 'SAME' or 'VALID'.\n"
     "  inputs:  float32[2,8,8,3]\n"
     "  set by:  arg_scope at tests/layers/test_layer_messages.py:LINE in scoped_padding()"),
    (conv(4, 3, stride=2, rate=2), "LayerArgumentError.about",
     "conv2d() at c got rate=2, expected 1, because stride is not 1.\n"
     "  inputs:  float32[2,8,8,3]"),
    (conv(4.5, 3), "LayerArgumentError.about",
     "conv2d() at c got num_outputs=4.5, expected a whole number >= 1.\n"
     "  inputs:  float32[2,8,8,3]"),
    (build(lambda x: layers.conv2d(x, 4, 3, scope="c"), IMAGES[0]), "InputError.about",
     "conv2d() at c expected inputs of rank 4, got float32[8,8,3]."),
    (conv(4, 3, weights_initializer="ones", initializer="ones"), "SpellingError.about",
     "conv2d() got both weights_initializer and initializer, which are two names of one "
     "argument. Give one of them (a scope may have set the other)."),
    (twice(layers.conv2d), "VariableError.exists",
     "The variable c/weights already exists. Two layers have the same scope: give them "
     "different ones, or reuse=True (or AUTO_REUSE) to share the variable."),
    (twice(layers.conv2d, reuse=True), "VariableError.reshaped",
     "The variable c/weights has shape (3, 3, 3, 4), but this layer needs (3, 3, 3, 5). "
     "Layers that share variables must have inputs and outputs of one size."),
    (conv(4, 3, reuse=True), "VariableError.missing",
     "The variable c/weights does not exist, and reuse=True shares only variables that an "
     "earlier call created. Use AUTO_REUSE to create it at the first call.\n"
     "  known:   none yet"),
    (growing, "VariableError.too_late",
     "The variable b/weights did not exist when the model was built. A network must "
     "create the same variables in every run: scopes and arguments may not depend on the "
     "data or on a counter outside the network."),
    (lambda: built().variable("c/weight"), "VariableError.unknown",
     "The model has no variable 'c/weight'. Did you mean 'c/weights'?"),
    (load_into_built({"d|weights": IMAGES}), "VariableError.not_in_file",
     "The file of weights has no variable 'c/weights'. It was written by another network, "
     "or under another scope. Did you mean 'd/weights'?"),
    (lambda: layers.conv2d(IMAGES, 4, 3), "OutsideModelError.about",
     "conv2d() was called on float32[2,8,8,3] outside a Model, where nothing keeps its "
     "variables. Put the calls into a function and make it a model:\n"
     "  def network(inputs):\n"
     "      return conv2d(inputs, ...)\n"
     "  model = argscope.layers.Model(network)\n"
     "  outputs = model(inputs)"),
    (lambda: layers.variable_scope("tower").__enter__(), "OutsideModelError.scope",
     "variable_scope('tower') was opened outside a Model, where nothing keeps variables. "
     "Open it in the function that you give to argscope.layers.Model."),
    (lambda: built().end_points(IMAGES), "NoEndPointsError.about",
     "<lambda>() returns no end points. Return (output, end_points) from it, with a dict "
     "{name: tensor} second."),
]  # fmt: skip


@pytest.mark.parametrize(("action", "constructor", "text"), CASES)
def test_error_says_exactly(action, constructor, text):
    with pytest.raises(ArgScopeError) as caught:
        action()
    assert type(caught.value).__name__ == constructor.partition(".")[0]
    line = inspect.getsourcelines(scoped_padding)[1] + 1
    assert str(caught.value) == text.replace("LINE", str(line))


def test_every_constructor_of_an_error_has_a_case():
    constructors = {
        f"{name}.{method}"
        for name in errors.__all__
        for method, value in vars(getattr(errors, name)).items()
        if isinstance(value, classmethod)
    }
    assert {constructor for _, constructor, _ in CASES} == constructors


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (lambda: layers.l2_regularizer(-1.0),
         "l2_regularizer() expected scale >= 0, got -1.0."),
        (lambda: layers.l1_regularizer("a"), "l1_regularizer() expected a number, got 'a'."),
        (lambda: layers.variance_scaling_initializer(mode="fan_in"),
         "mode must be one of FAN_IN, FAN_OUT, FAN_AVG (upper case), got 'fan_in'."),
        (build(lambda x: layers.variable_scope(None).__enter__()),
         "variable_scope() needs a name or a default_name, got neither."),
        (build(lambda x: layers.conv2d(x, 4, 3, reuse=True)),
         "reuse=True needs the name of the scope to share; 'Conv' is only the default "
         "name. Give scope=..."),
    ],
)  # fmt: skip
def test_wrong_value_is_named(action, text):
    with pytest.raises((ValueError, TypeError)) as caught:
        action()
    assert str(caught.value) == text


def test_slashes_are_fine_in_the_scope_of_a_layer_on_symbols():
    assert layers.conv2d(keras.Input((8, 8, 3)), 4, 3, scope="a/b").shape[-1] == 4
