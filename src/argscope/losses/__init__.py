"""TF-Slim's losses on Keras 3: what a network is trained to make small.

In the network of a `Model` the value of a loss is added to what training minimizes, as
in TF-Slim. Elsewhere a loss is a plain function of tensors. The order of arguments is
TF-Slim's: predictions (or logits) first, labels second.

`cluster_loss` is not offered: its search for medoids is a loop over the data that no
backend compiles well, and no program that was looked at uses it.
"""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
from argscope.losses._classification import (
    hinge_loss,
    log_loss,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    sparse_softmax_cross_entropy,
)
from argscope.losses._collection import (
    add_loss,
    get_losses,
    get_regularization_losses,
    get_total_loss,
)
from argscope.losses._metric_learning import (
    contrastive_loss,
    lifted_struct_loss,
    npairs_loss,
    npairs_loss_multilabel,
    triplet_semihard_loss,
)
from argscope.losses._regression import (
    absolute_difference,
    cosine_distance,
    mean_pairwise_squared_error,
    mean_squared_error,
)
from argscope.losses._weighted import compute_weighted_loss
from argscope.losses.errors import LossError

__all__ = [
    "LossError",
    "absolute_difference",
    "add_loss",
    "compute_weighted_loss",
    "contrastive_loss",
    "cosine_distance",
    "get_losses",
    "get_regularization_losses",
    "get_total_loss",
    "hinge_loss",
    "lifted_struct_loss",
    "log_loss",
    "mean_pairwise_squared_error",
    "mean_squared_error",
    "npairs_loss",
    "npairs_loss_multilabel",
    "sigmoid_cross_entropy",
    "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
    "triplet_semihard_loss",
]
