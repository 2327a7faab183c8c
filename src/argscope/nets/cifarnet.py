"""A small network for images of CIFAR-10."""

from __future__ import annotations

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.nets._network import EndPoints, Scope, image_size, network_scope
from argscope.nets._truncated_normal import TruncatedNormal

__all__ = ["cifarnet", "cifarnet_arg_scope"]


def cifarnet_arg_scope(weight_decay: float = 0.004) -> ArgScope:
    """Return the scope under which `cifarnet` is built.

    Only fully connected layers have L2 penalties.

    Args:
        weight_decay: Scale of the penalty on weights, >= 0.
    """
    with (
        arg_scope(
            [layers.conv2d],
            weights_initializer=TruncatedNormal(0.05),
            activation_fn=ops.relu,
        ),
        arg_scope(
            [layers.fully_connected],
            biases_initializer=layers.constant_initializer(0.1),
            weights_initializer=TruncatedNormal(0.04),
            weights_regularizer=layers.l2_regularizer(weight_decay),
            activation_fn=ops.relu,
        ) as scope,
    ):
        return scope


@image_size(32)
def cifarnet(
    images: Tensor,
    num_classes: int | None = 10,
    is_training: bool | None = None,
    dropout_keep_prob: float = 0.5,
    prediction_fn: Activation = ops.softmax,
    scope: Scope = "CifarNet",
) -> tuple[Tensor, EndPoints]:
    """Compute a small network for CIFAR-10: 1.8 million parameters for 10 classes.

    No weights of it were published.

    Args:
        images: Shape `(batch, height, width, channels)`; 32 x 32 pixels, or another
            size that is known.
        num_classes: Number of classes; None returns the features, shape
            `(batch, 192)`.
        is_training: Whether dropout is active. None follows the model's mode; the
            original's default is False.
        dropout_keep_prob: Probability that a feature is kept, in (0, 1].
        prediction_fn: Makes predictions of logits.
        scope: Name of the variables' scope.

    Returns:
        The logits, shape `(batch, num_classes)`, and a dict of end points: `conv1`,
        `pool1`, `conv2`, `pool2`, `Flatten`, `fc3`, `fc4`, `Logits` and `Predictions`.

    Source:
        github.com/tensorflow/models, research/slim/nets/cifarnet.py, after
        Krizhevsky's cuda-convnet (2011); the response normalization is of
        Krizhevsky et al. 2012, "ImageNet classification with deep convolutional neural
        networks", section 3.3, doi:10.1145/3065386.
    """
    points: EndPoints = {}
    with network_scope(scope, "CifarNet", is_training=is_training):
        net = points["conv1"] = layers.conv2d(images, 64, [5, 5], scope="conv1")
        net = points["pool1"] = layers.max_pool2d(net, [2, 2], 2, scope="pool1")
        net = points["conv2"] = layers.conv2d(
            _normalized_response(net), 64, [5, 5], scope="conv2"
        )
        net = points["pool2"] = layers.max_pool2d(
            _normalized_response(net), [2, 2], 2, scope="pool2"
        )
        net = points["Flatten"] = layers.flatten(net)
        net = points["fc3"] = layers.fully_connected(net, 384, scope="fc3")
        net = layers.dropout(net, dropout_keep_prob, scope="dropout3")
        net = points["fc4"] = layers.fully_connected(net, 192, scope="fc4")
        if not num_classes:
            return net, points
        net = points["Logits"] = layers.fully_connected(
            net,
            num_classes,
            biases_initializer=layers.zeros_initializer(),
            weights_initializer=TruncatedNormal(1 / 192),
            weights_regularizer=None,
            activation_fn=None,
            scope="logits",
        )
        points["Predictions"] = prediction_fn(net)
        return net, points


def _normalized_response(
    net: Tensor, radius: int = 4, alpha: float = 0.001 / 9
) -> Tensor:
    """Divide each channel by what it and its neighbors sum up to."""
    channels = net.shape[-1]
    squares = ops.pad(ops.square(net), [[0, 0], [0, 0], [0, 0], [radius, radius]])
    sums = sum(squares[..., k : k + channels] for k in range(2 * radius + 1))
    return net / (1.0 + alpha * sums) ** 0.75
