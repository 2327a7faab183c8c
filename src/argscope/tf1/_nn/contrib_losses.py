"""`tf.contrib.losses` and `slim.losses`: the losses of TensorFlow 0.x.

Predictions come first, and weights are of the first axes of the losses. As for
`argscope.losses`, weights of size 1 along an axis count as often as they are used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from keras import ops

from argscope import losses as functions
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._names.scopes import name_scope
from argscope.tf1._nn import element_losses, weighted_losses
from argscope.tf1._nn.operands import either, tensor
from argscope.tf1._ops.values import Array

F = TypeVar("F", bound=Callable[..., Any])


def _paths(name: str) -> list[str]:
    return [f"contrib.{package}.{name}" for package in ("losses", "slim.losses")]


def _loss(function: F) -> F:
    return symbol(*_paths(function.__name__))(function)


for _function in (
    functions.contrastive_loss,
    functions.lifted_struct_loss,
    functions.npairs_loss,
    functions.npairs_loss_multilabel,
    functions.triplet_semihard_loss,
):
    _name = _function.__name__
    op(_name, *_paths(f"metric_learning.{_name}"))(_function)


@_loss
def compute_weighted_loss(losses: Any, weights: Any = 1.0, scope: Any = None) -> Any:
    """Return the weighted mean of losses, and add it to the losses of the graph."""
    with name_scope(scope, "weighted_loss") as path:
        weights = _along_first_axes(weights, losses)
        return weighted_losses.compute_weighted_loss(losses, weights, path)


def _named(scope: Any, default: str, losses: Callable[[], Any], weights: Any) -> Any:
    with name_scope(scope, default) as path:
        return compute_weighted_loss(losses(), weights, path)


@_loss
def absolute_difference(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: Any = None
) -> Any:
    """Return the weighted mean of `|predictions - labels|`."""
    return _named(
        scope,
        "absolute_difference",
        lambda: element_losses.absolute_differences(predictions, labels),
        weights,
    )


@_loss
def mean_squared_error(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: Any = None
) -> Any:
    """Return the weighted mean of `(predictions - labels) ** 2`."""
    return _named(
        scope,
        "mean_squared_error",
        lambda: element_losses.squared_differences(predictions, labels),
        weights,
    )


@_loss
def log_loss(
    predictions: Any,
    labels: Any = None,
    weights: Any = 1.0,
    epsilon: Any = 1e-7,
    scope: Any = None,
) -> Any:
    """Return the weighted mean cross entropy of probabilities."""
    return _named(
        scope,
        "log_loss",
        lambda: element_losses.log_losses(predictions, labels, epsilon),
        weights,
    )


@_loss
def mean_pairwise_squared_error(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: Any = None
) -> Any:
    """Return the weighted sum over examples of the mean over pairs of elements."""
    with name_scope(scope, "mean_pairwise_squared_error"):
        loss = element_losses.squared_error_of_all_pairs(predictions, labels, weights)
    weighted_losses.add_loss(loss)
    return loss


@_loss
def cosine_distance(
    predictions: Any,
    labels: Any = None,
    axis: int | None = None,
    weights: Any = 1.0,
    scope: Any = None,
    dim: int | None = None,
) -> Any:
    """Return the weighted mean of one minus the products of vectors along an axis."""
    axis = either(axis=axis, dim=dim)
    if axis is None:
        raise ValueError("axis must not be None.")
    return _named(
        scope,
        "cosine_distance_loss",
        lambda: element_losses.cosine_distances(
            predictions, labels, axis, keepdims=False
        ),
        weights,
    )


@_loss
def hinge_loss(logits: Any, labels: Any = None, scope: Any = None) -> Any:
    """Return `max(0, 1 - y * logits)` of each element; it is added nowhere."""
    with name_scope(scope, "hinge_loss"):
        return element_losses.hinge_losses(logits, labels)


@_loss
def sigmoid_cross_entropy(
    logits: Any,
    multi_class_labels: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: Any = None,
) -> Any:
    """Return the weighted mean cross entropy of classes that are independent."""
    return _named(
        scope,
        "sigmoid_cross_entropy_loss",
        lambda: element_losses.sigmoid_cross_entropies(
            logits, multi_class_labels, label_smoothing
        ),
        weights,
    )


@_loss
def softmax_cross_entropy(
    logits: Any,
    onehot_labels: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: Any = None,
) -> Any:
    """Return the weighted mean cross entropy of one class out of several."""
    return _named(
        scope,
        "softmax_cross_entropy_loss",
        lambda: element_losses.softmax_cross_entropies(
            logits, onehot_labels, label_smoothing
        ),
        weights,
    )


@_loss
def sparse_softmax_cross_entropy(
    logits: Any, labels: Any, weights: Any = 1.0, scope: Any = None
) -> Any:
    """Return the weighted mean cross entropy of classes that are given by numbers."""
    return _named(
        scope,
        "sparse_softmax_cross_entropy_loss",
        lambda: element_losses.sparse_softmax_cross_entropies(logits, labels),
        weights,
    )


@op("ExpandDims")
def _along_first_axes(weights: Array, losses: Array) -> Array:
    """Return weights with axes of size 1 for the last ones of the losses."""
    weights = tensor(weights)
    if len(weights.shape) > 1 and weights.shape[-1] == 1:
        weights = ops.squeeze(weights, -1)
    missing = len(losses.shape) - len(weights.shape) if len(weights.shape) else 0
    for _ in range(missing):
        weights = ops.expand_dims(weights, -1)
    return weights
