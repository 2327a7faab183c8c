"""Variables of one's own, in the model that runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import keras

from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope.layers._arguments import Initializer, Regularizer
from argscope.layers._layer import target
from argscope.layers._state.graph_keys import GraphKeys
from argscope.layers._state.run import current_run
from argscope.layers._state.store import collection_names
from argscope.layers.errors import LayerArgumentError, OutsideModelError


def get_variable(
    name: str,
    shape: int | Sequence[int] | None = None,
    dtype: str | None = None,
    initializer: Initializer = None,
    regularizer: Regularizer | None = None,
    trainable: bool = True,
    collections: Iterable[str] | None = None,
) -> keras.Variable:
    """Return the variable `name` of the open variable scope: made once, then shared.

    Args:
        name: Name in the scope; may contain slashes.
        shape: Its shape: whole numbers >= 0. May be left out with an array as
            initializer.
        dtype: Its dtype; default: the model's.
        initializer: Initial value: an initializer of ours or Keras's, a function of
            `(shape, dtype)`, or an array. None for the scope's, or else Xavier's.
        regularizer: Penalty on it; None for the scope's.
        trainable: Whether training changes it; never if it is not of a float dtype.
        collections: Collections to put it into, besides that of all variables.

    Returns:
        A `keras.Variable`; use it as a tensor, or `assign` to it. As in the original, one
        that an `activation_fn` or `normalizer_fn` makes in a convolution or
        `fully_connected` is a model variable as the layer's own are, and is called
        `weights` or `biases` if its name is `kernel` or `bias`.

    Raises:
        OutsideModelError: No network is running.
        VariableError: It exists and is not to be shared, or is to be shared and does
            not exist or has another shape, or the model is already built.

    Example:
        >>> from argscope import layers
        >>> def scaled(x):
        ...     return x * layers.get_variable("scale", [3], initializer="ones")
        >>> model = layers.Model(scaled)
        >>> model.build((None, 3))
        >>> model.variable("scale").shape
        (3,)

    Source:
        `tf.get_variable` of TensorFlow 1.
    """
    run = current_run()
    if run is None:
        raise OutsideModelError.variables("get_variable")
    groups = collection_names(collections, name)
    if run.scope.renames is not None:  # in a function that a layer calls
        scope, slash, last = name.rpartition("/")
        name = f"{scope}{slash}{run.scope.renames.get(last, last)}"
        groups.append(GraphKeys.MODEL_VARIABLES)
    if hasattr(initializer, "shape") and not callable(initializer):
        value = initializer
        shape = value.shape if shape is None else shape

        def initializer(_shape: tuple[int, ...], dtype: str) -> Tensor:
            return keras.ops.convert_to_tensor(value, dtype)

    if shape is None:
        raise LayerArgumentError.about(
            f"get_variable() of {run.scope.path(name)}",
            "shape",
            shape,
            expected="the sizes of the variable",
            inputs=None,
            origin=None,
        )
    return run.variable(
        name,
        (shape,) if isinstance(shape, int) else tuple(int(n) for n in shape),
        initializer=initializer,
        regularizer=regularizer,
        trainable=trainable and (dtype is None or "float" in dtype),
        collections=groups,
        dtype=dtype,
        raw=True,
    )


@target
def variable(
    name: str,
    shape: int | Sequence[int] | None = None,
    dtype: str | None = None,
    initializer: Initializer = None,
    regularizer: Regularizer | None = None,
    trainable: bool = True,
    collections: Iterable[str] | None = None,
    device: Any = None,
) -> keras.Variable:
    """As `get_variable`, and a target of scopes.

    `device` is accepted for TF-Slim programs; Keras places variables.
    """
    del device
    return get_variable(
        name=name,
        shape=shape,
        dtype=dtype,
        initializer=initializer,
        regularizer=regularizer,
        trainable=trainable,
        collections=collections,
    )


@target
@like(variable)
def model_variable(
    *, collections: Iterable[str] | None, device: Any, **rest: Any
) -> keras.Variable:
    """As `variable`, and put into the collection of model variables, as layers do."""
    del device
    groups = [*(collections or ()), GraphKeys.MODEL_VARIABLES]
    return get_variable(collections=groups, **rest)
