"""What the cells compute with: the rows of their tables."""

from __future__ import annotations

from typing import Final, NamedTuple

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor

# Most features are within it without a bound, too, says the original.
_BOUND: Final = 6.0


class Values(NamedTuple):
    """Which values features may have: any, or only those within 6."""

    bounded: bool

    def activated(self, net: Tensor) -> Tensor:
        """Return them without the negative ones."""
        return ops.relu6(net) if self.bounded else ops.relu(net)

    def limited(self, net: Tensor) -> Tensor:
        """Return them within the bounds, if there are some."""
        return ops.clip(net, -_BOUND, _BOUND) if self.bounded else net

    def limited_above(self, net: Tensor) -> Tensor:
        """Return them activated, if there are bounds."""
        return ops.relu6(net) if self.bounded else net


class Separable(NamedTuple):
    """Two separable convolutions of windows `size` x `size`, each after an activation."""

    size: int

    def compute(self, net: Tensor, filters: int, stride: int, values: Values) -> Tensor:
        """Return its output; the first of the two has the stride."""
        for number, step in enumerate((stride, 1), 1):
            name = f"{self.size}x{self.size}_{number}"
            net = layers.separable_conv2d(
                values.activated(net),
                filters,
                self.size,
                depth_multiplier=1,
                stride=step,
                scope=f"separable_{name}",
            )
            net = layers.batch_norm(net, scope=f"bn_sep_{name}")
        return values.limited(net)


class AvgPool(NamedTuple):
    """The means of windows of 3 x 3."""

    def compute(self, net: Tensor, filters: int, stride: int, values: Values) -> Tensor:
        """Return its output."""
        net = values.limited_above(net)
        net = layers.avg_pool2d(net, 3, stride=stride, padding="SAME")
        return values.limited(_fitted(net, filters))


class MaxPool(NamedTuple):
    """The maxima of windows of 3 x 3."""

    def compute(self, net: Tensor, filters: int, stride: int, values: Values) -> Tensor:
        """Return its output."""
        net = values.limited_above(net)
        net = layers.max_pool2d(net, 3, stride=stride, padding="SAME")
        return values.limited(_fitted(net, filters))


class Same(NamedTuple):
    """The input itself, where its shape fits."""

    def compute(self, net: Tensor, filters: int, stride: int, values: Values) -> Tensor:
        """Return its output."""
        net = values.limited_above(net)
        if stride == 1 and net.shape[-1] == filters:
            return net
        net = values.activated(net)
        return values.limited(_projected(net, filters, stride))


Operation = Separable | AvgPool | MaxPool | Same


def _fitted(net: Tensor, filters: int) -> Tensor:
    return net if net.shape[-1] == filters else _projected(net, filters, 1)


def _projected(net: Tensor, filters: int, stride: int) -> Tensor:
    net = layers.conv2d(net, filters, 1, stride=stride, scope="1x1")
    return layers.batch_norm(net, scope="bn_1")
