"""What residual networks are made of, on tensors, so that units may be a program's own.

Source:
    tf_slim/nets/resnet_utils.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras import ops

from argscope import layers
from argscope._core.scoped import add_arg_scope
from argscope.nets.resnet_utils import Block
from argscope.tf1._graph.op import op
from argscope.tf1._names.scopes import variable_scope
from argscope.tf1._ops.values import Array, array
from argscope.tf1._slim.aliases import collect_named_outputs


def subsample(inputs: Any, factor: int, scope: str | None = None) -> Any:
    """Return every `factor`-th pixel; see `nets.resnet_utils.subsample`."""
    if factor == 1:
        return inputs
    return layers.max_pool2d(inputs, [1, 1], stride=factor, scope=scope)


def conv2d_same(
    inputs: Any,
    num_outputs: int,
    kernel_size: int,
    stride: int,
    rate: int = 1,
    scope: str | None = None,
) -> Any:
    """Return a convolution of images that are padded on all sides alike.

    See `nets.resnet_utils.conv2d_same`.
    """
    padding = "SAME" if stride == 1 else "VALID"
    if stride != 1:
        total = (kernel_size - 1) * rate
        inputs = _padded(inputs, total // 2, total - total // 2)
    return layers.conv2d(
        inputs, num_outputs, kernel_size, stride, padding, rate=rate, scope=scope
    )


@op("Pad")
def _padded(images: Array, before: int, after: int) -> Array:
    both = before, after
    return ops.pad(array(images), ((0, 0), both, both, (0, 0)))


@add_arg_scope
def stack_blocks_dense(
    net: Any,
    blocks: Sequence[Block],
    output_stride: int | None = None,
    outputs_collections: Any = None,
) -> Any:
    """Return images after blocks of units, dilated from some stride on.

    Args:
        net: The images.
        blocks: Each with the name of its scope, the function of a unit, and the arguments
            of each unit.
        output_stride: Height of `net` divided by that of the result, at most.
        outputs_collections: Collections for the outputs of blocks.

    Raises:
        ValueError: The units cannot reach `output_stride`.
    """
    stride = rate = 1
    for block in blocks:
        with variable_scope(block.scope, "block", [net]) as here:
            for number, unit in enumerate(block.args, start=1):
                step = unit.get("stride", 1)
                with variable_scope(f"unit_{number}", values=[net]):
                    if stride == output_stride:
                        net = block.unit_fn(net, rate=rate, **{**unit, "stride": 1})
                        rate *= step
                    else:
                        net = block.unit_fn(net, rate=1, **unit)
                        stride *= step
            net = collect_named_outputs(outputs_collections, here.name, net)
    if output_stride not in (None, stride):
        raise ValueError("The target output_stride cannot be reached.")
    return net
