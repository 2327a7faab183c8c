"""What the networks for videos share: their arg scope, and their end."""

from __future__ import annotations

from typing import Any

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.nets._head import predicted
from argscope.nets._network import EndPoints
from argscope.nets.i3d_utils import conv3d_spatiotemporal, reduced_kernel_size_3d


def video_arg_scope(
    weight_decay: float, *, separable: bool, **batch_norm: Any
) -> ArgScope:
    """Return the scope under which a network for videos is built.

    Args:
        weight_decay: Scale of the L2 penalty on weights, >= 0.
        separable: Whether convolutions are split into space and time.
        **batch_norm: Arguments of `batch_norm`.
    """
    params = {
        **batch_norm,
        "fused": False,
        "variables_collections": {
            "beta": None,
            "gamma": None,
            "moving_mean": ["moving_vars"],
            "moving_variance": ["moving_vars"],
        },
    }
    with (
        arg_scope(
            [layers.conv3d, conv3d_spatiotemporal],
            weights_regularizer=layers.l2_regularizer(weight_decay),
            activation_fn=ops.relu,
            normalizer_fn=layers.batch_norm,
            normalizer_params=params,
        ),
        arg_scope([conv3d_spatiotemporal], separable=separable) as scope,
    ):
        return scope


def video_logits(
    net: Tensor,
    end_points: EndPoints,
    num_classes: int,
    *,
    dropout_keep_prob: float,
    prediction_fn: Activation,
    spatial_squeeze: bool,
) -> tuple[Tensor, EndPoints]:
    """Return the logits of a video, the mean of those of its frames, and the end points.

    Args:
        net: Features, shape `(batch, frames, height, width, channels)`.
        end_points: Those up to here.
        num_classes: Number of classes.
        dropout_keep_prob: Probability that a feature is kept, in (0, 1].
        prediction_fn: Makes predictions of logits.
        spatial_squeeze: Whether to drop the axes of height and width.
    """
    with layers.variable_scope("Logits"):
        window = reduced_kernel_size_3d(net, [2, 7, 7])
        net = layers.avg_pool3d(net, window, stride=1, scope="AvgPool_0a_7x7")
        net = layers.dropout(net, dropout_keep_prob, scope="Dropout_0b")
        logits = layers.conv3d(
            net,
            num_classes,
            [1, 1, 1],
            activation_fn=None,
            normalizer_fn=None,
            scope="Conv2d_0c_1x1",
        )
    logits = ops.mean(logits, 1)
    if spatial_squeeze:
        logits = ops.squeeze(logits, (1, 2))
    return predicted(logits, end_points, prediction_fn)
