"""Losses for embeddings: alike examples near each other, others far apart.

As in the original, none of these is added to the losses of the network that runs; pass
what they return to `add_loss`.
"""

from __future__ import annotations

from keras import ops

from argscope._base.tensor import Tensor
from argscope.layers._numerics.gradient_ops import larger
from argscope.losses.errors import LossError


def contrastive_loss(
    labels: Tensor,
    embeddings_anchor: Tensor,
    embeddings_positive: Tensor,
    margin: float = 1.0,
) -> Tensor:
    """Return the loss of pairs that are to be near or at least `margin` apart.

    The mean over pairs of `d ** 2` for alike, and of `max(margin - d, 0) ** 2` for
    other pairs, where `d` is their Euclidean distance.

    Args:
        labels: 1 for alike, 0 for other pairs, shape `(pairs,)`.
        embeddings_anchor: The first of each pair, shape `(pairs, features)`.
        embeddings_positive: The second of each pair.
        margin: Distance that is far enough, >= 0.

    Returns:
        A scalar. Its gradient at distance zero is zero (the original's is not a number).

    Raises:
        LossError: `labels` is not of rank 1.

    Example:
        >>> import numpy as np
        >>> one, other = np.array([[0.0, 0.0]]), np.array([[0.3, 0.4]])
        >>> round(float(contrastive_loss(np.array([0]), one, other)), 4)
        0.25

    Source:
        Hadsell, Chopra & LeCun 2006, "Dimensionality reduction by learning an invariant
        mapping", eq. 4, without its factor 1/2.
    """
    anchors, others = map(
        ops.convert_to_tensor, (embeddings_anchor, embeddings_positive)
    )
    alike = ops.cast(_vector("contrastive_loss", labels), anchors.dtype)
    squared = ops.sum(ops.square(anchors - others), 1)
    too_near = ops.square(ops.relu(margin - _safe_sqrt(squared)))
    return ops.mean(alike * squared + (1.0 - alike) * too_near)


def triplet_semihard_loss(
    labels: Tensor, embeddings: Tensor, margin: float = 1.0
) -> Tensor:
    """Return the loss of triplets with semi-hard negatives, mined in the batch.

    For each pair of alike examples the negative is the nearest example of another class
    that is farther than the pair's distance; if there is none, the farthest of another
    class. The loss is the mean over pairs of
    `max(margin + d(pair) - d(negative), 0)` with squared Euclidean distances.

    Args:
        labels: Classes, whole numbers, shape `(batch,)`.
        embeddings: Shape `(batch, features)`; should have length 1.
        margin: Distance that is far enough, >= 0.

    Returns:
        A scalar; 0 if no two examples are alike (the original's is not a number).

    Raises:
        LossError: `labels` is not of rank 1.

    Example:
        >>> import numpy as np
        >>> points = np.array([[0.0], [1.0], [3.0]], "float32")
        >>> float(triplet_semihard_loss(np.array([0, 0, 1]), points, margin=5.0))
        1.0

    Source:
        Schroff, Kalenichenko & Philbin 2015, arXiv:1503.03832, section 3.2.
    """
    alike, pairs = _alike("triplet_semihard_loss", labels)
    distances = _squared_distances(ops.convert_to_tensor(embeddings))
    other = ops.logical_not(alike)
    # Axes: anchor, positive, negative.
    to_positive, to_negative = distances[:, :, None], distances[:, None, :]
    semi_hard = ops.logical_and(other[:, None, :], to_negative > to_positive)
    farthest = ops.max(to_negative, 2, keepdims=True)
    nearest_outside = ops.min(ops.where(semi_hard, to_negative, farthest), 2)
    farthest_inside = ops.max(ops.where(other, distances, ops.min(distances)), 1)
    negatives = ops.where(
        ops.any(semi_hard, 2), nearest_outside, farthest_inside[:, None]
    )
    losses = larger(margin + distances - negatives, 0.0) * pairs
    return ops.divide_no_nan(ops.sum(losses), ops.sum(pairs))


def npairs_loss(
    labels: Tensor,
    embeddings_anchor: Tensor,
    embeddings_positive: Tensor,
    reg_lambda: float = 0.002,
    print_losses: bool = False,
) -> Tensor:
    """Return the loss of recognizing each anchor's partner among all partners.

    The mean cross entropy of the softmax over the products of an anchor with all
    partners, where those of its class are equally right, plus
    `reg_lambda / 4 * (mean |anchor|^2 + mean |partner|^2)`.

    Args:
        labels: Classes of the pairs, whole numbers, shape `(pairs,)`.
        embeddings_anchor: Shape `(pairs, features)`; should not be normalized.
        embeddings_positive: Their partners, likewise.
        reg_lambda: Weight of the penalty on lengths, >= 0.
        print_losses: Accepted for TF-Slim programs; nothing is printed.

    Returns:
        A scalar.

    Raises:
        LossError: `labels` is not of rank 1.

    Example:
        >>> import numpy as np
        >>> anchors, partners = np.zeros((2, 3), "float32"), np.zeros((2, 3), "float32")
        >>> round(float(npairs_loss(np.array([0, 1]), anchors, partners)), 4)
        0.6931

    Source:
        Sohn 2016, "Improved deep metric learning with multi-class N-pair loss
        objective", NIPS 29, eq. 7.
    """
    del print_losses
    labels = _vector("npairs_loss", labels)
    shared = ops.equal(labels[:, None], labels[None, :])
    return _npairs(shared, embeddings_anchor, embeddings_positive, reg_lambda)


def npairs_loss_multilabel(
    sparse_labels: Tensor,
    embeddings_anchor: Tensor,
    embeddings_positive: Tensor,
    reg_lambda: float = 0.002,
    print_losses: bool = False,
) -> Tensor:
    """Return `npairs_loss` for pairs that have several labels.

    A partner is right for an anchor in proportion to the labels they share. As
    `npairs_loss`.

    Args:
        sparse_labels: For each pair which labels it has: shape `(pairs, labels)` with
            True or 1 for those, or a list of such rows. (The original takes a list of
            sparse tensors.)
        embeddings_anchor: Shape `(pairs, features)`.
        embeddings_positive: Their partners, likewise.
        reg_lambda: Weight of the penalty on lengths, >= 0.
        print_losses: Accepted for TF-Slim programs; nothing is printed.

    Raises:
        LossError: `sparse_labels` is not of rank 2.

    Example:
        >>> import numpy as np
        >>> embeddings = np.zeros((2, 3), "float32")
        >>> labels = [[True, True, False], [False, True, True]]
        >>> round(float(npairs_loss_multilabel(labels, embeddings, embeddings)), 4)
        0.6931
    """
    del print_losses
    if isinstance(sparse_labels, list | tuple):
        sparse_labels = ops.stack([ops.convert_to_tensor(row) for row in sparse_labels])
    labels = ops.cast(ops.cast(sparse_labels, "bool"), "float32")
    if len(labels.shape) != 2:
        raise LossError.about(
            "npairs_loss_multilabel",
            "sparse_labels",
            sparse_labels,
            expected="shape (pairs, labels)",
        )
    shared = ops.matmul(labels, ops.transpose(labels))
    return _npairs(shared, embeddings_anchor, embeddings_positive, reg_lambda)


def lifted_struct_loss(
    labels: Tensor, embeddings: Tensor, margin: float = 1.0
) -> Tensor:
    """Return the loss that compares each alike pair with all negatives of both.

    `sum(max(J, 0) ** 2) / (2 * pairs)` over the alike pairs `(i, j)`, where `J` is
    `log(sum exp(margin - d(i, k)) + sum exp(margin - d(j, k))) + d(i, j)`, the sums are
    over examples `k` of other classes, and `d` is the Euclidean distance.

    Args:
        labels: Classes, whole numbers, shape `(batch,)`.
        embeddings: Shape `(batch, features)`; should not be normalized.
        margin: Distance that is far enough, >= 0.

    Returns:
        A scalar; 0 if no two examples are alike or none differ (the original's is not a
        number).

    Raises:
        LossError: `labels` is not of rank 1.

    Example:
        >>> import numpy as np
        >>> points = np.array([[0.0], [1.0], [3.0]], "float32")
        >>> round(float(lifted_struct_loss(np.array([0, 0, 1]), points)), 4)
        0.0491

    Source:
        Song et al. 2016, arXiv:1511.06452, eq. 4.
    """
    alike, pairs = _alike("lifted_struct_loss", labels)
    distances = _safe_sqrt(_squared_distances(ops.convert_to_tensor(embeddings)))
    other = ops.logical_not(alike)
    violations = margin - distances
    # log(sum exp) with the largest term taken out, so that nothing overflows.
    largest = ops.max(ops.where(other, violations, ops.min(violations)), 1)
    largest = ops.maximum(largest[:, None], largest[None, :])
    # Axes: anchor, positive, negative of the anchor.
    terms = ops.exp(violations[:, None, :] - largest[:, :, None])
    sums = ops.sum(ops.where(other[:, None, :], terms, 0.0), 2)
    sums = sums + ops.transpose(sums)
    has_negatives = sums > 0.0
    losses = largest + ops.log(ops.where(has_negatives, sums, 1.0)) + distances
    losses = ops.relu(losses) * pairs * ops.cast(has_negatives, losses.dtype)
    return ops.divide_no_nan(ops.sum(ops.square(losses)), 2.0 * ops.sum(pairs))


def _npairs(
    shared: Tensor, anchors: Tensor, partners: Tensor, reg_lambda: float
) -> Tensor:
    anchors, partners = map(ops.convert_to_tensor, (anchors, partners))
    lengths = [ops.mean(ops.sum(ops.square(x), 1)) for x in (anchors, partners)]
    logits = ops.matmul(anchors, ops.transpose(partners))
    shares = ops.cast(shared, logits.dtype)
    shares = ops.divide_no_nan(shares, ops.sum(shares, 1, keepdims=True))
    entropy = -ops.sum(shares * ops.log_softmax(logits, -1), -1)
    return 0.25 * reg_lambda * (lengths[0] + lengths[1]) + ops.mean(entropy)


def _vector(loss: str, labels: Tensor) -> Tensor:
    labels = ops.convert_to_tensor(labels)
    if len(labels.shape) != 1:
        raise LossError.about(loss, "labels", labels, expected="shape (batch,)")
    return labels


def _alike(loss: str, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Return which examples are of one class, and 1.0 for the pairs of them."""
    labels = _vector(loss, labels)
    alike = ops.equal(labels[:, None], labels[None, :])
    places = ops.arange(ops.shape(labels)[0])
    pairs = ops.logical_and(alike, places[:, None] != places[None, :])
    return alike, ops.cast(pairs, "float32")


def _squared_distances(embeddings: Tensor) -> Tensor:
    """Return the squared distances of all rows of `embeddings`, exactly 0 for itself."""
    squares = ops.sum(ops.square(embeddings), 1)
    products = ops.matmul(embeddings, ops.transpose(embeddings))
    found = squares[:, None] + squares[None, :] - 2.0 * products
    places = ops.arange(ops.shape(embeddings)[0])
    # Rounding can make them negative, and a little positive for a row and itself.
    return ops.where(places[:, None] == places[None, :], 0.0, ops.relu(found))


def _safe_sqrt(squared: Tensor) -> Tensor:
    """Return the square root, with gradient 0 instead of infinity at 0."""
    positive = squared > 0.0
    root = ops.sqrt(ops.where(positive, squared, 1.0))
    return ops.where(positive, root, 0.0)
