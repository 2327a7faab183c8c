"""Penalties on weights, with TF-Slim's arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, Self

import keras

from argscope._base.tensor import Tensor
from argscope.layers._arguments import Regularizer
from argscope.layers._numerics.gradient_ops import absolute
from argscope.layers._numerics.ops import is_tensor, sum_of_squares, traced_once
from argscope.layers._state.graph_keys import GraphKeys
from argscope.layers._state.run import current_run
from argscope.layers.errors import OutsideModelError

__all__ = [
    "apply_regularization",
    "l1_l2_regularizer",
    "l1_regularizer",
    "l2_regularizer",
    "sum_regularizer",
]


@keras.saving.register_keras_serializable(package="argscope")
class NormRegularizer(keras.regularizers.Regularizer):
    """`scale` times the L1 norm, or half the squared L2 norm, of a variable."""

    def __init__(self, scale: float | Tensor, norm: Literal["l1", "l2"]) -> None:
        self.scale = scale if is_tensor(scale) else _checked(scale, norm)
        self.norm = norm

    @property
    def is_zero(self) -> bool:
        """Whether the penalty is always zero; then no loss is made at all."""
        return not is_tensor(self.scale) and self.scale == 0.0

    def __call__(self, x: Tensor) -> Tensor:
        """Return the penalty of `x`, a scalar, or None if the scale is zero."""
        if self.is_zero:
            return None
        x = keras.ops.convert_to_tensor(x)
        penalty = {"l1": _l1, "l2": _l2}[self.norm]
        is_known = not is_tensor(self.scale)
        return penalty(
            x, self.scale if is_known else keras.ops.cast(self.scale, x.dtype)
        )

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal regularizer."""
        return {"scale": float(self.scale), "norm": self.norm}


def _checked(scale: Any, norm: str) -> float:
    if isinstance(scale, bool) or not isinstance(scale, int | float):
        raise TypeError(f"{norm}_regularizer() expected a number, got {scale!r}.")
    if scale < 0.0:
        raise ValueError(f"{norm}_regularizer() expected scale >= 0, got {scale!r}.")
    return float(scale)


def _l1(x: Tensor, scale: float | Tensor) -> Tensor:
    return scale * keras.ops.sum(absolute(x))


def _l2(x: Tensor, scale: float | Tensor) -> Tensor:
    return scale * sum_of_squares(x) / 2.0


_l1, _l2 = traced_once(_l1), traced_once(_l2)


def l1_regularizer(scale: float | Tensor, scope: str | None = None) -> NormRegularizer:
    """Return the penalty `scale * sum(|w|)`.

    Args:
        scale: Weight of the penalty, >= 0; 0.0 makes no loss at all. A tensor or variable
            is not checked; in a layer it must not be computed by the network, because
            the regularizer stays with the weights.
        scope: Accepted for TF-Slim programs; it named a graph node.

    Raises:
        ValueError: A negative scale.
        TypeError: Not a number.

    Example:
        >>> import numpy as np
        >>> float(l1_regularizer(0.5)(np.array([3.0, -4.0], "float32")))
        3.5
    """
    del scope
    return NormRegularizer(scale, "l1")


def l2_regularizer(scale: float | Tensor, scope: str | None = None) -> NormRegularizer:
    """Return the penalty `scale * sum(w ** 2) / 2`.

    As `l1_regularizer`. Keras's own L2 has no half.

    Example:
        >>> import numpy as np
        >>> float(l2_regularizer(0.5)(np.array([3.0, -4.0], "float32")))
        6.25
    """
    del scope
    return NormRegularizer(scale, "l2")


@keras.saving.register_keras_serializable(package="argscope")
class SumRegularizer(keras.regularizers.Regularizer):
    """The sum of several penalties."""

    def __init__(self, regularizers: Sequence[Regularizer]) -> None:
        self.regularizers = list(regularizers)

    @property
    def is_zero(self) -> bool:
        """Whether every penalty is always zero."""
        return all(getattr(each, "is_zero", False) for each in self.regularizers)

    def __call__(self, x: Tensor) -> Tensor:
        """Return the penalty of `x`, a scalar, or None if none of them gives one."""
        values = [each(x) for each in self.regularizers]
        values = [value for value in values if value is not None]
        return sum(values[1:], values[0]) if values else None

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal regularizer."""
        serialize = keras.saving.serialize_keras_object
        return {"regularizers": [serialize(each) for each in self.regularizers]}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Return the regularizer of a configuration."""
        make = keras.saving.deserialize_keras_object
        return cls([make(each) for each in config["regularizers"]])


def l1_l2_regularizer(
    scale_l1: float | Tensor = 1.0,
    scale_l2: float | Tensor = 1.0,
    scope: str | None = None,
) -> SumRegularizer:
    """Return the penalty `scale_l1 * sum(|w|) + scale_l2 * sum(w ** 2) / 2`.

    As `l1_regularizer`.

    Example:
        >>> import numpy as np
        >>> float(l1_l2_regularizer(1.0, 2.0)(np.array([3.0, -4.0], "float32")))
        32.0
    """
    del scope
    return SumRegularizer([l1_regularizer(scale_l1), l2_regularizer(scale_l2)])


def sum_regularizer(
    regularizer_list: Sequence[Regularizer | None], scope: str | None = None
) -> SumRegularizer | None:
    """Return the sum of penalties; None, as in the original, if there are none.

    Args:
        regularizer_list: Functions of a variable that return a scalar or None. Entries
            that are None are left out.
        scope: Accepted for TF-Slim programs; it named a graph node.

    Example:
        >>> import numpy as np
        >>> both = sum_regularizer([l1_regularizer(1.0), None, l2_regularizer(2.0)])
        >>> float(both(np.array([3.0, -4.0], "float32")))
        32.0
    """
    del scope
    regularizers = [each for each in regularizer_list if each is not None]
    return SumRegularizer(regularizers) if regularizers else None


def apply_regularization(
    regularizer: Regularizer, weights_list: Iterable[Tensor] | None = None
) -> Tensor:
    """Add one penalty on all of `weights_list` to the losses of the model that runs.

    Args:
        regularizer: Function of a variable that returns a scalar.
        weights_list: Variables or tensors; default: the collection `weights`, which the
            `legacy_` layers fill.

    Returns:
        The penalty, a scalar; 0.0 for no weights.

    Raises:
        OutsideModelError: No network is running.

    Example:
        >>> from argscope import layers
        >>> def network(x):
        ...     y = layers.legacy_linear(x, 2)
        ...     layers.apply_regularization(layers.l2_regularizer(0.1))
        ...     return y
        >>> model = layers.Model(network)
        >>> import numpy as np
        >>> model(np.ones((1, 3), "float32")).shape, len(model.losses)
        ((1, 2), 1)

    Source:
        tf_slim/layers/regularizers.py, `apply_regularization`.
    """
    run = current_run()
    if run is None:
        raise OutsideModelError.variables("apply_regularization")
    if weights_list is None:
        weights_list = run.store.in_collection(GraphKeys.WEIGHTS)
    values = [regularizer(weights) for weights in weights_list]
    values = [value for value in values if value is not None]
    penalty = sum(values[1:], values[0]) if values else keras.ops.zeros(())
    run.store.model.add_loss(penalty)
    return run.collect(GraphKeys.REGULARIZATION_LOSSES, "regularization", penalty)
