"""What the two versions of residual networks share: the tables, and the frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope.layers._state.names import Reuse
from argscope.nets._head import squeezed
from argscope.nets._network import EndPoints, Scope, end_points_of, network_scope
from argscope.nets.errors import NetworkArgumentError
from argscope.nets.resnet_utils import Block, stack_blocks_dense

# He et al. 2015, arXiv:1512.03385, table 1; 200: He et al. 2016, arXiv:1603.05027.
UNITS: Final = {
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
    200: (3, 24, 36, 3),
}

_DEPTHS: Final = (64, 128, 256, 512)
_STRIDES: Final = (2, 2, 2, 1)
_ROOT_STRIDE: Final = 4


def block(
    unit_fn: Callable[..., Any], scope: str, base_depth: int, units: int, stride: int
) -> Block:
    """Return a block of bottleneck units, the last of which has the stride."""
    sizes = {"depth": 4 * base_depth, "depth_bottleneck": base_depth}
    strides = [1] * (units - 1) + [stride]
    return Block(scope, unit_fn, [{**sizes, "stride": each} for each in strides])


def blocks_of(unit_fn: Callable[..., Any], depth: int) -> list[Block]:
    """Return the blocks of a network with `depth` layers with weights."""
    rows = zip(_DEPTHS, UNITS[depth], _STRIDES, strict=True)
    return [
        block(unit_fn, f"block{number}", *row)
        for number, row in enumerate(rows, start=1)
    ]


def resnet(
    inputs: Tensor,
    blocks: Sequence[Block],
    *,
    version: str,
    unit_fn: Callable[..., Any],
    root: Callable[[Tensor], Tensor],
    top: Callable[[Tensor], Tensor],
    num_classes: int | None,
    is_training: bool | None,
    global_pool: bool,
    output_stride: int | None,
    include_root_block: bool,
    reuse: Reuse,
    scope: Scope,
    spatial_squeeze: bool,
) -> tuple[Tensor, EndPoints]:
    """Compute a residual network of `version`, as `resnet_v1` or `resnet_v2`.

    `unit_fn` is the unit whose outputs are end points; `root` computes the first
    convolution, and `top` what follows the last block.
    """
    with network_scope(
        scope,
        version,
        collects=[layers.conv2d, unit_fn, stack_blocks_dense],
        reuse=reuse,
        is_training=is_training,
    ) as here:
        net = inputs
        if include_root_block:
            output_stride = _after_root(version, output_stride)
            net = layers.max_pool2d(root(net), [3, 3], stride=2, scope="pool1")
        net = top(stack_blocks_dense(net, blocks, output_stride))
        if global_pool:
            net = ops.mean(net, (1, 2), keepdims=True)
        if num_classes is None:
            return net, end_points_of(here)
        net = layers.conv2d(
            net,
            num_classes,
            [1, 1],
            activation_fn=None,
            normalizer_fn=None,
            scope="logits",
        )
        end_points = end_points_of(here)
        if spatial_squeeze:
            net = squeezed(net)
            end_points[f"{here.name}/spatial_squeeze"] = net
        end_points["predictions"] = ops.softmax(net, -1)
        return net, end_points


def _after_root(version: str, output_stride: int | None) -> int | None:
    if output_stride is None:
        return None
    if output_stride % _ROOT_STRIDE:
        raise NetworkArgumentError.about(
            version,
            "output_stride",
            output_stride,
            expected="a multiple of 4, because the root block has stride 4",
        )
    return output_stride // _ROOT_STRIDE
