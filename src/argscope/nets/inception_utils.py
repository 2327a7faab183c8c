"""The scope that the Inception networks share, under TF-Slim's name."""

from __future__ import annotations

from keras import ops

from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.nets._inception import convolutional_arg_scope

__all__ = ["inception_arg_scope"]


def inception_arg_scope(
    weight_decay: float = 0.00004,
    use_batch_norm: bool = True,
    batch_norm_decay: float = 0.9997,
    batch_norm_epsilon: float = 0.001,
    activation_fn: Activation | None = ops.relu,
    batch_norm_updates_collections: str | None = "update_ops",
    batch_norm_scale: bool = False,
) -> ArgScope:
    """Return a scope under which an Inception network can be built.

    Convolutions have L2 penalties, variance scaling initializers, an activation and batch
    normalization; dense layers have penalties.

    Args:
        weight_decay: Scale of the penalty on weights, >= 0.
        use_batch_norm: Whether convolutions are normalized.
        batch_norm_decay: Decay of the moving averages, in [0, 1].
        batch_norm_epsilon: Added to variances, > 0.
        activation_fn: What follows the normalization.
        batch_norm_updates_collections: As `updates_collections` of
            `argscope.layers.batch_norm`.
        batch_norm_scale: Whether `batch_norm` learns a `gamma`.

    Source:
        github.com/tensorflow/models, research/slim/nets/inception_utils.py.
    """
    return convolutional_arg_scope(
        weight_decay,
        use_batch_norm=use_batch_norm,
        activation_fn=activation_fn,
        decay=batch_norm_decay,
        epsilon=batch_norm_epsilon,
        updates_collections=batch_norm_updates_collections,
        scale=batch_norm_scale,
    )
