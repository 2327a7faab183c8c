"""Penalties on weights, which a program also calls on tensors of its own.

Source:
    tf_slim/layers/regularizers.py. The arithmetic is `argscope.layers.regularizers`'.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, final

import keras

from argscope import layers
from argscope.tf1._graph.callbacks import on_values
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.structure import plain
from argscope.tf1._graph.tensor import Symbol, Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._names.collections import GraphKeys, add_to_collection, get_collection

Array = Any


@final
class Regularizer:
    """A penalty: a function of a tensor that gives a scalar, or None for no penalty.

    Args:
        of_values: What layers take for it: a function of values.
        name: What TensorFlow 1 called the result.

    Attributes:
        of_values: See above.
    """

    def __init__(self, of_values: Any, name: str) -> None:
        self.of_values = of_values
        of_values.__wrapped__ = (
            self  # who finds it at a variable may call it on tensors
        )
        self.__name__ = name

    def __call__(self, weights: Any) -> Any:
        """Return the penalty of a tensor."""
        if getattr(self.of_values, "is_zero", False):
            return None
        return _penalty(weights, self.of_values, name=self.__name__)


@op("Mul")
def _penalty(weights: Array, penalty: Any, name: str | None = None) -> Array:
    return penalty(weights)


@op("Mul")
def _product(penalty: Array, scale: Array, name: str | None = None) -> Array:
    return penalty * scale


@op("AddN")
def _total(penalties: Sequence[Array], name: str | None = None) -> Array:
    return sum(penalties[1:], penalties[0])


def _scaled(scale: Any, unit: Any, name: str) -> Any:
    """Return a regularizer whose scale is a tensor that the program computes."""
    penalty = Regularizer(unit, f"{name}/unscaled")

    def regularizer(weights: Any) -> Any:
        return _product(penalty(weights), scale, name=name)

    return regularizer


def l1_regularizer(scale: Any, scope: str | None = None) -> Any:
    """Return the penalty `scale * sum(|w|)`; see `layers.l1_regularizer`."""
    name = scope or "l1_regularizer"
    if isinstance(scale, Symbol | Variable):
        return _scaled(scale, layers.l1_regularizer(1.0), name)
    return Regularizer(layers.l1_regularizer(_number(scale)), name)


def l2_regularizer(scale: Any, scope: str | None = None) -> Any:
    """Return the penalty `scale * sum(w ** 2) / 2`; see `layers.l2_regularizer`."""
    name = scope or "l2_regularizer"
    if isinstance(scale, Symbol | Variable):
        return _scaled(scale, layers.l2_regularizer(1.0), name)
    return Regularizer(layers.l2_regularizer(_number(scale)), name)


def _number(scale: Any) -> Any:
    value = plain(scale) if isinstance(scale, Tensor) else scale
    return float(value) if getattr(value, "ndim", None) == 0 else value


def l1_l2_regularizer(
    scale_l1: Any = 1.0, scale_l2: Any = 1.0, scope: str | None = None
) -> Any:
    """Return the sum of both penalties; see `layers.l1_l2_regularizer`."""
    both = [l1_regularizer(scale_l1), l2_regularizer(scale_l2)]
    return sum_regularizer(both, scope or "l1_l2_regularizer")


def sum_regularizer(regularizer_list: Sequence[Any], scope: str | None = None) -> Any:
    """Return the sum of penalties, or None for none.

    Args:
        regularizer_list: Functions of a tensor that give a scalar or None; entries that
            are None are left out.
        scope: The name of the sum.
    """
    given = [each for each in regularizer_list if each is not None]
    if not given:
        return None
    name = scope or "sum_regularizer"
    if all(hasattr(each, "of_values") for each in given):
        return Regularizer(layers.sum_regularizer(list(map(on_values, given))), name)

    def regularizer(weights: Any) -> Any:
        penalties = [each(weights) for each in given]
        penalties = [each for each in penalties if each is not None]
        return _total(penalties, name=name) if penalties else None

    return regularizer


def apply_regularization(regularizer: Any, weights_list: Any = None) -> Any:
    """Put the sum of the penalties on some weights into the losses, and return it.

    Args:
        regularizer: Function of a tensor that gives a scalar or None.
        weights_list: The weights; default: the collection `weights`.

    Raises:
        ValueError: There are no weights, or a penalty is no scalar.
    """
    weights = list(weights_list or get_collection(GraphKeys.WEIGHTS))
    if not weights:
        raise ValueError("No weights to regularize.")
    penalties = [regularizer(each) for each in weights]
    for penalty in penalties:
        if penalty is not None and penalty.shape.ndims != 0:
            raise ValueError(
                "regularizer must return a scalar Tensor instead of a Tensor with rank "
                f"{penalty.shape.ndims}."
            )
    known = [0.0 if penalty is None else penalty for penalty in penalties]
    total = _total(known, name="get_regularization_penalty")
    add_to_collection(GraphKeys.REGULARIZATION_LOSSES, total)
    return total


no_regularizer = symbol("no_regularizer")(
    Regularizer(layers.l2_regularizer(0.0), "no_regularizer")
)
"""No penalty, where that of the scope around would be taken."""


@symbol("keras.regularizers.l1")
def keras_l1(l: float = 0.01) -> Regularizer:  # noqa: E741  # Keras's name
    """Return the penalty `l * sum(|w|)`."""
    return Regularizer(keras.regularizers.L1(l), "mul")


@symbol("keras.regularizers.l2")
def keras_l2(l: float = 0.01) -> Regularizer:  # noqa: E741  # Keras's name
    """Return the penalty `l * sum(w ** 2)`, which has no half."""
    return Regularizer(keras.regularizers.L2(l), "mul")


@symbol("keras.regularizers.l1_l2")
def keras_l1_l2(l1: float = 0.01, l2: float = 0.01) -> Regularizer:
    """Return the penalty `l1 * sum(|w|) + l2 * sum(w ** 2)`."""
    return Regularizer(keras.regularizers.L1L2(l1, l2), "l1_l2")


@symbol("keras.regularizers.get")
def keras_get(identifier: Any) -> Any:
    """Return a regularizer by its name or configuration; all else stays."""
    if identifier is None or callable(identifier):
        return identifier
    found: Any = keras.regularizers.get(identifier)
    return Regularizer(found, str(identifier))
