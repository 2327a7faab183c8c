"""Losses of single examples: `tf.nn.softmax_cross_entropy_with_logits` and its like."""

from __future__ import annotations

import math
from typing import Any

from keras import ops

from argscope.layers._numerics import gradient_ops
from argscope.layers._numerics.norm_ops import in_full_precision
from argscope.layers._numerics.ops import sum_of_squares
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._nn.operands import either, like, tensor
from argscope.tf1._ops.values import Array, axes_of, dtype_of


@op("softmax_cross_entropy_with_logits_sg", "nn.softmax_cross_entropy_with_logits")
def softmax_cross_entropy_with_logits(
    _sentinel: Array = None,
    labels: Array = None,
    logits: Array = None,
    dim: Any = -1,
    name: str | None = None,
    axis: Any = None,
) -> Array:
    """Return the cross entropy of probabilities; labels have no gradient.

    Two arguments without names are logits and labels, as in TensorFlow 0.x.
    """
    logits = _sentinel if logits is None else logits
    axis = dim if axis is None else axis
    return _softmax_cross_entropy(logits, labels, axis, labels_have_gradient=False)


@op("softmax_cross_entropy_with_logits", "nn.softmax_cross_entropy_with_logits_v2")
def softmax_cross_entropy_with_logits_v2(
    labels: Array,
    logits: Array,
    axis: Any = None,
    name: str | None = None,
    dim: Any = None,
) -> Array:
    """Return the cross entropy of probabilities; labels have a gradient too."""
    axis = either(axis=axis, dim=dim)
    axis = -1 if axis is None else axis
    return _softmax_cross_entropy(logits, labels, axis, labels_have_gradient=True)


@op(
    "SparseSoftmaxCrossEntropyWithLogits/SparseSoftmaxCrossEntropyWithLogits",
    "nn.sparse_softmax_cross_entropy_with_logits",
)
def sparse_softmax_cross_entropy_with_logits(
    _sentinel: Array = None,
    labels: Array = None,
    logits: Array = None,
    name: str | None = None,
) -> Array:
    """Return the cross entropy of classes that are given by their numbers."""
    logits = tensor(_sentinel if logits is None else logits)
    labels = tensor(labels)
    if len(logits.shape) != len(labels.shape) + 1:
        raise ValueError(
            f"labels of shape {tuple(labels.shape)} for logits of shape "
            f"{tuple(logits.shape)}: labels must have one axis less."
        )
    losses = gradient_ops.sparse_softmax_cross_entropy(
        in_full_precision(logits), ops.cast(labels, "int32")
    )
    return ops.cast(losses, dtype_of(logits))


@op("logistic_loss", "nn.sigmoid_cross_entropy_with_logits")
def sigmoid_cross_entropy_with_logits(
    _sentinel: Array = None,
    labels: Array = None,
    logits: Array = None,
    name: str | None = None,
) -> Array:
    """Return the cross entropy of classes that are independent of each other."""
    logits, labels = _alike(_sentinel if logits is None else logits, labels)
    return ops.softplus(logits) - logits * labels


@op("logistic_loss", "nn.weighted_cross_entropy_with_logits")
def weighted_cross_entropy_with_logits(
    labels: Array = None,
    logits: Array = None,
    pos_weight: Array = None,
    name: str | None = None,
    targets: Array = None,
) -> Array:
    """Return `sigmoid_cross_entropy_with_logits` with a weight for what is there."""
    logits, labels = _alike(logits, either(labels=labels, targets=targets))
    weight = 1 + (like(pos_weight, logits) - 1) * labels
    return (1 - labels) * logits + weight * ops.softplus(-logits)


@op("log_poisson_loss/sub", "nn.log_poisson_loss")
def log_poisson_loss(
    targets: Array,
    log_input: Array,
    compute_full_loss: bool = False,
    name: str | None = None,
) -> Array:
    """Return the loss of counts whose expected values have the logarithm `log_input`."""
    log_input, targets = _alike(log_input, targets)
    loss = ops.exp(log_input) - log_input * targets
    if not compute_full_loss:
        return loss
    # Stirling's formula; of 0 and 1 the logarithms of the factorials are 0.
    positive = ops.where(targets > 1, targets, ops.ones_like(targets))
    stirling = (
        positive * ops.log(positive) - positive + 0.5 * ops.log(2 * math.pi * positive)
    )
    return loss + ops.where(targets > 1, stirling, ops.zeros_like(targets))


@op("L2Loss", "nn.l2_loss")
def l2_loss(t: Array, name: str | None = None) -> Array:
    """Return half the sum of the squares."""
    return sum_of_squares(tensor(t)) / 2


# --- with the arguments in the order of TensorFlow 0.x


@symbol("contrib.nn.deprecated_flipped_softmax_cross_entropy_with_logits")
def flipped_softmax_cross_entropy_with_logits(
    logits: Any, labels: Any, dim: int = -1, name: str | None = None
) -> Any:
    """Return `tf.nn.softmax_cross_entropy_with_logits`."""
    return softmax_cross_entropy_with_logits(
        labels=labels, logits=logits, dim=dim, name=name
    )


@symbol("contrib.nn.deprecated_flipped_sparse_softmax_cross_entropy_with_logits")
def flipped_sparse_softmax_cross_entropy_with_logits(
    logits: Any, labels: Any, name: str | None = None
) -> Any:
    """Return `tf.nn.sparse_softmax_cross_entropy_with_logits`."""
    return sparse_softmax_cross_entropy_with_logits(
        labels=labels, logits=logits, name=name
    )


@symbol("contrib.nn.deprecated_flipped_sigmoid_cross_entropy_with_logits")
def flipped_sigmoid_cross_entropy_with_logits(
    logits: Any, targets: Any, name: str | None = None
) -> Any:
    """Return `tf.nn.sigmoid_cross_entropy_with_logits`."""
    return sigmoid_cross_entropy_with_logits(labels=targets, logits=logits, name=name)


def _softmax_cross_entropy(
    logits: Any, labels: Any, axis: Any, *, labels_have_gradient: bool
) -> Array:
    given = tensor(logits)
    logits = ops.moveaxis(in_full_precision(given), axes_of(axis), -1)
    labels = ops.moveaxis(like(labels, logits), axes_of(axis), -1)
    losses = gradient_ops.softmax_cross_entropy(logits, labels)
    if labels_have_gradient:
        # The change is 0; it has the gradient.
        change = labels - ops.stop_gradient(labels)
        losses = losses - ops.sum(
            change * ops.stop_gradient(ops.log_softmax(logits)), -1
        )
    return ops.cast(losses, dtype_of(given))


def _alike(logits: Any, labels: Any) -> tuple[Array, Array]:
    """Return logits and labels as tensors of one dtype and shape."""
    logits = tensor(logits)
    labels = like(labels, logits)
    if tuple(logits.shape) != tuple(labels.shape):
        raise ValueError(
            f"logits and labels must have the same shape, and have {tuple(logits.shape)} "
            f"and {tuple(labels.shape)}."
        )
    return logits, labels
