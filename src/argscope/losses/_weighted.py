"""Weighting the losses of single elements, and what all elementwise losses share."""

from __future__ import annotations

import keras
from keras import ops

from argscope._base.tensor import Tensor
from argscope._distribution.parts import divisor_of
from argscope.losses._collection import added
from argscope.losses.errors import LossError


def compute_weighted_loss(
    losses: Tensor, weights: Tensor = 1.0, scope: str | None = None
) -> Tensor:
    """Return the weighted mean of `losses`, and add it to the network that runs.

    The mean is over the elements whose weight is not zero: the sum of the weighted
    losses is divided by their number, not by the sum of the weights.

    Args:
        losses: Shape `(batch, ...)`, any dtype.
        weights: A number, or a tensor whose shape is the first axes of `losses`; a last
            axis of size 1 is ignored.
        scope: Name of the loss in collections; default: `weighted_loss`.

    Returns:
        A scalar of the dtype of `losses`, computed in float32; 0 if all weights are 0.

    Raises:
        LossError: `weights` has another shape.

    Example:
        >>> import numpy as np
        >>> losses = np.array([1.0, 2.0, 3.0], "float32")
        >>> float(compute_weighted_loss(losses, weights=np.array([2.0, 0.0, 1.0])))
        2.5

    Source:
        tf_slim/losses/loss_ops.py, `compute_weighted_loss`. Weights of size 1 along an
        axis count there as one element; here as often as they are used.
    """
    return weighted("compute_weighted_loss", losses, weights, scope or "weighted_loss")


def weighted(loss_name: str, losses: Tensor, weights: Tensor, name: str) -> Tensor:
    """Return `compute_weighted_loss`, in errors called `loss_name`."""
    losses = ops.convert_to_tensor(losses)
    values = ops.cast(losses, "float32")
    spread = _along_first_axes(loss_name, weights, losses)
    total = ops.sum(values * spread)
    has_weight = ops.cast(ops.not_equal(spread, 0.0), "float32")
    present = ops.sum(has_weight * ops.ones_like(values))
    mean = ops.divide_no_nan(total, divisor_of(ops.stop_gradient(present)))
    return added(ops.cast(mean, keras.backend.standardize_dtype(losses.dtype)), name)


def _along_first_axes(loss_name: str, weights: Tensor, losses: Tensor) -> Tensor:
    """Return `weights` in float32, in a shape that broadcasts to that of `losses`."""
    given = ops.convert_to_tensor(weights)
    values = ops.cast(given, "float32")
    if len(values.shape) > 1 and values.shape[-1] == 1:
        values = ops.squeeze(values, -1)
    missing = len(losses.shape) - len(values.shape)
    fits = missing >= 0 and all(
        size in {1, whole, None} or whole is None
        for size, whole in zip(values.shape, losses.shape, strict=False)
    )
    if not fits:
        expected = "a number, or a tensor of the first axes of the losses' shape "
        raise LossError.about(
            loss_name, "weights", given, expected=expected + str(tuple(losses.shape))
        )
    for _ in range(missing):
        values = ops.expand_dims(values, -1)
    return values


def same_shape(
    loss_name: str, first: tuple[str, Tensor], second: tuple[str, Tensor]
) -> tuple[Tensor, Tensor]:
    """Return two tensors, each given as `(name, tensor)`, whose shapes must agree.

    Raises:
        LossError: The shapes differ.
    """
    if first[1] is None or second[1] is None:
        raise LossError.shapes(loss_name, first, second)
    one, other = (ops.convert_to_tensor(tensor) for _, tensor in (first, second))
    agree = len(one.shape) == len(other.shape) and all(
        a == b or a is None or b is None
        for a, b in zip(one.shape, other.shape, strict=True)
    )
    if not agree:
        raise LossError.shapes(loss_name, (first[0], one), (second[0], other))
    return one, other
