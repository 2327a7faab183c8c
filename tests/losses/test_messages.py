"""The whole text of every error of the losses."""

import numpy as np
import pytest

from argscope import ArgScopeError, layers, losses

X = np.zeros((4, 3), "float32")
ROWS = np.zeros((4,), "float32")
OUTSIDE = (
    "{0}() was called outside a Model, where nothing keeps losses. Call it in the "
    "function that you give to argscope.layers.Model; a model that has run keeps its "
    "losses in model.losses."
)


def not_a_scalar():
    layers.Model(lambda x: losses.add_loss(x) or x)(X)


CASES = [
    (lambda: losses.mean_squared_error(X, ROWS),
     "mean_squared_error() expected predictions and labels of one shape, got "
     "float32[4,3] and float32[4]."),
    (lambda: losses.absolute_difference(ROWS),
     "absolute_difference() expected predictions and labels of one shape, got "
     "float32[4] and None."),
    (lambda: losses.softmax_cross_entropy(X, ROWS),
     "softmax_cross_entropy() expected logits and onehot_labels of one shape, got "
     "float32[4,3] and float32[4]."),
    (lambda: losses.compute_weighted_loss(ROWS, np.zeros((3,), "float32")),
     "compute_weighted_loss() got weights=float32[3], expected a number, or a tensor of "
     "the first axes of the losses' shape (4,)."),
    (lambda: losses.cosine_distance(X, X),
     "cosine_distance() got axis=None, expected the axis of the vectors, once (dim is "
     "its alias)."),
    (lambda: losses.mean_pairwise_squared_error(X, X, weights=X),
     "mean_pairwise_squared_error() got weights=float32[4,3], expected a number, or a "
     "tensor of shape (batch,)."),
    (lambda: losses.sparse_softmax_cross_entropy(X, X),
     "sparse_softmax_cross_entropy() got labels=float32[4,3], expected shape (batch,) "
     "or (batch, 1)."),
    (lambda: losses.triplet_semihard_loss(X, X),
     "triplet_semihard_loss() got labels=float32[4,3], expected shape (batch,)."),
    (lambda: losses.npairs_loss_multilabel(ROWS, X, X),
     "npairs_loss_multilabel() got sparse_labels=float32[4], expected shape (pairs, "
     "labels)."),
    (not_a_scalar, "add_loss() got loss=float32[4,3], expected a scalar."),
    (lambda: losses.add_loss(0.0), OUTSIDE.format("add_loss")),
    (losses.get_losses, OUTSIDE.format("get_losses")),
    (losses.get_regularization_losses, OUTSIDE.format("get_regularization_losses")),
    (losses.get_total_loss, OUTSIDE.format("get_total_loss")),
]  # fmt: skip


@pytest.mark.parametrize(("action", "text"), CASES)
def test_error_says_exactly(action, text):
    with pytest.raises(ArgScopeError) as caught:
        action()
    assert str(caught.value) == text
