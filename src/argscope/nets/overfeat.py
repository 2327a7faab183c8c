"""OverFeat, the network that classifies, locates and detects (its accurate model)."""

from __future__ import annotations

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.nets._classifier import classifier
from argscope.nets._network import EndPoints, Scope, image_size, network_scope
from argscope.nets._truncated_normal import TruncatedNormal

__all__ = ["overfeat", "overfeat_arg_scope"]


def overfeat_arg_scope(weight_decay: float = 0.0005) -> ArgScope:
    """Return the scope under which `overfeat` is built: ReLU, and L2 penalties.

    Args:
        weight_decay: Scale of the penalty on weights, >= 0.
    """
    with (
        arg_scope(
            [layers.conv2d, layers.fully_connected],
            activation_fn=ops.relu,
            weights_regularizer=layers.l2_regularizer(weight_decay),
            biases_initializer=layers.zeros_initializer(),
        ),
        arg_scope([layers.conv2d], padding="SAME"),
        arg_scope([layers.max_pool2d], padding="VALID") as scope,
    ):
        return scope


@image_size(231)
def overfeat(
    inputs: Tensor,
    num_classes: int | None = 1000,
    is_training: bool | None = None,
    dropout_keep_prob: float = 0.5,
    spatial_squeeze: bool = True,
    scope: Scope = "overfeat",
    *,
    global_pool: bool = False,
) -> tuple[Tensor, EndPoints]:
    """Compute OverFeat: 145.7 million parameters for 1000 classes.

    As `argscope.nets.vgg.vgg_a`, for images of 231 x 231 pixels. No weights of it were
    published for TF-Slim.

    Source:
        Sermanet et al. 2013, "OverFeat: Integrated recognition, localization and
        detection using convolutional networks", arXiv:1312.6229;
        tf_slim/nets/overfeat.py.
    """
    with network_scope(
        scope,
        "overfeat",
        collects=[layers.conv2d, layers.fully_connected, layers.max_pool2d],
        is_training=is_training,
    ) as here:
        net = layers.conv2d(inputs, 64, [11, 11], 4, padding="VALID", scope="conv1")
        net = layers.max_pool2d(net, [2, 2], scope="pool1")
        net = layers.conv2d(net, 256, [5, 5], padding="VALID", scope="conv2")
        net = layers.max_pool2d(net, [2, 2], scope="pool2")
        net = layers.conv2d(net, 512, [3, 3], scope="conv3")
        net = layers.conv2d(net, 1024, [3, 3], scope="conv4")
        net = layers.conv2d(net, 1024, [3, 3], scope="conv5")
        net = layers.max_pool2d(net, [2, 2], scope="pool5")
        with arg_scope(
            layers.conv2d,
            weights_initializer=TruncatedNormal(0.005),
            biases_initializer=layers.constant_initializer(0.1),
        ):
            return classifier(
                net,
                here,
                window=6,
                units=3072,
                num_classes=num_classes,
                dropout_keep_prob=dropout_keep_prob,
                spatial_squeeze=spatial_squeeze,
                fc_conv_padding="VALID",
                global_pool=global_pool,
                biases_initializer=layers.zeros_initializer(),
            )
