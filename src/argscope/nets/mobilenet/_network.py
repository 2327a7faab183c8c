"""What MobileNet V2 and V3 share: their arg scope, and how a table is computed."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.nets._head import class_logits, means, predicted
from argscope.nets._network import EndPoints
from argscope.nets._truncated_normal import TruncatedNormal
from argscope.nets.errors import NetworkArgumentError
from argscope.nets.mobilenet._rows import Placement, Row, Widths


def training_scope(
    is_training: bool | None = None,
    weight_decay: float = 0.00004,
    stddev: float = 0.09,
    dropout_keep_prob: float = 0.8,
    bn_decay: float = 0.997,
) -> ArgScope:
    """Return the scope under which MobileNet V2 and V3 are built.

    Convolutions have truncated normal initializers, and those that mix channels have
    L2 penalties.

    Args:
        is_training: Mode of batch normalization and dropout. None leaves it to the
            network; the original's default is True.
        weight_decay: Scale of the penalty, >= 0.
        stddev: Standard deviation of initial weights; if negative, Glorot's
            initializer is used.
        dropout_keep_prob: Probability that a feature is kept, in (0, 1].
        bn_decay: Decay of the moving averages, in [0, 1].
    """
    initializer = layers.xavier_initializer() if stddev < 0 else TruncatedNormal(stddev)
    mode = {} if is_training is None else {"is_training": is_training}
    with (
        arg_scope(
            [layers.conv2d, layers.fully_connected, layers.separable_conv2d],
            weights_initializer=initializer,
            normalizer_fn=layers.batch_norm,
        ),
        arg_scope([layers.batch_norm], decay=bn_decay, **mode),
        arg_scope([layers.dropout], keep_prob=dropout_keep_prob, **mode),
        arg_scope(
            [layers.conv2d], weights_regularizer=layers.l2_regularizer(weight_decay)
        ),
        arg_scope([layers.separable_conv2d], weights_regularizer=None) as scope,
    ):
        return scope


class Options(NamedTuple):
    """What a caller may ask of any of these networks."""

    network: str
    num_classes: int | None
    prediction_fn: Activation
    spatial_squeeze: bool
    base_only: bool
    final_endpoint: str | None
    output_stride: int | None
    explicit_padding: bool = False


def compute(
    inputs: Tensor, rows: Sequence[Row], widths: Widths, options: Options
) -> tuple[Tensor, EndPoints]:
    """Compute a network: its rows, and its classes.

    Returns:
        The logits, or the features; and a dict of end points: the outputs of the rows,
        of what is within them, and of the end of the network.
    """
    _check(options, len(rows), widths)
    net, end_points = _base(inputs, rows, widths, options)
    if options.base_only:
        return net, end_points
    with layers.variable_scope("Logits"):
        net = means(net, end_points)
        if not options.num_classes:
            return net, end_points
        net = layers.dropout(net, scope="Dropout")
        logits = class_logits(
            net,
            options.num_classes,
            scope="Conv2d_1c_1x1",
            spatial_squeeze=options.spatial_squeeze,
        )
    return predicted(logits, end_points, options.prediction_fn)


def _base(
    net: Tensor, rows: Sequence[Row], widths: Widths, options: Options
) -> tuple[Tensor, EndPoints]:
    outputs: EndPoints = {}
    inner: EndPoints = {}
    reached, dilation = 1, 1
    convolutions = [layers.conv2d, layers.fully_connected, layers.separable_conv2d]
    with (
        arg_scope([layers.batch_norm], center=True, scale=True),
        arg_scope(convolutions, normalizer_fn=layers.batch_norm),
    ):
        for number, row in enumerate(rows, 1):
            place = Placement(row.stride, 1, options.explicit_padding)
            if reached == options.output_stride:
                place = Placement(1, dilation, options.explicit_padding)
                dilation *= row.stride
            else:
                reached *= row.stride
            name = f"layer_{number}"
            net, points = row.compute(net, widths, place)
            outputs[name] = net
            inner |= {f"{name}/{key}": point for key, point in points.items()}
            if name == options.final_endpoint:
                break
    return net, {**outputs, **inner}


def _check(options: Options, count: int, widths: Widths) -> None:
    stride, last = options.output_stride, options.final_endpoint
    wrong = functools.partial(NetworkArgumentError.about, options.network)
    if widths.multiplier <= 0:
        raise wrong("depth_multiplier", widths.multiplier, expected="a number above 0")
    if stride is not None and (stride < 1 or (stride > 1 and stride % 2)):
        raise wrong("output_stride", stride, expected="1, an even number or None")
    if last not in (None, *(f"layer_{number}" for number in range(1, count + 1))):
        raise wrong(
            "final_endpoint", last, expected=f"one of layer_1 to layer_{count}, or None"
        )
