"""Xception as DeepLab has it: deeper, without pooling, at any density of features.

Every stage is a row of a table: modules of three separable convolutions beside a
shortcut. The weights' initial values, penalties and normalization, and whether
activations are bounded, come from `xception_arg_scope`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from keras import ops

from argscope import layers
from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.layers._state.names import Reuse
from argscope.nets._network import (
    EndPoints,
    Scope,
    end_points_of,
    image_size,
    network_scope,
)
from argscope.nets._truncated_normal import TruncatedNormal
from argscope.nets._xception import (
    separable_conv2d_same,
    xception_block,
    xception_module,
)
from argscope.nets.errors import NetworkArgumentError
from argscope.nets.resnet_utils import Block, conv2d_same, stack_blocks_dense

__all__ = [
    "Block",
    "separable_conv2d_same",
    "stack_blocks_dense",
    "xception",
    "xception_41",
    "xception_65",
    "xception_71",
    "xception_arg_scope",
    "xception_block",
    "xception_module",
]

_ROOT_STRIDE: Final = 2


def xception_arg_scope(
    weight_decay: float = 0.00004,
    batch_norm_decay: float = 0.9997,
    batch_norm_epsilon: float = 0.001,
    batch_norm_scale: bool = True,
    weights_initializer_stddev: float = 0.09,
    regularize_depthwise: bool = False,
    use_batch_norm: bool = True,
    use_bounded_activation: bool = False,
) -> ArgScope:
    """Return the scope under which Xception is built.

    Args:
        weight_decay: Scale of the L2 penalty on weights, >= 0.
        batch_norm_decay: Decay of the moving averages, in [0, 1].
        batch_norm_epsilon: Added to variances, > 0.
        batch_norm_scale: Whether batch normalization has a learned scale.
        weights_initializer_stddev: Standard deviation of initial weights.
        regularize_depthwise: Whether separable convolutions have the penalty; give it
            to the network, too.
        use_batch_norm: Whether convolutions are normalized.
        use_bounded_activation: Whether all features are kept in [-6, 6], and padding is
            `"SAME"`, for integer arithmetic.
    """
    penalty = layers.l2_regularizer(weight_decay)
    with (
        arg_scope(
            [layers.conv2d, layers.separable_conv2d],
            weights_initializer=TruncatedNormal(weights_initializer_stddev),
            activation_fn=ops.relu6 if use_bounded_activation else ops.relu,
            normalizer_fn=layers.batch_norm if use_batch_norm else None,
        ),
        arg_scope(
            [layers.batch_norm],
            decay=batch_norm_decay,
            epsilon=batch_norm_epsilon,
            scale=batch_norm_scale,
        ),
        arg_scope([layers.conv2d], weights_regularizer=penalty),
        arg_scope(
            [layers.separable_conv2d],
            weights_regularizer=penalty if regularize_depthwise else None,
        ),
        arg_scope(
            [xception_module],
            use_bounded_activation=use_bounded_activation,
            use_explicit_padding=not use_bounded_activation,
        ) as scope,
    ):
        return scope


def xception(
    inputs: Tensor,
    blocks: Sequence[Block],
    num_classes: int | None = None,
    is_training: bool | None = None,
    global_pool: bool = True,
    keep_prob: float = 0.5,
    output_stride: int | None = None,
    reuse: Reuse = None,
    scope: Scope = None,
    *,
    spatial_squeeze: bool = False,
) -> tuple[Tensor, EndPoints]:
    """Compute an Xception of any blocks.

    Args:
        inputs: Images, shape `(batch, height, width, channels)`.
        blocks: What comes between the first two convolutions and the classes.
        num_classes: Number of classes; None returns the features.
        is_training: Whether dropout is active and batch normalization uses the batch's
            statistics. None follows the model's mode; the original's default is True.
        global_pool: Whether to take the mean over all positions.
        keep_prob: Probability that a feature is kept before the classes, in (0, 1].
        output_stride: Pixels for each position of the features, an even number; later
            blocks are then dilated. None for the strides of the blocks.
        reuse: Share the variables of an earlier network with the same scope.
        scope: Name of the variables' scope; default: `xception`.
        spatial_squeeze: Whether to drop the axes of height and width of the logits,
            which must have size 1. The original has no such argument.

    Returns:
        The logits or features, shape `(batch, 1, 1, channels)`, without `global_pool`
        `(batch, rows, columns, channels)`; and a dict of end points: the outputs of all
        layers, modules and blocks by path, `global_pool`, the logits by path, and
        `predictions`.

    Raises:
        NetworkArgumentError: The blocks cannot reach `output_stride`.

    Source:
        Chollet 2016, "Xception: deep learning with depthwise separable convolutions",
        arXiv:1610.02357; Chen et al. 2018, "Encoder-decoder with atrous separable
        convolution for semantic image segmentation", arXiv:1802.02611, figure 4;
        github.com/tensorflow/models, research/deeplab/core/xception.py.
    """
    stride = _after_root(output_stride)
    with network_scope(
        scope,
        "xception",
        collects=[
            layers.conv2d,
            layers.separable_conv2d,
            xception_module,
            stack_blocks_dense,
        ],
        reuse=reuse,
        is_training=is_training,
    ) as here:
        net = conv2d_same(inputs, 32, 3, stride=2, scope="entry_flow/conv1_1")
        net = conv2d_same(net, 64, 3, stride=1, scope="entry_flow/conv1_2")
        net = stack_blocks_dense(net, blocks, stride)
        points = end_points_of(here)
        if global_pool:
            net = points["global_pool"] = ops.mean(net, (1, 2), keepdims=True)
        if not num_classes:
            return net, points
        net = layers.dropout(net, keep_prob, scope="prelogits_dropout")
        net = layers.conv2d(
            net,
            num_classes,
            [1, 1],
            activation_fn=None,
            normalizer_fn=None,
            scope="logits",
        )
        points |= end_points_of(here)
        if spatial_squeeze:
            net = ops.squeeze(net, (1, 2))
        points["predictions"] = ops.softmax(net, -1)
        return net, points


def _after_root(output_stride: int | None) -> int | None:
    if output_stride is None:
        return None
    if output_stride % _ROOT_STRIDE:
        raise NetworkArgumentError.about(
            "xception",
            "output_stride",
            output_stride,
            expected="an even number or None",
        )
    return output_stride // _ROOT_STRIDE


# Chen et al. 2018, arXiv:1802.02611, figure 4: the channels and strides of the entry
# flow, which with its max pooling replaced has one module a row; and the number of
# modules of the middle flow. 71: research/deeplab/core/xception.py.
_ENTRY: Final = ((128, 2), (256, 2), (728, 2))
_ENTRY_71: Final = ((128, 2), (256, 1), (256, 2), (728, 1), (728, 2))


def _blocks(
    entry: Sequence[tuple[int, int]],
    middle_units: int,
    regularize_depthwise: bool,
    multi_grid: Sequence[int] | None,
) -> list[Block]:
    def block(
        scope: str,
        depths: Sequence[int],
        skip: str,
        stride: int,
        units: int = 1,
        *,
        activates: bool = False,
        rates: Sequence[int] | None = None,
    ) -> Block:
        return xception_block(
            scope,
            depths,
            skip,
            activates,
            regularize_depthwise,
            units,
            stride,
            unit_rate_list=rates,
        )

    return [
        *(
            block(f"entry_flow/block{number}", [depth] * 3, "conv", stride)
            for number, (depth, stride) in enumerate(entry, start=1)
        ),
        block("middle_flow/block1", [728] * 3, "sum", 1, middle_units),
        block("exit_flow/block1", [728, 1024, 1024], "conv", 2),
        block(
            "exit_flow/block2",
            [1536, 1536, 2048],
            "none",
            1,
            activates=True,
            rates=multi_grid,
        ),
    ]


@image_size(299)
def xception_41(
    inputs: Tensor,
    num_classes: int | None = None,
    is_training: bool | None = None,
    global_pool: bool = True,
    keep_prob: float = 0.5,
    output_stride: int | None = None,
    regularize_depthwise: bool = False,
    multi_grid: Sequence[int] | None = None,
    reuse: Reuse = None,
    scope: Scope = "xception_41",
    *,
    spatial_squeeze: bool = False,
) -> tuple[Tensor, EndPoints]:
    """Compute Xception-41: 27.0 million parameters for 1000 classes.

    Arguments are those of `xception` but for the blocks, and besides:

    Args:
        inputs: Images, shape `(batch, height, width, channels)`; of any size.
        regularize_depthwise: See `separable_conv2d_same`; give it to the scope, too.
        multi_grid: Dilations of the last three convolutions, times that of the block;
            None for 1.

    Source:
        As `xception`: Chollet 2016, arXiv:1610.02357; middle flow of 8 modules.
    """
    return xception(
        inputs,
        _blocks(_ENTRY, 8, regularize_depthwise, multi_grid),
        num_classes=num_classes,
        is_training=is_training,
        global_pool=global_pool,
        keep_prob=keep_prob,
        output_stride=output_stride,
        reuse=reuse,
        scope=scope,
        spatial_squeeze=spatial_squeeze,
    )


@image_size(299)
@like(xception_41, scope="xception_65")
def xception_65(
    regularize_depthwise: bool, multi_grid: Sequence[int] | None, **arguments: Any
) -> tuple[Tensor, EndPoints]:
    """Compute Xception-65: 39.9 million parameters for 1000 classes.

    As `xception_41`, with a middle flow of 16 modules. arXiv:1610.02357.
    """
    blocks = _blocks(_ENTRY, 16, regularize_depthwise, multi_grid)
    return xception(blocks=blocks, **arguments)


@image_size(299)
@like(xception_41, scope="xception_71")
def xception_71(
    regularize_depthwise: bool, multi_grid: Sequence[int] | None, **arguments: Any
) -> tuple[Tensor, EndPoints]:
    """Compute Xception-71: 42.3 million parameters for 1000 classes.

    As `xception_65`, with two more modules in the entry flow. arXiv:1610.02357.
    """
    blocks = _blocks(_ENTRY_71, 16, regularize_depthwise, multi_grid)
    return xception(blocks=blocks, **arguments)
