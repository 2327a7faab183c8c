"""The networks in the functional style of `keras.layers`, as one would write them."""

from __future__ import annotations

from typing import Any

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
from benchmarks.networks.subjects import (
    CLASSES,
    DECAY,
    EPSILON,
    RESNET_EXPANSION,
    VGG_DENSE,
    WEIGHT_DECAY,
    Network,
)

import keras  # isort: skip
from keras import layers  # isort: skip

_NAMES = {"kernel": "weights", "bias": "biases"}


def build(network: Network) -> keras.Model:
    """Return the model with its variables made."""
    inputs = keras.Input((network.size, network.size, 3))
    outputs = {"vgg": _vgg, "resnet": _resnet}[network.name](inputs, network)
    return keras.Model(inputs, outputs)


def variables(model: keras.Model) -> dict[str, keras.Variable]:
    """Return the model's variables under the names of the original."""
    return {
        f"{layer.name.replace('-', '/')}/{_NAMES.get(v.name, v.name)}": v
        for layer in model.layers
        for v in layer.variables
    }


def _penalty() -> keras.regularizers.Regularizer:
    return keras.regularizers.L2(WEIGHT_DECAY / 2)  # Keras's has no half


def _vgg(net: Any, network: Network) -> Any:
    for block, (count, repeats) in enumerate(network.blocks, 1):
        for i in range(1, repeats + 1):
            net = layers.Conv2D(
                count,
                3,
                padding="same",
                activation="relu",
                kernel_initializer="he_normal",
                kernel_regularizer=_penalty(),
                name=f"conv{block}_{i}",
            )(net)
        net = layers.MaxPooling2D(2)(net)
    net = layers.Flatten()(net)
    for name in ("fc6", "fc7"):
        net = layers.Dense(
            network.channels(VGG_DENSE),
            activation="relu",
            kernel_initializer="he_normal",
            kernel_regularizer=_penalty(),
            name=name,
        )(net)
    return _logits(net, "fc8")


def _resnet(net: Any, network: Network) -> Any:
    net = layers.ZeroPadding2D(3)(net)
    net = _conv(net, network.channels(64), 7, 2, "valid", name="conv1")
    net = layers.MaxPooling2D(3, 2, padding="same")(net)
    for block, (count, units) in enumerate(network.blocks, 1):
        for unit in range(1, units + 1):
            stride = 2 if unit == 1 and block > 1 else 1
            name = f"block{block}_unit{unit}"
            net = _bottleneck(net, count, stride, name)
    net = layers.GlobalAveragePooling2D()(net)
    return _logits(net, "logits")


def _logits(net: Any, name: str) -> Any:
    return layers.Dense(
        CLASSES,
        kernel_initializer="he_normal",
        kernel_regularizer=_penalty(),
        name=name,
    )(net)


def _bottleneck(net: Any, count: int, stride: int, name: str) -> Any:
    outputs = RESNET_EXPANSION * count
    shortcut = net
    if net.shape[-1] != outputs:
        shortcut = _conv(
            net, outputs, 1, stride, activate=False, name=f"{name}_shortcut"
        )
    net = _conv(net, count, 1, name=f"{name}_conv1")
    if stride > 1:
        net = layers.ZeroPadding2D(1)(net)
        net = _conv(net, count, 3, stride, "valid", name=f"{name}_conv2")
    else:
        net = _conv(net, count, 3, name=f"{name}_conv2")
    net = _conv(net, outputs, 1, activate=False, name=f"{name}_conv3")
    return layers.ReLU()(layers.Add()([shortcut, net]))


def _conv(
    net: Any,
    count: int,
    window: int,
    stride: int = 1,
    padding: str = "same",
    *,
    name: str,
    activate: bool = True,
) -> Any:
    net = layers.Conv2D(
        count,
        window,
        stride,
        padding,
        use_bias=False,
        kernel_initializer="he_normal",
        kernel_regularizer=_penalty(),
        name=name,
    )(net)
    net = layers.BatchNormalization(
        momentum=DECAY, epsilon=EPSILON, name=f"{name}-BatchNorm"
    )(net)
    return layers.ReLU()(net) if activate else net
