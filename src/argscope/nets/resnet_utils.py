"""The parts of residual networks: blocks of units, strided convolutions, the arg scope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope._core.scoped import add_arg_scope
from argscope.layers._arguments import OutputCollections
from argscope.layers.utils import collect_named_outputs
from argscope.nets.errors import NetworkArgumentError

__all__ = [
    "Block",
    "conv2d_same",
    "resnet_arg_scope",
    "stack_blocks_dense",
    "subsample",
]


class Block(NamedTuple):
    """Residual units in a row, under one name.

    Attributes:
        scope: Name of the block's scope, such as `"block1"`.
        unit_fn: Computes one unit: `unit_fn(net, rate=rate, **arguments)`.
        args: The arguments of each unit, as dicts; `stride` is 1 where it is missing.
    """

    scope: str
    unit_fn: Callable[..., Any]
    args: Sequence[dict[str, Any]]


def subsample(inputs: Tensor, factor: int, scope: str | None = None) -> Tensor:
    """Keep each `factor`-th pixel of both axes.

    Args:
        inputs: Images, shape `(batch, height, width, channels)`.
        factor: Whole number >= 1; 1 returns `inputs`.
        scope: Name of the output in collections.

    Returns:
        Shape `(batch, ceil(height / factor), ceil(width / factor), channels)` (with the
        padding of `resnet_arg_scope`, `"SAME"`).
    """
    if factor == 1:
        return inputs
    return layers.max_pool2d(inputs, [1, 1], stride=factor, scope=scope)


def conv2d_same(
    inputs: Tensor,
    num_outputs: int,
    kernel_size: int,
    stride: int,
    rate: int = 1,
    scope: str | None = None,
) -> Tensor:
    """Convolve with padding that does not depend on the size of the images.

    `conv2d` with `stride` and `"SAME"` pads images of even size on one side only. This
    pads both sides by `(kernel_size - 1) * rate // 2`, so that
    `conv2d_same(x, n, 3, stride)` equals `subsample(conv2d(x, n, 3), stride)`.

    Args:
        inputs: Images, shape `(batch, height, width, channels)`.
        num_outputs: Number of output channels.
        kernel_size: Height and width of the window, in pixels.
        stride: Step in pixels.
        rate: Distance between the taps of the window.
        scope: Name of the variables' scope.

    Returns:
        Shape `(batch, ceil(height / stride), ceil(width / stride), num_outputs)` for an
        odd `kernel_size`.

    Example:
        >>> from argscope import layers
        >>> model = layers.Model(lambda x: conv2d_same(x, 4, 3, stride=2))
        >>> model.build((1, 8, 8, 3))
        >>> [variable.path for variable in model.variables_in_order]
        ['Conv/weights', 'Conv/biases']
    """
    if stride == 1:
        return layers.conv2d(
            inputs, num_outputs, kernel_size, 1, "SAME", rate=rate, scope=scope
        )
    total = (kernel_size - 1) * rate
    both = (total // 2, total - total // 2)
    padded = ops.pad(inputs, ((0, 0), both, both, (0, 0)))
    return layers.conv2d(
        padded, num_outputs, kernel_size, stride, "VALID", rate=rate, scope=scope
    )


@add_arg_scope
def stack_blocks_dense(
    net: Tensor,
    blocks: Sequence[Block],
    output_stride: int | None = None,
    outputs_collections: OutputCollections = None,
) -> Tensor:
    """Compute blocks one after another; optionally stop subsampling at some point.

    Once the outputs are smaller than the inputs by `output_stride`, units keep the size
    and dilate their windows instead, so that the weights still fit.

    Args:
        net: Images, shape `(batch, height, width, channels)`.
        blocks: What to compute. The variables of unit 2 of a block are under
            `<block>/unit_2`.
        output_stride: Height of `net` divided by that of the output; a product of the
            strides of the first units. None: all strides are carried out.
        outputs_collections: Collections for the output of each block.

    Returns:
        Shape `(batch, ceil(height / stride), ceil(width / stride), depth)`.

    Raises:
        NetworkArgumentError: The units cannot reach `output_stride`.
    """
    stride = rate = 1
    for block in blocks:
        with layers.variable_scope(block.scope, "block") as here:
            for number, unit in enumerate(block.args, 1):
                if output_stride is not None and stride > output_stride:
                    raise _unreachable(output_stride, blocks)
                step = unit.get("stride", 1)
                with layers.variable_scope(f"unit_{number}"):
                    if stride == output_stride:
                        net = block.unit_fn(net, rate=rate, **{**unit, "stride": 1})
                        rate *= step
                    else:
                        net = block.unit_fn(net, rate=1, **unit)
                        stride *= step
            net = collect_named_outputs(outputs_collections, here.name, net)
    if output_stride is not None and stride != output_stride:
        raise _unreachable(output_stride, blocks)
    return net


def _unreachable(output_stride: int, blocks: Sequence[Block]) -> NetworkArgumentError:
    reached = [1]
    for block in blocks:
        for unit in block.args:
            reached.append(reached[-1] * unit.get("stride", 1))
    possible = ", ".join(str(stride) for stride in sorted({*reached}))
    return NetworkArgumentError.about(
        "stack_blocks_dense",
        "output_stride",
        output_stride,
        expected=f"a stride that the blocks reach: {possible}",
    )


def resnet_arg_scope(
    weight_decay: float = 0.0001,
    batch_norm_decay: float = 0.997,
    batch_norm_epsilon: float = 1e-5,
    batch_norm_scale: bool = True,
) -> ArgScope:
    """Return the scope under which residual networks are built.

    Convolutions have L2 penalties, variance scaling initializers, batch normalization
    and ReLU; `max_pool2d` pads with `"SAME"`. What is active where it is called is
    part of it.

    Args:
        weight_decay: Scale of the penalty on weights, >= 0.
        batch_norm_decay: Share of the old moving averages at an update, in [0, 1].
        batch_norm_epsilon: Added to variances, > 0.
        batch_norm_scale: Whether batch normalization has a learned `gamma`.

    Example:
        >>> from argscope import arg_scope_func_key, layers
        >>> resnet_arg_scope()[arg_scope_func_key(layers.conv2d)]["normalizer_fn"].__name__
        'batch_norm'

    Source:
        The values are those of github.com/KaimingHe/deep-residual-networks, as quoted
        by tf_slim/nets/resnet_utils.py.
    """
    batch_norm_params = {
        "decay": batch_norm_decay,
        "epsilon": batch_norm_epsilon,
        "scale": batch_norm_scale,
        "updates_collections": "update_ops",
    }
    with (
        arg_scope(
            [layers.conv2d],
            weights_regularizer=layers.l2_regularizer(weight_decay),
            weights_initializer=layers.variance_scaling_initializer(),
            activation_fn=ops.relu,
            normalizer_fn=layers.batch_norm,
            normalizer_params=batch_norm_params,
        ),
        arg_scope([layers.batch_norm], **batch_norm_params),
        # conv1 halves the size and pool1 does so again, whatever the size is.
        arg_scope([layers.max_pool2d], padding="SAME") as scope,
    ):
        return scope
