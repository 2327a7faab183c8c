"""What the Inception networks share: stages as rows of tables, and their arg scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.nets._depth import Depth
from argscope.nets._truncated_normal import TruncatedNormal
from argscope.nets.errors import NetworkArgumentError


class Convolution(NamedTuple):
    """A convolution; its window is what its name ends with, unless given."""

    scope: str
    channels: int
    stride: int = 1
    padding: str = "SAME"
    window: tuple[int, int] | None = None
    stddev: float | None = None

    def compute(self, net: Tensor, depth: Depth) -> Tensor:
        """Return its output; `depth` scales the number of channels."""
        return layers.conv2d(
            net,
            depth(self.channels),
            self.window or _window(self.scope),
            stride=self.stride,
            padding=self.padding,
            scope=self.scope,
            **_initializer(self.stddev),
        )


class Separable(NamedTuple):
    """A separable convolution: at most 8 filters for each color, then a mixing."""

    scope: str
    channels: int
    stride: int
    stddev: float

    def compute(self, net: Tensor, depth: Depth) -> Tensor:
        """Return its output."""
        channels = depth(self.channels)
        return layers.separable_conv2d(
            net,
            channels,
            _window(self.scope),
            depth_multiplier=min(channels // 3, 8),
            stride=self.stride,
            padding="SAME",
            scope=self.scope,
            **_initializer(self.stddev),
        )


class Pooling(NamedTuple):
    """A pooling over windows of 3 x 3; its kind is what its name begins with."""

    scope: str
    stride: int = 1
    padding: str = "SAME"

    def compute(self, net: Tensor, _depth: Depth) -> Tensor:
        """Return its output."""
        kinds = {"MaxPool": layers.max_pool2d, "AvgPool": layers.avg_pool2d}
        pool = kinds[self.scope.partition("_")[0]]
        return pool(
            net, [3, 3], stride=self.stride, padding=self.padding, scope=self.scope
        )


class Fork(NamedTuple):
    """Convolutions of the same input side by side, joined."""

    sides: tuple[Convolution, ...]

    def compute(self, net: Tensor, depth: Depth) -> Tensor:
        """Return the joined outputs."""
        return ops.concatenate([side.compute(net, depth) for side in self.sides], -1)


Step = Convolution | Separable | Pooling | Fork


class Mixed(NamedTuple):
    """Branches side by side, each of some steps, joined."""

    scope: str
    branches: tuple[tuple[Step, ...], ...]

    def compute(self, net: Tensor, depth: Depth) -> Tensor:
        """Return the joined outputs of the branches."""
        with layers.variable_scope(self.scope):
            return mix(net, self.branches, depth)


Stage = Step | Mixed


def mix(net: Tensor, branches: Iterable[Iterable[Step]], depth: Depth) -> Tensor:
    """Return the joined outputs of branches, in scopes `Branch_0`, `Branch_1`, ..."""
    outputs = []
    for number, steps in enumerate(branches):
        output = net
        with layers.variable_scope(f"Branch_{number}"):
            for step in steps:
                output = step.compute(output, depth)
        outputs.append(output)
    return ops.concatenate(outputs, -1)


def by_scope(*stages: Any) -> dict[str, Any]:
    """Return stages by the name of their scope, which is that of their end point."""
    return {stage.scope: stage for stage in stages}


def stages_up_to(
    network: str, stages: Mapping[str, Any], final_endpoint: str
) -> list[tuple[str, Any]]:
    """Return the stages of `network` until the one that is asked for.

    Raises:
        NetworkArgumentError: There is no such stage.
    """
    if final_endpoint not in stages:
        raise NetworkArgumentError.about(
            network,
            "final_endpoint",
            final_endpoint,
            expected=f"one of {', '.join(stages)}",
        )
    count = list(stages).index(final_endpoint) + 1
    return list(stages.items())[:count]


def convolutional_arg_scope(
    weight_decay: float,
    *,
    use_batch_norm: bool = True,
    moving_averages: str | None = None,
    activation_fn: Activation | None = ops.relu,
    **batch_norm: Any,
) -> ArgScope:
    """Return the scope under which an Inception network is built.

    Args:
        weight_decay: Scale of the L2 penalty on weights, >= 0.
        use_batch_norm: Whether convolutions are normalized.
        moving_averages: Collection for the moving averages.
        activation_fn: What follows the normalization.
        **batch_norm: Arguments of `batch_norm`.
    """
    if moving_averages is not None:
        batch_norm["variables_collections"] = {
            "beta": None,
            "gamma": None,
            "moving_mean": [moving_averages],
            "moving_variance": [moving_averages],
        }
    with (
        arg_scope(
            [layers.conv2d, layers.fully_connected],
            weights_regularizer=layers.l2_regularizer(weight_decay),
        ),
        arg_scope(
            [layers.conv2d],
            weights_initializer=layers.variance_scaling_initializer(),
            activation_fn=activation_fn,
            normalizer_fn=layers.batch_norm if use_batch_norm else None,
            normalizer_params=batch_norm if use_batch_norm else {},
        ) as scope,
    ):
        return scope


def _window(scope: str) -> tuple[int, int]:
    height, width = scope.rpartition("_")[2].split("x")
    return int(height), int(width)


def _initializer(stddev: float | None) -> dict[str, Any]:
    return {} if stddev is None else {"weights_initializer": TruncatedNormal(stddev)}
