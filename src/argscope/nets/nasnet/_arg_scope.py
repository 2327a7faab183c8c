"""The arg scope of the networks of cells."""

from __future__ import annotations

from argscope import layers
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope


def cells_arg_scope(
    weight_decay: float, batch_norm_decay: float, batch_norm_epsilon: float
) -> ArgScope:
    """Return the scope under which a network of cells is built.

    Layers with weights have L2 penalties, initializers that scale by the number of
    outputs, and no activation; convolutions have no biases. Batch normalization, which
    cells call themselves, has a scale.

    Args:
        weight_decay: Scale of the penalty on weights, >= 0.
        batch_norm_decay: Decay of the moving averages, in [0, 1].
        batch_norm_epsilon: Added to variances, > 0.
    """
    convolutions = [layers.conv2d, layers.separable_conv2d]
    with (
        arg_scope(
            [layers.fully_connected, *convolutions],
            weights_regularizer=layers.l2_regularizer(weight_decay),
            weights_initializer=layers.variance_scaling_initializer(mode="FAN_OUT"),
            activation_fn=None,
        ),
        arg_scope([layers.fully_connected], scope="FC"),
        arg_scope(convolutions, biases_initializer=None),
        arg_scope(
            [layers.batch_norm],
            decay=batch_norm_decay,
            epsilon=batch_norm_epsilon,
            scale=True,
            fused=True,
        ) as scope,
    ):
        return scope
