"""Losses of single elements, as the losses of `tf.losses` weigh and add them up.

Source:
    Huber 1964, "Robust estimation of a location parameter"; Eigen et al. 2014,
    arXiv:1406.2283, section 3.2, for differences of pairs.
"""

from __future__ import annotations

from typing import Any

from keras import ops

from argscope.layers._numerics import gradient_ops
from argscope.tf1._graph.op import op
from argscope.tf1._nn.operands import like, tensor
from argscope.tf1._ops.values import Array


@op("Abs")
def absolute_differences(predictions: Array, labels: Array) -> Array:
    """Return `|predictions - labels|`."""
    predictions, labels = _floats(predictions, labels)
    return gradient_ops.absolute(predictions - labels)


@op("SquaredDifference")
def squared_differences(predictions: Array, labels: Array) -> Array:
    """Return `(predictions - labels) ** 2`."""
    predictions, labels = _floats(predictions, labels)
    return ops.square(predictions - labels)


@op("Sub")
def cosine_distances(
    predictions: Array, labels: Array, axis: int, keepdims: bool
) -> Array:
    """Return one minus the products of vectors along an axis."""
    predictions, labels = _floats(predictions, labels)
    return 1.0 - ops.sum(predictions * labels, axis, keepdims=keepdims)


@op("Relu")
def hinge_losses(logits: Array, labels: Array) -> Array:
    """Return `max(0, 1 - y * logits)`, with `y` = 1 or -1 for labels of 1 or 0."""
    logits, labels = _floats(logits, labels)
    return ops.relu(1.0 - (2.0 * labels - 1.0) * logits)


@op("Add")
def huber_losses(predictions: Array, labels: Array, delta: Array) -> Array:
    """Return half the squares of differences up to `delta`, and lines beyond."""
    predictions, labels = _floats(predictions, labels)
    delta = like(delta, predictions)
    size = gradient_ops.absolute(predictions - labels)
    quadratic = ops.minimum(size, delta)
    return 0.5 * ops.square(quadratic) + delta * (size - quadratic)


@op("Sub")
def log_losses(predictions: Array, labels: Array, epsilon: Array) -> Array:
    """Return the cross entropy of probabilities, to which `epsilon` is added."""
    predictions, labels = _floats(predictions, labels)
    epsilon = like(epsilon, predictions)
    of_1 = labels * ops.log(predictions + epsilon)
    return -of_1 - (1.0 - labels) * ops.log(1.0 - predictions + epsilon)


@op("sigmoid_cross_entropies")
def sigmoid_cross_entropies(logits: Array, labels: Array, smoothing: float) -> Array:
    """Return the cross entropy of independent classes, with labels nearer to 1/2."""
    logits = tensor(logits)
    _, labels = _compatible(logits, like(labels, logits))
    if smoothing:
        labels = labels * (1 - smoothing) + 0.5 * smoothing
    return ops.softplus(logits) - logits * labels


@op("softmax_cross_entropies")
def softmax_cross_entropies(logits: Array, labels: Array, smoothing: float) -> Array:
    """Return the cross entropy of one class out of several, with labels nearer to 1/n."""
    logits = tensor(logits)
    _, labels = _compatible(logits, like(labels, logits))
    if smoothing:
        labels = labels * (1 - smoothing) + smoothing / labels.shape[-1]
    return gradient_ops.softmax_cross_entropy(logits, labels)


@op("sparse_softmax_cross_entropies")
def sparse_softmax_cross_entropies(logits: Array, labels: Array) -> Array:
    """Return the cross entropy of classes by number, which may have an axis of size 1."""
    logits, labels = tensor(logits), tensor(labels)
    if len(labels.shape) == len(logits.shape) and labels.shape[-1] == 1:
        labels = ops.squeeze(labels, -1)
    if len(labels.shape) != len(logits.shape) - 1:
        raise ValueError(
            f"labels of shape {tuple(labels.shape)} for logits of shape "
            f"{tuple(logits.shape)}: labels must have one axis less."
        )
    return gradient_ops.sparse_softmax_cross_entropy(logits, ops.cast(labels, "int32"))


@op("value")
def pairwise_squared_error(predictions: Array, labels: Array, weights: Array) -> Array:
    """Return the weighted sum over examples of the mean over pairs of different elements.

    It is that of `(d[i] - d[j]) ** 2`, where `d` is the difference to the labels.
    """
    predictions, labels = _floats(predictions, labels)
    differences, weights = predictions - labels, tensor(weights, "float32")
    count = _elements_by_example(differences, weights)
    return _of_pairs(differences, weights, count, ops.maximum(count - 1.0, 0.0))


@op("value")
def squared_error_of_all_pairs(
    predictions: Array, labels: Array, weights: Array
) -> Array:
    """Return that over all pairs, those of an element with itself too: TensorFlow 0.x's.

    Weights are numbers for the examples.
    """
    predictions, labels = _floats(predictions, labels)
    differences, weights = predictions - labels, tensor(weights, "float32")
    if len(weights.shape):
        sizes = [-1] + [1] * (len(differences.shape) - 1)
        weights = ops.reshape(weights, sizes)
    count = _elements_by_example(differences, weights)
    return _of_pairs(differences, weights, count, count)


def _elements_by_example(differences: Array, weights: Array) -> Array:
    """Return how many elements of each example weigh something."""
    weighs = ops.cast(ops.not_equal(weights, 0.0), "float32")
    axes = tuple(range(1, len(differences.shape)))
    return ops.sum(
        ops.broadcast_to(weighs, ops.shape(differences)), axes, keepdims=True
    )


def _of_pairs(differences: Array, weights: Array, count: Array, others: Array) -> Array:
    """Return the sum of twice the means of squares less the squares of means."""
    axes = tuple(range(1, len(differences.shape)))
    squares = ops.sum(ops.square(differences), axes, keepdims=True)
    square = ops.square(ops.sum(differences, axes, keepdims=True))
    means = ops.divide_no_nan(squares, others) - ops.divide_no_nan(
        square, count * others
    )
    return ops.sum(2.0 * means * weights)


def _floats(predictions: Any, labels: Any) -> tuple[Array, Array]:
    return _compatible(tensor(predictions, "float32"), tensor(labels, "float32"))


def _compatible(one: Array, other: Array) -> tuple[Array, Array]:
    if tuple(one.shape) != tuple(other.shape):
        raise ValueError(
            f"predictions of shape {tuple(one.shape)} and labels of shape "
            f"{tuple(other.shape)}: the shapes must be equal."
        )
    return one, other
