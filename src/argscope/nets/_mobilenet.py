"""What MobileNet V2 and V3 share: blocks that widen, filter each channel, and narrow."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from keras import ops

from argscope import ArgScope, arg_scope, layers
from argscope.nets._inception_head import class_logits, means, predicted
from argscope.nets._padding import fixed_padding
from argscope.nets._truncated_normal import TruncatedNormal
from argscope.nets.errors import NetworkArgumentError

Activation = Callable[[Any], Any]


def divisible(value: float, divisor: int, least: int | None = None) -> int:
    """Return the multiple of `divisor` next to `value`, at least nine tenths of it."""
    rounded = max(least or divisor, int(value + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * value else rounded


class Widths(NamedTuple):
    """How numbers of channels are scaled and rounded."""

    multiplier: float
    divisible_by: int = 8
    min_depth: int = 8

    def __call__(self, channels: int) -> int:
        return divisible(channels * self.multiplier, self.divisible_by, self.min_depth)


class Placement(NamedTuple):
    """How a row is computed, given what came before."""

    stride: int
    rate: int
    explicit_padding: bool

    @property
    def padding(self) -> str:
        return "VALID" if self.explicit_padding else "SAME"

    def pad(self, net: Any, kernel: Sequence[int]) -> Any:
        return fixed_padding(net, kernel, self.rate) if self.explicit_padding else net


class Conv(NamedTuple):
    """A row of a table: a convolution."""

    channels: int
    kernel: int
    stride: int = 1
    activation_fn: Activation = ops.relu6
    normalized: bool = True
    scaled: bool = True

    def compute(
        self, net: Any, widths: Widths, place: Placement
    ) -> tuple[Any, dict[str, Any]]:
        """Return its output, and no outputs within it."""
        kernel = [self.kernel, self.kernel]
        normalizer = {} if self.normalized else {"normalizer_fn": None}
        net = layers.conv2d(
            place.pad(net, kernel),
            widths(self.channels) if self.scaled else self.channels,
            kernel,
            stride=place.stride,
            rate=place.rate,
            padding=place.padding,
            activation_fn=self.activation_fn,
            **normalizer,
        )
        return net, {}


class Block(NamedTuple):
    """A row of a table: a widening, a depthwise convolution, and a narrowing.

    The input is added to the output where they have the same shape.
    """

    expansion: float
    channels: int
    kernel: int = 3
    stride: int = 1
    activation_fn: Activation = ops.relu6
    squeeze: bool = False
    expansion_divisible_by: int = 8

    def compute(
        self, net: Any, widths: Widths, place: Placement
    ) -> tuple[Any, dict[str, Any]]:
        """Return its output, and the outputs within it by name."""
        inputs, points = net, {}
        kernel = [self.kernel, self.kernel]
        wide = divisible(net.shape[-1] * self.expansion, self.expansion_divisible_by)
        activation = {"activation_fn": self.activation_fn}
        with layers.variable_scope(None, "expanded_conv"):
            if wide > net.shape[-1]:
                net = layers.conv2d(net, wide, [1, 1], scope="expand", **activation)
                points["expansion_output"] = net
            net = layers.separable_conv2d(
                place.pad(net, kernel),
                None,
                kernel,
                depth_multiplier=1,
                stride=place.stride,
                rate=place.rate,
                padding=place.padding,
                scope="depthwise",
                **activation,
            )
            points["depthwise_output"] = net
            if self.squeeze:
                net = squeeze_excite(net)
            net = layers.conv2d(
                net, widths(self.channels), [1, 1], activation_fn=None, scope="project"
            )
            if place.stride == 1 and net.shape[-1] == inputs.shape[-1]:
                net = net + inputs
        points["output"] = net
        return net, points


class GlobalPool(NamedTuple):
    """A row of a table: the mean over all positions, or over windows of 7 x 7."""

    stride: int = 1

    def compute(
        self, net: Any, _widths: Widths, _place: Placement
    ) -> tuple[Any, dict[str, Any]]:
        """Return its output, and no outputs within it."""
        height, width = net.shape[1:3]
        square = height is not None and height == width
        window = [height, width] if square else [7, 7]
        return layers.avg_pool2d(net, window, stride=1, padding="VALID"), {}


Row = Conv | Block | GlobalPool


def squeeze_excite(net: Any) -> Any:
    """Scale each channel by a number in [0, 1] that the means of all channels decide.

    Source:
        Hu et al. 2017, arXiv:1709.01507, with the sizes and the gate of Howard et al.
        2019, arXiv:1905.02244, section 5.3.
    """
    with layers.variable_scope("squeeze_excite"):
        channels = net.shape[-1]
        gate = ops.mean(net, (1, 2), keepdims=True)
        gate = layers.conv2d(
            gate,
            divisible(channels / 4, 8),
            [1, 1],
            normalizer_fn=None,
            activation_fn=ops.relu,
        )
        gate = layers.conv2d(
            gate, channels, [1, 1], normalizer_fn=None, activation_fn=_gate
        )
        return net * gate


def hard_swish(net: Any) -> Any:
    """Return `x * relu6(x + 3) / 6`: Howard et al. 2019, arXiv:1905.02244, section 5.2."""
    return net * ops.relu6(net + 3.0) / 6.0


def _gate(net: Any) -> Any:
    # The original's factor, which is not quite 1/6.
    return ops.relu6(net + 3.0) * 0.16667


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
    prediction_fn: Callable[..., Any]
    spatial_squeeze: bool
    base_only: bool
    final_endpoint: str | None
    output_stride: int | None
    explicit_padding: bool = False


def compute(
    inputs: Any, rows: Sequence[Row], widths: Widths, options: Options
) -> tuple[Any, dict[str, Any]]:
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
    net: Any, rows: Sequence[Row], widths: Widths, options: Options
) -> tuple[Any, dict[str, Any]]:
    outputs: dict[str, Any] = {}
    inner: dict[str, Any] = {}
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
