"""Penalties on weights, with TF-Slim's arithmetic."""

from __future__ import annotations

from typing import Any, Literal

import keras

__all__ = ["l1_regularizer", "l2_regularizer"]


@keras.saving.register_keras_serializable(package="argscope")
class NormRegularizer(keras.regularizers.Regularizer):
    """`scale` times the L1 norm, or half the squared L2 norm, of a variable."""

    def __init__(self, scale: float, norm: Literal["l1", "l2"]) -> None:
        if isinstance(scale, bool) or not isinstance(scale, int | float):
            raise TypeError(f"{norm}_regularizer() expected a number, got {scale!r}.")
        if scale < 0.0:
            raise ValueError(
                f"{norm}_regularizer() expected scale >= 0, got {scale!r}."
            )
        self.scale = float(scale)
        self.norm = norm

    @property
    def is_zero(self) -> bool:
        """Whether the penalty is always zero; then no loss is made at all."""
        return self.scale == 0.0

    def __call__(self, x: Any) -> Any:
        """Return the penalty of `x`, a scalar, or None if the scale is zero."""
        if self.is_zero:
            return None
        if self.norm == "l1":
            return self.scale * keras.ops.sum(keras.ops.abs(x))
        return self.scale * keras.ops.sum(keras.ops.square(x)) / 2.0

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal regularizer."""
        return {"scale": self.scale, "norm": self.norm}


def l1_regularizer(scale: float, scope: str | None = None) -> NormRegularizer:
    """Return the penalty `scale * sum(|w|)`.

    Args:
        scale: Weight of the penalty, >= 0; 0.0 makes no loss at all.
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


def l2_regularizer(scale: float, scope: str | None = None) -> NormRegularizer:
    """Return the penalty `scale * sum(w ** 2) / 2`.

    As `l1_regularizer`. Keras's own L2 has no half.

    Example:
        >>> import numpy as np
        >>> float(l2_regularizer(0.5)(np.array([3.0, -4.0], "float32")))
        6.25
    """
    del scope
    return NormRegularizer(scale, "l2")
