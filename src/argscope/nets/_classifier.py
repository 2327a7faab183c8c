"""The end of the older networks: fully connected layers, written as convolutions."""

from __future__ import annotations

from typing import Any

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope.nets._head import squeezed
from argscope.nets._network import EndPoints, end_points_of


def classifier(
    net: Tensor,
    here: layers.VariableScope,
    *,
    window: int,
    units: int,
    num_classes: int | None,
    dropout_keep_prob: float,
    spatial_squeeze: bool,
    fc_conv_padding: str,
    global_pool: bool,
    **last: Any,
) -> tuple[Tensor, EndPoints]:
    """Compute `fc6`, `fc7` and `fc8`, and collect the end points.

    Args:
        net: Features, shape `(batch, height, width, channels)`.
        here: The scope of the network.
        window: Size of the window of `fc6`: all of the features of one image.
        units: Number of outputs of `fc6`; `fc7` has 4096.
        num_classes: Number of outputs of `fc8`; None or 0 leaves it out.
        dropout_keep_prob: Of the dropout after `fc6` and `fc7`.
        spatial_squeeze: Whether to drop the axes of height and width.
        fc_conv_padding: Padding of `fc6`.
        global_pool: Whether to take the mean over all positions before `fc8`.
        **last: More arguments of `fc8`.
    """
    net = layers.conv2d(
        net, units, [window, window], padding=fc_conv_padding, scope="fc6"
    )
    net = layers.dropout(net, dropout_keep_prob, scope="dropout6")
    net = layers.conv2d(net, 4096, [1, 1], scope="fc7")
    end_points = end_points_of(here)
    if global_pool:
        net = ops.mean(net, (1, 2), keepdims=True)
        end_points["global_pool"] = net
    if not num_classes:
        return net, end_points
    net = layers.dropout(net, dropout_keep_prob, scope="dropout7")
    net = layers.conv2d(
        net,
        num_classes,
        [1, 1],
        activation_fn=None,
        normalizer_fn=None,
        scope="fc8",
        **last,
    )
    logits = end_points_of(here)
    if spatial_squeeze:
        net = squeezed(net)
        logits = {f"{here.name}/fc8": net}
    return net, {**end_points, **logits}
