"""`tf.losses`: losses that are added to a collection."""

from __future__ import annotations

from typing import Any, Final

from keras import ops

from argscope.tf1._graph.op import op, symbol
from argscope.tf1._names.collections import GraphKeys
from argscope.tf1._names.scopes import name_scope
from argscope.tf1._nn import element_losses
from argscope.tf1._nn.operands import either, tensor
from argscope.tf1._nn.weighted_losses import Reduction, add_loss, named
from argscope.tf1._ops.values import Array

_MEAN: Final = Reduction.SUM_BY_NONZERO_WEIGHTS


def _require(**arguments: Any) -> None:
    for name, value in arguments.items():
        if value is None:
            raise ValueError(f"{name} must not be None.")


@symbol("losses.absolute_difference")
def absolute_difference(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: Any = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = _MEAN,
) -> Any:
    """Return the weighted mean of `|predictions - labels|`; see `compute_weighted_loss`."""
    _require(labels=labels, predictions=predictions)
    return named(
        scope,
        "absolute_difference",
        lambda: element_losses.absolute_differences(predictions, labels),
        weights,
        loss_collection,
        reduction,
    )


@symbol("losses.mean_squared_error")
def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: Any = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = _MEAN,
) -> Any:
    """Return the weighted mean of `(predictions - labels) ** 2`."""
    _require(labels=labels, predictions=predictions)
    return named(
        scope,
        "mean_squared_error",
        lambda: element_losses.squared_differences(predictions, labels),
        weights,
        loss_collection,
        reduction,
    )


@symbol("losses.mean_pairwise_squared_error")
def mean_pairwise_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: Any = None,
    loss_collection: str | None = GraphKeys.LOSSES,
) -> Any:
    """Return how much the differences between the elements of examples are wrong."""
    _require(labels=labels, predictions=predictions)
    with name_scope(scope, "mean_pairwise_squared_error"):
        loss = element_losses.pairwise_squared_error(predictions, labels, weights)
    add_loss(loss, loss_collection)
    return loss


@symbol("losses.cosine_distance")
def cosine_distance(
    labels: Any,
    predictions: Any,
    axis: int | None = None,
    weights: Any = 1.0,
    scope: Any = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = _MEAN,
    dim: int | None = None,
) -> Any:
    """Return the weighted mean of one minus the products of vectors along an axis."""
    axis = either(axis=axis, dim=dim)
    _require(axis=axis, labels=labels, predictions=predictions)
    return named(
        scope,
        "cosine_distance_loss",
        lambda: element_losses.cosine_distances(
            predictions, labels, axis, keepdims=True
        ),
        weights,
        loss_collection,
        reduction,
    )


@symbol("losses.hinge_loss")
def hinge_loss(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: Any = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = _MEAN,
) -> Any:
    """Return the weighted mean of `max(0, 1 - y * logits)`; `y` is 1 or -1."""
    _require(labels=labels, logits=logits)
    return named(
        scope,
        "hinge_loss",
        lambda: element_losses.hinge_losses(logits, labels),
        weights,
        loss_collection,
        reduction,
    )


@symbol("losses.huber_loss")
def huber_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    delta: Any = 1.0,
    scope: Any = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = _MEAN,
) -> Any:
    """Return the weighted mean of half the squares up to `delta`, and lines beyond."""
    _require(labels=labels, predictions=predictions)
    return named(
        scope,
        "huber_loss",
        lambda: element_losses.huber_losses(predictions, labels, delta),
        weights,
        loss_collection,
        reduction,
    )


@symbol("losses.log_loss")
def log_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    epsilon: Any = 1e-7,
    scope: Any = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = _MEAN,
) -> Any:
    """Return the weighted mean cross entropy of probabilities."""
    _require(labels=labels, predictions=predictions)
    return named(
        scope,
        "log_loss",
        lambda: element_losses.log_losses(predictions, labels, epsilon),
        weights,
        loss_collection,
        reduction,
    )


@symbol("losses.sigmoid_cross_entropy")
def sigmoid_cross_entropy(
    multi_class_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: Any = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = _MEAN,
) -> Any:
    """Return the weighted mean cross entropy of classes that are independent."""
    _require(multi_class_labels=multi_class_labels, logits=logits)
    return named(
        scope,
        "sigmoid_cross_entropy_loss",
        lambda: element_losses.sigmoid_cross_entropies(
            logits, multi_class_labels, label_smoothing
        ),
        weights,
        loss_collection,
        reduction,
    )


@symbol("losses.softmax_cross_entropy")
def softmax_cross_entropy(
    onehot_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: Any = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = _MEAN,
) -> Any:
    """Return the weighted mean cross entropy of one class out of several."""
    _require(onehot_labels=onehot_labels, logits=logits)
    return named(
        scope,
        "softmax_cross_entropy_loss",
        lambda: element_losses.softmax_cross_entropies(
            logits, onehot_labels, label_smoothing
        ),
        weights,
        loss_collection,
        reduction,
    )


@symbol("losses.sparse_softmax_cross_entropy")
def sparse_softmax_cross_entropy(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: Any = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = _MEAN,
) -> Any:
    """Return the weighted mean cross entropy of classes that are given by numbers."""
    _require(labels=labels, logits=logits)
    return named(
        scope,
        "sparse_softmax_cross_entropy_loss",
        lambda: element_losses.sparse_softmax_cross_entropies(logits, labels),
        _without_last(weights, logits),
        loss_collection,
        reduction,
    )


@op("Squeeze")
def _without_last(weights: Array, logits: Array) -> Array:
    """Return weights without a last axis of size 1 that is the classes' in logits."""
    weights = tensor(weights)
    is_surplus = len(weights.shape) == len(logits.shape) and weights.shape[-1] == 1
    return ops.squeeze(weights, -1) if is_surplus and len(logits.shape) else weights
