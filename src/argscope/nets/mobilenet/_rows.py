"""The rows of the tables of MobileNet V2 and V3.

Most are blocks that widen, filter each channel by itself, and narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope.layers._arguments import Activation
from argscope.nets._network import EndPoints
from argscope.nets._padding import fixed_padding


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

    def pad(self, net: Tensor, kernel: Sequence[int]) -> Tensor:
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
        self, net: Tensor, widths: Widths, place: Placement
    ) -> tuple[Tensor, EndPoints]:
        """Return its output, and no outputs within it."""
        kernel = [self.kernel, self.kernel]
        normalizer: dict[str, Any] = {}
        if not self.normalized:
            normalizer["normalizer_fn"] = None
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

    The input is added to the output where they have the same shape, if it is `residual`.
    """

    expansion: float
    channels: int
    kernel: int = 3
    stride: int = 1
    activation_fn: Activation = ops.relu6
    squeeze: bool = False
    expansion_divisible_by: int = 8
    residual: bool = True

    def compute(
        self, net: Tensor, widths: Widths, place: Placement
    ) -> tuple[Tensor, EndPoints]:
        """Return its output, and the outputs within it by name."""
        inputs, points = net, {}
        kernel = [self.kernel, self.kernel]
        wide = divisible(net.shape[-1] * self.expansion, self.expansion_divisible_by)
        with layers.variable_scope(None, "expanded_conv"):
            if wide > net.shape[-1]:
                net = layers.conv2d(
                    net, wide, [1, 1], activation_fn=self.activation_fn, scope="expand"
                )
                points["expansion_output"] = net
            net = layers.separable_conv2d(
                place.pad(net, kernel),
                None,
                kernel,
                depth_multiplier=1,
                stride=place.stride,
                rate=place.rate,
                padding=place.padding,
                activation_fn=self.activation_fn,
                scope="depthwise",
            )
            points["depthwise_output"] = net
            if self.squeeze:
                net = squeeze_excite(net)
            net = _narrowed(net, widths(self.channels))
            if self.residual and place.stride == 1:
                net = _added(net, inputs)
        points["output"] = net
        return net, points


class FusedBlock(NamedTuple):
    """A row of a table: a widening by a whole convolution, and a narrowing.

    What is a 1x1 and a depthwise convolution in a `Block` is one convolution here, which
    costs more and runs faster on some hardware. It is left out where nothing is widened.
    """

    expansion: float
    channels: int
    stride: int = 1
    kernel: int = 3
    activation_fn: Activation = ops.relu

    def compute(
        self, net: Tensor, widths: Widths, place: Placement
    ) -> tuple[Tensor, EndPoints]:
        """Return its output, and the outputs within it by name."""
        inputs, points = net, {}
        kernel = [self.kernel, self.kernel]
        wide = divisible(net.shape[-1] * self.expansion, 8)
        with layers.variable_scope(None, "expanded_conv"):
            if wide > net.shape[-1]:
                net = layers.conv2d(
                    place.pad(net, kernel),
                    wide,
                    kernel,
                    stride=place.stride,
                    rate=place.rate,
                    padding=place.padding,
                    activation_fn=self.activation_fn,
                    scope="expand",
                )
                points["expansion_output"] = net
            net = _narrowed(net, widths(self.channels))
            if place.stride == 1:
                net = _added(net, inputs)
        points["output"] = net
        return net, points


class GlobalPool(NamedTuple):
    """A row of a table: the mean over all positions, or over windows of 7 x 7."""

    stride: int = 1

    def compute(
        self, net: Tensor, _widths: Widths, _place: Placement
    ) -> tuple[Tensor, EndPoints]:
        """Return its output, and no outputs within it."""
        height, width = net.shape[1:3]
        square = height is not None and height == width
        window = [height, width] if square else [7, 7]
        return layers.avg_pool2d(net, window, stride=1, padding="VALID"), {}


Row = Conv | Block | FusedBlock | GlobalPool


def _narrowed(net: Tensor, channels: int) -> Tensor:
    return layers.conv2d(net, channels, [1, 1], activation_fn=None, scope="project")


def _added(net: Tensor, inputs: Tensor) -> Tensor:
    """Return the sum of both, or `net` where the channels differ."""
    return net + inputs if net.shape[-1] == inputs.shape[-1] else net


def squeeze_excite(net: Tensor) -> Tensor:
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


def hard_swish(net: Tensor) -> Tensor:
    """Return `x * relu6(x + 3) / 6`: Howard et al. 2019, arXiv:1905.02244, section 5.2."""
    return net * ops.relu6(net + 3.0) / 6.0


def _gate(net: Tensor) -> Tensor:
    # The original's factor, which is not quite 1/6.
    return ops.relu6(net + 3.0) * 0.16667
