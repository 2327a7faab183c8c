"""Losses for predicted classes."""

from __future__ import annotations

import keras
from keras import ops

from argscope._base.tensor import Tensor
from argscope.layers._numerics import gradient_ops
from argscope.losses._weighted import same_shape, weighted
from argscope.losses.errors import LossError


def softmax_cross_entropy(
    logits: Tensor,
    onehot_labels: Tensor,
    weights: Tensor = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
) -> Tensor:
    """Return the weighted mean cross entropy of one class out of several.

    Args:
        logits: Scores before the softmax, shape `(batch, classes)`, any float dtype.
        onehot_labels: Probabilities of the classes, of the same shape, mostly 0 and 1.
            They are data: no gradient goes back into them.
        weights: A number, or a tensor of shape `(batch,)`; see `compute_weighted_loss`.
        label_smoothing: `s` in [0, 1]: labels become `labels * (1 - s) + s / classes`.
        scope: Name of the loss in collections; default: `softmax_cross_entropy_loss`.

    Returns:
        A scalar of the dtype of `logits`. It is added to the losses of the network that
        runs, if one does (see `add_loss`).

    Raises:
        LossError: The shapes do not fit together.

    Example:
        >>> import numpy as np
        >>> logits, labels = np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]])
        >>> round(float(softmax_cross_entropy(logits, labels)), 4)
        0.6931

    Source:
        tf_slim/losses/loss_ops.py; smoothing: Szegedy et al. 2016, arXiv:1512.00567,
        section 7.
    """
    loss = "softmax_cross_entropy"
    logits, labels = _like_logits(loss, logits, ("onehot_labels", onehot_labels))
    if label_smoothing > 0:
        labels = labels * (1.0 - label_smoothing) + label_smoothing / labels.shape[-1]
    losses = gradient_ops.softmax_cross_entropy(logits, labels)
    return weighted(loss, losses, weights, scope or "softmax_cross_entropy_loss")


def sparse_softmax_cross_entropy(
    logits: Tensor, labels: Tensor, weights: Tensor = 1.0, scope: str | None = None
) -> Tensor:
    """Return the weighted mean cross entropy, for classes given by number.

    As `softmax_cross_entropy`; the default name is
    `sparse_softmax_cross_entropy_loss`.

    Args:
        logits: Scores before the softmax, shape `(batch, classes)`, any float dtype.
        labels: Whole numbers in [0, classes), shape `(batch,)` or `(batch, 1)`.
        weights: A number, or a tensor of shape `(batch,)` or `(batch, 1)`.
        scope: Name of the loss in collections.

    Example:
        >>> import numpy as np
        >>> logits = np.array([[0.0, 0.0]])
        >>> round(float(sparse_softmax_cross_entropy(logits, np.array([1]))), 4)
        0.6931
    """
    loss = "sparse_softmax_cross_entropy"
    logits, labels = ops.convert_to_tensor(logits), ops.convert_to_tensor(labels)
    if len(labels.shape) == 2 and labels.shape[-1] == 1:
        labels = ops.squeeze(labels, -1)
    if len(labels.shape) != 1 or len(logits.shape) != 2:
        raise LossError.about(
            loss, "labels", labels, expected="shape (batch,) or (batch, 1)"
        )
    classes = ops.cast(labels, "int32")
    losses = gradient_ops.sparse_softmax_cross_entropy(logits, classes)
    return weighted(loss, losses, weights, scope or f"{loss}_loss")


def sigmoid_cross_entropy(
    logits: Tensor,
    multi_class_labels: Tensor,
    weights: Tensor = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
) -> Tensor:
    """Return the weighted mean cross entropy of classes that are independent.

    As `softmax_cross_entropy`; the default name is `sigmoid_cross_entropy_loss`.

    Args:
        logits: Scores before the sigmoid, shape `(batch, classes)`, any float dtype.
        multi_class_labels: Probability of each class, of the same shape.
        weights: A number, or a tensor of shape `(batch,)` or `(batch, classes)`.
        label_smoothing: `s` in [0, 1]: labels become `labels * (1 - s) + s / 2`.
        scope: Name of the loss in collections.

    Example:
        >>> import numpy as np
        >>> logits, labels = np.array([[0.0, 0.0]]), np.array([[1.0, 1.0]])
        >>> round(float(sigmoid_cross_entropy(logits, labels)), 4)
        0.6931
    """
    loss = "sigmoid_cross_entropy"
    logits, labels = _like_logits(
        loss, logits, ("multi_class_labels", multi_class_labels)
    )
    if label_smoothing > 0:
        labels = labels * (1.0 - label_smoothing) + 0.5 * label_smoothing
    losses = ops.softplus(logits) - logits * labels
    return weighted(loss, losses, weights, scope or f"{loss}_loss")


def log_loss(
    predictions: Tensor,
    labels: Tensor | None = None,
    weights: Tensor = 1.0,
    epsilon: float = 1e-7,
    scope: str | None = None,
) -> Tensor:
    """Return the weighted mean cross entropy, for probabilities instead of logits.

    As `softmax_cross_entropy`; the default name is `log_loss`. Prefer
    `sigmoid_cross_entropy`, which is exact also near 0 and 1.

    Args:
        predictions: Probabilities in [0, 1], shape `(batch, ...)`.
        labels: True probabilities, of the same shape.
        weights: A number, or a tensor whose shape is the first axes of `predictions`.
        epsilon: Added before each logarithm.
        scope: Name of the loss in collections.

    Example:
        >>> import numpy as np
        >>> round(float(log_loss(np.array([0.5, 0.5]), np.array([1.0, 0.0]))), 4)
        0.6931
    """
    pair = same_shape("log_loss", ("predictions", predictions), ("labels", labels))
    predictions, labels = (ops.cast(tensor, "float32") for tensor in pair)
    losses = -labels * ops.log(predictions + epsilon) - (1.0 - labels) * ops.log(
        1.0 - predictions + epsilon
    )
    return weighted("log_loss", losses, weights, scope or "log_loss")


def hinge_loss(
    logits: Tensor, labels: Tensor | None = None, scope: str | None = None
) -> Tensor:
    """Return `max(0, 1 - y * logits)` with `y` = 1 or -1, for each element.

    As in the original, this neither takes the mean nor adds a loss; do both with
    `compute_weighted_loss(hinge_loss(logits, labels))`.

    Args:
        logits: Scores, positive for yes; any shape, any float dtype.
        labels: 1 for yes, 0 for no; of the same shape.
        scope: Accepted for TF-Slim programs; it named graph nodes.

    Returns:
        Shape of `logits`.

    Raises:
        LossError: The shapes do not fit together.

    Example:
        >>> import numpy as np
        >>> hinge_loss(np.array([2.0, 0.5]), np.array([1.0, 0.0])).tolist()
        [0.0, 1.5]
    """
    del scope
    logits, labels = _like_logits("hinge_loss", logits, ("labels", labels))
    return ops.relu(1.0 - (2.0 * labels - 1.0) * logits)


def _like_logits(
    loss: str, logits: Tensor, named_labels: tuple[str, Tensor]
) -> tuple[Tensor, Tensor]:
    """Return logits and labels, the labels in the dtype of the logits."""
    logits, labels = same_shape(loss, ("logits", logits), named_labels)
    return logits, ops.cast(labels, _dtype(logits))


def _dtype(tensor: Tensor) -> str:
    return str(keras.backend.standardize_dtype(tensor.dtype))
