"""LeNet, wider than the original, for images of handwritten digits."""

from __future__ import annotations

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.nets._network import EndPoints, Scope, image_size, network_scope
from argscope.nets._truncated_normal import TruncatedNormal

__all__ = ["lenet", "lenet_arg_scope"]


def lenet_arg_scope(weight_decay: float = 0.0) -> ArgScope:
    """Return the scope under which `lenet` is built: ReLU, and L2 penalties.

    Args:
        weight_decay: Scale of the penalty on weights, >= 0; 0 for none.
    """
    with arg_scope(
        [layers.conv2d, layers.fully_connected],
        weights_regularizer=layers.l2_regularizer(weight_decay),
        weights_initializer=TruncatedNormal(0.1),
        activation_fn=ops.relu,
    ) as scope:
        return scope


@image_size(28)
def lenet(
    images: Tensor,
    num_classes: int | None = 10,
    is_training: bool | None = None,
    dropout_keep_prob: float = 0.5,
    prediction_fn: Activation = ops.softmax,
    scope: Scope = "LeNet",
) -> tuple[Tensor, EndPoints]:
    """Compute a variant of LeNet: 3.3 million parameters for 10 classes.

    For gray images, shape `(batch, 28, 28, 1)`. No weights of it were published.

    Args:
        images: Shape `(batch, height, width, channels)`, of a known size.
        num_classes: Number of classes; None returns the features, shape
            `(batch, 1024)`.
        is_training: Whether dropout is active. None follows the model's mode; the
            original's default is False.
        dropout_keep_prob: Probability that a feature is kept, in (0, 1].
        prediction_fn: Makes predictions of logits.
        scope: Name of the variables' scope.

    Returns:
        The logits, shape `(batch, num_classes)`, and a dict of end points: `conv1`,
        `pool1`, `conv2`, `pool2`, `Flatten`, `fc3`, `dropout3`, `Logits` and
        `Predictions`.

    Source:
        LeCun et al. 1998, "Gradient-based learning applied to document recognition",
        doi:10.1109/5.726791; github.com/tensorflow/models, research/slim/nets/lenet.py.
    """
    points: EndPoints = {}
    with network_scope(scope, "LeNet", is_training=is_training):
        net = points["conv1"] = layers.conv2d(images, 32, [5, 5], scope="conv1")
        net = points["pool1"] = layers.max_pool2d(net, [2, 2], 2, scope="pool1")
        net = points["conv2"] = layers.conv2d(net, 64, [5, 5], scope="conv2")
        net = points["pool2"] = layers.max_pool2d(net, [2, 2], 2, scope="pool2")
        net = points["Flatten"] = layers.flatten(net)
        net = points["fc3"] = layers.fully_connected(net, 1024, scope="fc3")
        if not num_classes:
            return net, points
        net = points["dropout3"] = layers.dropout(
            net, dropout_keep_prob, scope="dropout3"
        )
        net = points["Logits"] = layers.fully_connected(
            net, num_classes, activation_fn=None, scope="fc4"
        )
        points["Predictions"] = prediction_fn(net)
        return net, points
