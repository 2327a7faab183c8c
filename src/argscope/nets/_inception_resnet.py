"""The blocks and stages of Inception-ResNet V2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from keras import ops

from argscope import layers
from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope.layers._arguments import Activation
from argscope.layers._state.names import Reuse
from argscope.nets._depth import Depth, unscaled
from argscope.nets._inception import (
    Convolution,
    Mixed,
    Pooling,
    Step,
    by_scope,
    mix,
)
from argscope.nets._network import Scope

_ONE: Final = "Conv2d_0a_1x1"
_FIRST: Final = "Conv2d_1x1"

# Szegedy et al. 2016, arXiv:1602.07261, figures 16, 17 and 19, as published by TF-Slim.
_BLOCK35: Final[tuple[tuple[Step, ...], ...]] = (
    (Convolution(_FIRST, 32),),
    (Convolution(_ONE, 32), Convolution("Conv2d_0b_3x3", 32)),
    (
        Convolution(_ONE, 32),
        Convolution("Conv2d_0b_3x3", 48),
        Convolution("Conv2d_0c_3x3", 64),
    ),
)
_BLOCK17: Final[tuple[tuple[Step, ...], ...]] = (
    (Convolution(_FIRST, 192),),
    (
        Convolution(_ONE, 128),
        Convolution("Conv2d_0b_1x7", 160),
        Convolution("Conv2d_0c_7x1", 192),
    ),
)
_BLOCK8: Final[tuple[tuple[Step, ...], ...]] = (
    (Convolution(_FIRST, 192),),
    (
        Convolution(_ONE, 192),
        Convolution("Conv2d_0b_1x3", 224),
        Convolution("Conv2d_0c_3x1", 256),
    ),
)
_MIXED_5B: Final = Mixed(
    "Mixed_5b",
    (
        (Convolution(_FIRST, 96),),
        (Convolution(_ONE, 48), Convolution("Conv2d_0b_5x5", 64)),
        (
            Convolution(_ONE, 64),
            Convolution("Conv2d_0b_3x3", 96),
            Convolution("Conv2d_0c_3x3", 96),
        ),
        (Pooling("AvgPool_0a_3x3"), Convolution("Conv2d_0b_1x1", 64)),
    ),
)


def block35(
    net: Tensor,
    scale: float = 1.0,
    activation_fn: Activation | None = ops.relu,
    scope: Scope = None,
    reuse: Reuse = None,
) -> Tensor:
    """Add a module of 35 x 35 positions to its input.

    Args:
        net: Features, shape `(batch, height, width, channels)`.
        scale: Scale of what is added.
        activation_fn: Applied to the sum; None for none.
        scope: Name of the variables' scope; default: `Block35`.
        reuse: Share the variables of an earlier block with the same scope.

    Returns:
        The shape of `net`.
    """
    return _block(
        "Block35",
        _BLOCK35,
        net=net,
        scale=scale,
        activation_fn=activation_fn,
        scope=scope,
        reuse=reuse,
    )


@like(block35)
def block17(**arguments: Any) -> Tensor:
    """Add a module of 17 x 17 positions to its input. As `block35`."""
    return _block("Block17", _BLOCK17, **arguments)


@like(block35)
def block8(**arguments: Any) -> Tensor:
    """Add a module of 8 x 8 positions to its input. As `block35`."""
    return _block("Block8", _BLOCK8, **arguments)


class _Repeated(NamedTuple):
    """A residual block, several times."""

    block: Callable[..., Any]
    times: int
    scale: float
    activation_fn: Activation | None
    rate: int = 1

    def compute(self, net: Tensor, _depth: Depth) -> Tensor:
        with arg_scope(layers.conv2d, rate=self.rate):
            return layers.repeat(
                net,
                self.times,
                self.block,
                scale=self.scale,
                activation_fn=self.activation_fn,
            )


class _LastBlock8(NamedTuple):
    """The last block, whose sum is neither scaled nor activated."""

    def compute(self, net: Tensor, _depth: Depth) -> Tensor:
        return block8(net, activation_fn=None)


def stages(
    padding: str, *, dense: bool, activation_fn: Activation | None
) -> dict[str, tuple[Any, ...]]:
    """Return what is computed for each end point, from the one before it.

    Args:
        padding: Of the convolutions and poolings that shrink features.
        dense: Whether `Mixed_6a` does not halve; the table then ends at
            `PreAuxLogits`.
        activation_fn: Of the residual blocks.
    """
    root = by_scope(
        Convolution("Conv2d_1a_3x3", 32, 2, padding),
        Convolution("Conv2d_2a_3x3", 32, 1, padding),
        Convolution("Conv2d_2b_3x3", 64),
        Pooling("MaxPool_3a_3x3", 2, padding),
        Convolution("Conv2d_3b_1x1", 80),
        Convolution("Conv2d_4a_3x3", 192, 1, padding),
        Pooling("MaxPool_5a_3x3", 2, padding),
        _MIXED_5B,
    )
    table: dict[str, tuple[Any, ...]] = {
        **{name: (stage,) for name, stage in root.items()},
        "Mixed_6a": (
            _Repeated(block35, 10, 0.17, activation_fn),
            _reduction_6a(1 if dense else 2, padding),
        ),
        "PreAuxLogits": (
            _Repeated(block17, 20, 0.10, activation_fn, 2 if dense else 1),
        ),
    }
    if not dense:
        table["Mixed_7a"] = (_reduction_7a(padding),)
        table["Conv2d_7b_1x1"] = (
            _Repeated(block8, 9, 0.20, activation_fn),
            _LastBlock8(),
            Convolution("Conv2d_7b_1x1", 1536),
        )
    return table


def _reduction_6a(stride: int, padding: str) -> Mixed:
    last = Convolution("Conv2d_1a_3x3", 384, stride, padding)
    return Mixed(
        "Mixed_6a",
        (
            (last,),
            (Convolution(_ONE, 256), Convolution("Conv2d_0b_3x3", 256), last),
            (Pooling("MaxPool_1a_3x3", stride, padding),),
        ),
    )


def _reduction_7a(padding: str) -> Mixed:
    narrow = Convolution(_ONE, 256)
    return Mixed(
        "Mixed_7a",
        (
            (narrow, Convolution("Conv2d_1a_3x3", 384, 2, padding)),
            (narrow, Convolution("Conv2d_1a_3x3", 288, 2, padding)),
            (
                narrow,
                Convolution("Conv2d_0b_3x3", 288),
                Convolution("Conv2d_1a_3x3", 320, 2, padding),
            ),
            (Pooling("MaxPool_1a_3x3", 2, padding),),
        ),
    )


def _block(
    default_scope: str,
    branches: tuple[tuple[Step, ...], ...],
    *,
    net: Tensor,
    scale: float,
    activation_fn: Activation | None,
    scope: Scope,
    reuse: Reuse,
) -> Tensor:
    with layers.variable_scope(scope, default_scope, reuse=reuse):
        added = layers.conv2d(
            mix(net, branches, unscaled),
            net.shape[-1],
            [1, 1],
            normalizer_fn=None,
            activation_fn=None,
            scope=_FIRST,
        )
        net = net + scale * added
        return net if activation_fn is None else activation_fn(net)
