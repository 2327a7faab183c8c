"""Both networks as a TF-Slim program, for our layers and for the original's.

The text is one and the same; what differs between the two libraries is passed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.networks.subjects import (
    CLASSES,
    DECAY,
    EPSILON,
    RESNET_EXPANSION,
    VGG_DENSE,
    WEIGHT_DECAY,
    Network,
)


@dataclass(frozen=True)
class Library:
    """A library that has TF-Slim's layers.

    Attributes:
        layers: The module of the layers.
        arg_scope: The scopes that work on them.
        relu: Its activation function.
        pad: Pads `images` with `[[before, after], ...]` zeros along each axis.
    """

    layers: Any
    arg_scope: Callable[..., Any]
    relu: Callable[[Any], Any]
    pad: Callable[[Any, Any], Any]


def vgg(library: Library, images: Any, network: Network) -> Any:
    """Return the logits of VGG-16; without dropout, so that all ways agree."""
    layers = library.layers
    net = images
    with library.arg_scope(
        [layers.conv2d, layers.fully_connected],
        weights_initializer=layers.variance_scaling_initializer(),
        weights_regularizer=layers.l2_regularizer(WEIGHT_DECAY),
    ):
        for block, (count, repeats) in enumerate(network.blocks, 1):
            for i in range(1, repeats + 1):
                scope = f"conv{block}_{i}"
                net = layers.conv2d(net, count, [3, 3], scope=scope)
            net = layers.max_pool2d(net, [2, 2], scope=f"pool{block}")
        net = layers.flatten(net)
        for scope in ("fc6", "fc7"):
            net = layers.fully_connected(net, network.channels(VGG_DENSE), scope=scope)
        return layers.fully_connected(net, CLASSES, activation_fn=None, scope="fc8")


def resnet(library: Library, images: Any, network: Network) -> Any:
    """Return the logits of ResNet-50, with each block's stride in its first 3 x 3."""
    layers = library.layers
    with (
        library.arg_scope(
            [layers.conv2d, layers.fully_connected],
            weights_initializer=layers.variance_scaling_initializer(),
            weights_regularizer=layers.l2_regularizer(WEIGHT_DECAY),
        ),
        library.arg_scope([layers.conv2d], normalizer_fn=layers.batch_norm),
        library.arg_scope(
            [layers.batch_norm], decay=DECAY, epsilon=EPSILON, scale=True
        ),
    ):
        net = _strided(library, images, network.channels(64), 7, scope="conv1")
        net = layers.max_pool2d(net, [3, 3], 2, padding="SAME", scope="pool1")
        for block, (count, units) in enumerate(network.blocks, 1):
            for unit in range(1, units + 1):
                stride = 2 if unit == 1 and block > 1 else 1
                scope = f"block{block}_unit{unit}"
                net = _bottleneck(library, net, count, stride, scope)
        rest = [int(size) for size in net.shape[1:3]]
        net = layers.flatten(layers.avg_pool2d(net, rest, stride=1))
        return layers.fully_connected(net, CLASSES, activation_fn=None, scope="logits")


def _bottleneck(library: Library, net: Any, count: int, stride: int, name: str) -> Any:
    conv2d, outputs = library.layers.conv2d, RESNET_EXPANSION * count
    shortcut = net
    if int(net.shape[-1]) != outputs:
        shortcut = conv2d(
            net, outputs, [1, 1], stride, activation_fn=None, scope=f"{name}_shortcut"
        )
    net = conv2d(net, count, [1, 1], scope=f"{name}_conv1")
    if stride > 1:
        net = _strided(library, net, count, 3, scope=f"{name}_conv2")
    else:
        net = conv2d(net, count, [3, 3], scope=f"{name}_conv2")
    net = conv2d(net, outputs, [1, 1], activation_fn=None, scope=f"{name}_conv3")
    return library.relu(shortcut + net)


def _strided(library: Library, net: Any, count: int, window: int, scope: str) -> Any:
    # As the original's networks do: the padding does not depend on the image's size.
    border = [window // 2] * 2
    net = library.pad(net, [[0, 0], border, border, [0, 0]])
    return library.layers.conv2d(
        net, count, [window, window], 2, padding="VALID", scope=scope
    )


NETWORKS = {"vgg": vgg, "resnet": resnet}
