"""Losses for predicted numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras import ops

from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope.layers._numerics.gradient_ops import absolute
from argscope.losses._collection import added
from argscope.losses._weighted import same_shape, weighted
from argscope.losses.errors import LossError


def absolute_difference(
    predictions: Tensor,
    labels: Tensor | None = None,
    weights: Tensor = 1.0,
    scope: str | None = None,
) -> Tensor:
    """Return the weighted mean of `|predictions - labels|`.

    Args:
        predictions: Shape `(batch, ...)`, any numeric dtype.
        labels: The truth, of the same shape.
        weights: A number, or a tensor whose shape is the first axes of `predictions`;
            see `compute_weighted_loss`.
        scope: Name of the loss in collections; default: `absolute_difference`.

    Returns:
        A float32 scalar. It is added to the losses of the network that runs, if one
        does (see `add_loss`).

    Raises:
        LossError: The shapes do not fit together.

    Example:
        >>> import numpy as np
        >>> float(absolute_difference(np.array([1.0, 4.0]), np.array([2.0, 2.0])))
        1.5

    Source:
        tf_slim/losses/loss_ops.py.
    """
    return _of_differences(
        "absolute_difference",
        absolute,
        predictions=predictions,
        labels=labels,
        weights=weights,
        scope=scope,
    )


@like(absolute_difference)
def mean_squared_error(**arguments: Any) -> Tensor:
    """Return the weighted mean of `(predictions - labels) ** 2`.

    As `absolute_difference`; the default name is `mean_squared_error`.

    Example:
        >>> import numpy as np
        >>> float(mean_squared_error(np.array([1.0, 4.0]), np.array([2.0, 2.0])))
        2.5
    """
    return _of_differences("mean_squared_error", ops.square, **arguments)


def mean_pairwise_squared_error(
    predictions: Tensor,
    labels: Tensor | None = None,
    weights: Tensor = 1.0,
    scope: str | None = None,
) -> Tensor:
    """Return how much the differences between elements are wrong, within each example.

    For each example, the mean over all ordered pairs `(i, j)` of its `n` elements of
    `(d[i] - d[j]) ** 2`, where `d = predictions - labels`: twice the variance of `d`.
    These are weighted and summed over the batch (not averaged, as in the original).

    Args:
        predictions: Shape `(batch, ...)`, any numeric dtype.
        labels: The truth, of the same shape.
        weights: A number, or a tensor of shape `(batch,)` or `(batch, 1)`, which mean
            the same. (The original mixes up examples with the latter.)
        scope: Name of the loss in collections; default: `mean_pairwise_squared_error`.

    Returns:
        A float32 scalar, which is added to the losses of the network that runs.

    Raises:
        LossError: The shapes do not fit together.

    Example:
        >>> import numpy as np
        >>> shifted = np.array([[1.0, 2.0, 3.0]]), np.array([[11.0, 12.0, 13.0]])
        >>> float(mean_pairwise_squared_error(*shifted))
        0.0

    Source:
        tf_slim/losses/loss_ops.py; Eigen et al. 2014, arXiv:1406.2283, section 3.2, has
        the idea.
    """
    loss = "mean_pairwise_squared_error"
    predictions, labels = _floats(loss, predictions, labels)
    differences = ops.reshape(predictions - labels, (ops.shape(predictions)[0], -1))
    per_example = ops.cast(ops.convert_to_tensor(weights), "float32")
    if len(per_example.shape) == 2 and per_example.shape[-1] == 1:
        per_example = ops.squeeze(per_example, -1)
    if len(per_example.shape) > 1:
        expected = "a number, or a tensor of shape (batch,)"
        raise LossError.about(loss, "weights", weights, expected=expected)
    deviations = differences - ops.mean(differences, 1, keepdims=True)
    variance = ops.mean(ops.square(deviations), 1)
    # A weight of exactly 0 takes an example out, so its gradient is 0 too.
    per_example = ops.where(ops.equal(per_example, 0.0), 0.0, per_example)
    return added(ops.sum(2.0 * variance * per_example), scope or loss)


def cosine_distance(
    predictions: Tensor,
    labels: Tensor | None = None,
    axis: int | None = None,
    weights: Tensor = 1.0,
    scope: str | None = None,
    dim: int | None = None,
) -> Tensor:
    """Return the weighted mean of one minus the product of unit vectors.

    Args:
        predictions: Vectors of length 1 along `axis`, any numeric dtype. They are not
            normalized here.
        labels: The true vectors, of the same shape and length.
        axis: The axis of the vectors.
        weights: A number, or a tensor whose shape is the first axes of that of
            `predictions` without `axis`.
        scope: Name of the loss in collections; default: `cosine_distance_loss`.
        dim: The older name of `axis`.

    Returns:
        A float32 scalar in [0, 2] (for weights of 1), which is added to the losses of
        the network that runs.

    Raises:
        LossError: The shapes do not fit together, or `axis` is missing or given twice.

    Example:
        >>> import numpy as np
        >>> float(cosine_distance(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]), axis=1))
        1.0

    Source:
        tf_slim/losses/loss_ops.py.
    """
    loss = "cosine_distance"
    if (axis is None) == (dim is None):
        raise LossError.about(
            loss,
            "axis",
            axis,
            expected="the axis of the vectors, once (dim is its alias)",
        )
    predictions, labels = _floats(loss, predictions, labels)
    products = ops.sum(predictions * labels, dim if axis is None else axis)
    return weighted(loss, 1.0 - products, weights, scope or "cosine_distance_loss")


def _of_differences(
    loss: str,
    penalty: Callable[[Tensor], Tensor],
    *,
    predictions: Tensor,
    labels: Tensor | None,
    weights: Tensor,
    scope: str | None,
) -> Tensor:
    predictions, labels = _floats(loss, predictions, labels)
    return weighted(loss, penalty(predictions - labels), weights, scope or loss)


def _floats(
    loss: str, predictions: Tensor, labels: Tensor | None
) -> tuple[Tensor, Tensor]:
    pair = same_shape(loss, ("predictions", predictions), ("labels", labels))
    return ops.cast(pair[0], "float32"), ops.cast(pair[1], "float32")
