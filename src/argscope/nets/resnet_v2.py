"""Residual networks, version 2: normalization and activation before each convolution.

`resnet_v2_50` and its larger siblings are rows of one table; `resnet_v2` builds others.
The weights' initial values, penalties and normalization come from `resnet_arg_scope`.
"""

from __future__ import annotations

from typing import Any

from keras import ops

from argscope import layers
from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scoped import add_arg_scope
from argscope.layers._arguments import OutputCollections
from argscope.layers.utils import collect_named_outputs
from argscope.nets._network import EndPoints, Scope, image_size
from argscope.nets._resnet import block, blocks_of, resnet
from argscope.nets.resnet_utils import (
    Block,
    conv2d_same,
    resnet_arg_scope,
    subsample,
)
from argscope.nets.resnet_v1 import resnet_v1, resnet_v1_50

__all__ = [
    "bottleneck",
    "resnet_arg_scope",
    "resnet_v2",
    "resnet_v2_50",
    "resnet_v2_101",
    "resnet_v2_152",
    "resnet_v2_200",
    "resnet_v2_block",
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
    """Compute a residual unit that begins with normalization and activation.

    As `argscope.nets.resnet_v1.bottleneck`; the default scope is `bottleneck_v2`.

    Source:
        He et al. 2016, arXiv:1603.05027, figure 1(b).
    """
    with layers.variable_scope(scope, "bottleneck_v2") as here:
        active = layers.batch_norm(inputs, activation_fn=ops.relu, scope="preact")
        if inputs.shape[-1] == depth:
            shortcut = subsample(inputs, stride, "shortcut")
        else:
            shortcut = _plain_conv2d(active, depth, stride, "shortcut")
        net = layers.conv2d(active, depth_bottleneck, [1, 1], 1, scope="conv1")
        net = conv2d_same(net, depth_bottleneck, 3, stride, rate, scope="conv2")
        net = _plain_conv2d(net, depth, 1, "conv3")
        outputs = shortcut + net
        return collect_named_outputs(outputs_collections, here.name, outputs)


def _plain_conv2d(inputs: Tensor, depth: int, stride: int, scope: str) -> Tensor:
    """Convolve 1x1 and add a bias: what follows in the sum normalizes and activates."""
    return layers.conv2d(
        inputs,
        depth,
        [1, 1],
        stride,
        normalizer_fn=None,
        activation_fn=None,
        scope=scope,
    )


def _root(images: Tensor) -> Tensor:
    # The first unit normalizes and activates what comes out.
    with arg_scope(layers.conv2d, activation_fn=None, normalizer_fn=None):
        return conv2d_same(images, 64, 7, stride=2, scope="conv1")


def _top(net: Tensor) -> Tensor:
    # A unit gives out a sum that is neither normalized nor activated.
    return layers.batch_norm(net, activation_fn=ops.relu, scope="postnorm")


@image_size(224)
@like(resnet_v1)
def resnet_v2(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute a residual network of any blocks.

    As `argscope.nets.resnet_v1.resnet_v1`; the default scope is `resnet_v2`. Without
    the root block `inputs` should be what a convolution without activation gives.

    Source:
        He et al. 2016, "Identity mappings in deep residual networks",
        arXiv:1603.05027; tf_slim/nets/resnet_v2.py.
    """
    return resnet(
        version="resnet_v2", unit_fn=bottleneck, root=_root, top=_top, **arguments
    )


def resnet_v2_block(scope: str, base_depth: int, num_units: int, stride: int) -> Block:
    """Return a block; as `argscope.nets.resnet_v1.resnet_v1_block`."""
    return block(bottleneck, scope, base_depth, num_units, stride)


@image_size(224)
@like(resnet_v1_50, scope="resnet_v2_50")
def resnet_v2_50(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute the network of 50 layers: 25.6 million parameters for 1000 classes.

    As `resnet_v2`, for images of 224 x 224 pixels. arXiv:1603.05027.
    Top-1 accuracy of the published weights on ImageNet: 75.6 % at 299 pixels
    (github.com/tensorflow/models, research/slim/README.md).
    """
    return resnet_v2(blocks=blocks_of(bottleneck, 50), **arguments)


@image_size(224)
@like(resnet_v1_50, scope="resnet_v2_101")
def resnet_v2_101(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute the network of 101 layers: 44.6 million parameters for 1000 classes.

    As `resnet_v2`, for images of 224 x 224 pixels. arXiv:1603.05027.
    Top-1 accuracy of the published weights on ImageNet: 77.0 % at 299 pixels
    (github.com/tensorflow/models, research/slim/README.md).
    """
    return resnet_v2(blocks=blocks_of(bottleneck, 101), **arguments)


@image_size(224)
@like(resnet_v1_50, scope="resnet_v2_152")
def resnet_v2_152(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute the network of 152 layers: 60.2 million parameters for 1000 classes.

    As `resnet_v2`, for images of 224 x 224 pixels. arXiv:1603.05027.
    Top-1 accuracy of the published weights on ImageNet: 77.8 % at 299 pixels
    (github.com/tensorflow/models, research/slim/README.md).
    """
    return resnet_v2(blocks=blocks_of(bottleneck, 152), **arguments)


@image_size(224)
@like(resnet_v1_50, scope="resnet_v2_200")
def resnet_v2_200(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute the network of 200 layers: 64.7 million parameters for 1000 classes.

    As `resnet_v2`, for images of 224 x 224 pixels. arXiv:1603.05027.
    No weights of it were published.
    """
    return resnet_v2(blocks=blocks_of(bottleneck, 200), **arguments)
