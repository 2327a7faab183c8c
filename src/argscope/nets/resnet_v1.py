"""Residual networks, version 1: normalization and activation after each convolution.

`resnet_v1_50` and its larger siblings are rows of one table; `resnet_v1` builds others.
The weights' initial values, penalties and normalization come from `resnet_arg_scope`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras import ops

from argscope import layers
from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope._core.scoped import add_arg_scope
from argscope.layers._arguments import OutputCollections
from argscope.layers._state.names import Reuse
from argscope.layers.utils import collect_named_outputs
from argscope.nets._network import EndPoints, Scope, image_size
from argscope.nets._resnet import block, blocks_of, resnet
from argscope.nets.resnet_utils import (
    Block,
    conv2d_same,
    resnet_arg_scope,
    subsample,
)

__all__ = [
    "bottleneck",
    "resnet_arg_scope",
    "resnet_v1",
    "resnet_v1_50",
    "resnet_v1_101",
    "resnet_v1_152",
    "resnet_v1_200",
    "resnet_v1_block",
]


@add_arg_scope
def bottleneck(
    inputs: Tensor,
    depth: int,
    depth_bottleneck: int,
    stride: int,
    rate: int = 1,
    outputs_collections: OutputCollections = None,
    scope: Scope = None,
) -> Tensor:
    """Compute a residual unit: three convolutions beside a shortcut, added up.

    Args:
        inputs: Shape `(batch, height, width, channels)`.
        depth: Number of output channels.
        depth_bottleneck: Number of channels of the first two convolutions.
        stride: Step of the second convolution and of the shortcut, in pixels.
        rate: Distance between the taps of the second convolution.
        outputs_collections: Collections for the output.
        scope: Name of the variables' scope; default: `bottleneck_v1`.

    Returns:
        Shape `(batch, ceil(height / stride), ceil(width / stride), depth)`.

    Source:
        He et al. 2015, arXiv:1512.03385, figure 5 right. As in TF-Slim the stride is in
        the 3x3 convolution, and a block's last unit has it.
    """
    with layers.variable_scope(scope, "bottleneck_v1") as here:
        if inputs.shape[-1] == depth:
            shortcut = subsample(inputs, stride, "shortcut")
        else:
            shortcut = layers.conv2d(
                inputs, depth, [1, 1], stride, activation_fn=None, scope="shortcut"
            )
        net = layers.conv2d(inputs, depth_bottleneck, [1, 1], 1, scope="conv1")
        net = conv2d_same(net, depth_bottleneck, 3, stride, rate, scope="conv2")
        net = layers.conv2d(net, depth, [1, 1], 1, activation_fn=None, scope="conv3")
        outputs = ops.relu(shortcut + net)
        return collect_named_outputs(outputs_collections, here.name, outputs)


@image_size(224)
def resnet_v1(
    inputs: Tensor,
    blocks: Sequence[Block],
    num_classes: int | None = None,
    is_training: bool | None = None,
    global_pool: bool = True,
    output_stride: int | None = None,
    include_root_block: bool = True,
    reuse: Reuse = None,
    scope: Scope = None,
    *,
    spatial_squeeze: bool = False,
) -> tuple[Tensor, EndPoints]:
    """Compute a residual network of any blocks.

    Args:
        inputs: Images, shape `(batch, height, width, channels)`. For dense prediction
            a multiple of 32 plus 1 pixels keeps corners aligned.
        blocks: What follows the root block; see `resnet_v1_block`.
        num_classes: Number of classes; None returns the features.
        is_training: Whether batch normalization uses the batch's statistics. None
            follows the model's mode; the original's default is True.
        global_pool: Whether to take the mean over all pixels before the classes. Switch
            it off for dense prediction.
        output_stride: Height of the images divided by that of the last features, if no
            more subsampling than this is wanted; a multiple of 4. Default: 32.
        include_root_block: Whether to begin with a 7x7 convolution and a pooling, each
            of stride 2.
        reuse: Share the variables of an earlier network with the same scope.
        scope: Name of the variables' scope; default: `resnet_v1`.
        spatial_squeeze: Whether to drop the axes of height and width of the logits, as
            the networks of github.com/tensorflow/models do. Needs `global_pool`.

    Returns:
        The logits or features, shape `(batch, new_height, new_width, channels)` (new
        height and width are 1 with `global_pool`), and a dict of end points: the
        outputs of convolutions, units and blocks by path, and `predictions`, the
        softmax of the logits.

    Raises:
        NetworkArgumentError: `output_stride` cannot be reached.

    Source:
        He et al. 2015, "Deep residual learning for image recognition",
        arXiv:1512.03385; tf_slim/nets/resnet_v1.py.
    """
    return resnet(
        inputs,
        blocks,
        version="resnet_v1",
        unit_fn=bottleneck,
        root=lambda images: conv2d_same(images, 64, 7, stride=2, scope="conv1"),
        top=lambda net: net,
        num_classes=num_classes,
        is_training=is_training,
        global_pool=global_pool,
        output_stride=output_stride,
        include_root_block=include_root_block,
        reuse=reuse,
        scope=scope,
        spatial_squeeze=spatial_squeeze,
    )


def resnet_v1_block(scope: str, base_depth: int, num_units: int, stride: int) -> Block:
    """Return a block of `num_units` bottlenecks.

    Args:
        scope: Name of the block's scope.
        base_depth: Channels inside a unit; its output has four times as many.
        num_units: Number of units, >= 1.
        stride: Step of the last unit, in pixels; the others have 1.

    Example:
        >>> [unit["stride"] for unit in resnet_v1_block("block1", 64, 3, 2).args]
        [1, 1, 2]
    """
    return block(bottleneck, scope, base_depth, num_units, stride)


@image_size(224)
def resnet_v1_50(
    inputs: Tensor,
    num_classes: int | None = None,
    is_training: bool | None = None,
    global_pool: bool = True,
    output_stride: int | None = None,
    reuse: Reuse = None,
    scope: Scope = "resnet_v1_50",
    *,
    spatial_squeeze: bool = False,
) -> tuple[Tensor, EndPoints]:
    """Compute the network of 50 layers: 25.6 million parameters for 1000 classes.

    As `resnet_v1`, for images of 224 x 224 pixels. arXiv:1512.03385.
    Top-1 accuracy of the published weights on ImageNet: 75.2 %
    (github.com/tensorflow/models, research/slim/README.md).
    """
    return resnet_v1(
        blocks=blocks_of(bottleneck, 50),
        inputs=inputs,
        num_classes=num_classes,
        is_training=is_training,
        global_pool=global_pool,
        output_stride=output_stride,
        reuse=reuse,
        scope=scope,
        spatial_squeeze=spatial_squeeze,
    )


@image_size(224)
@like(resnet_v1_50, scope="resnet_v1_101")
def resnet_v1_101(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute the network of 101 layers: 44.5 million parameters for 1000 classes.

    As `resnet_v1`, for images of 224 x 224 pixels. arXiv:1512.03385.
    Top-1 accuracy of the published weights on ImageNet: 76.4 %
    (github.com/tensorflow/models, research/slim/README.md).
    """
    return resnet_v1(blocks=blocks_of(bottleneck, 101), **arguments)


@image_size(224)
@like(resnet_v1_50, scope="resnet_v1_152")
def resnet_v1_152(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute the network of 152 layers: 60.2 million parameters for 1000 classes.

    As `resnet_v1`, for images of 224 x 224 pixels. arXiv:1512.03385.
    Top-1 accuracy of the published weights on ImageNet: 76.8 %
    (github.com/tensorflow/models, research/slim/README.md).
    """
    return resnet_v1(blocks=blocks_of(bottleneck, 152), **arguments)


@image_size(224)
@like(resnet_v1_50, scope="resnet_v1_200")
def resnet_v1_200(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute the network of 200 layers: 64.7 million parameters for 1000 classes.

    As `resnet_v1`, for images of 224 x 224 pixels. arXiv:1512.03385.
    No weights of it were published.
    """
    return resnet_v1(blocks=blocks_of(bottleneck, 200), **arguments)
