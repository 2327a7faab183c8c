"""The networks of Oxford's Visual Geometry Group: 3x3 convolutions, doubled at each pooling.

`vgg_a` (11 layers with weights), `vgg_16` and `vgg_19` are rows of one table. Build them
under `vgg_arg_scope`.
"""

from __future__ import annotations

from typing import Any, Final

from keras import ops

from argscope import layers
from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.nets._classifier import classifier
from argscope.nets._network import EndPoints, Scope, image_size, network_scope

__all__ = ["vgg_16", "vgg_19", "vgg_a", "vgg_arg_scope", "vgg_d", "vgg_e"]

# Simonyan & Zisserman 2014, arXiv:1409.1556, table 1: convolutions before each pooling.
_CONVOLUTIONS: Final = {
    "vgg_a": (1, 1, 2, 2, 2),
    "vgg_16": (2, 2, 3, 3, 3),
    "vgg_19": (2, 2, 4, 4, 4),
}
_CHANNELS: Final = (64, 128, 256, 512, 512)


def vgg_arg_scope(weight_decay: float = 0.0005) -> ArgScope:
    """Return the scope under which the networks are built: ReLU, and L2 penalties.

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
        arg_scope([layers.conv2d], padding="SAME") as scope,
    ):
        return scope


@image_size(224)
def vgg_a(
    inputs: Tensor,
    num_classes: int | None = 1000,
    is_training: bool | None = None,
    dropout_keep_prob: float = 0.5,
    spatial_squeeze: bool = True,
    scope: Scope = "vgg_a",
    *,
    fc_conv_padding: str = "VALID",
    global_pool: bool = False,
) -> tuple[Tensor, EndPoints]:
    """Compute the network A of 11 layers: 132.9 million parameters for 1000 classes.

    Args:
        inputs: Images, shape `(batch, height, width, channels)`; 224 x 224 pixels, or
            more with `spatial_squeeze=False`.
        num_classes: Number of classes; None returns the features.
        is_training: Whether dropout is active. None follows the model's mode; the
            original's default is True.
        dropout_keep_prob: Probability that a feature is kept, in (0, 1].
        spatial_squeeze: Whether to drop the axes of height and width of the logits,
            which must have size 1.
        scope: Name of the variables' scope.
        fc_conv_padding: Padding of the first fully connected layer. `"SAME"` gives a
            map of logits, 32 times smaller than the images.
        global_pool: Whether to take the mean over all positions before the classes.

    Returns:
        The logits, shape `(batch, num_classes)`, and a dict of end points: the outputs
        of convolutions and poolings by path.

    Source:
        Simonyan & Zisserman 2014, "Very deep convolutional networks for large-scale
        image recognition", arXiv:1409.1556; tf_slim/nets/vgg.py. The last two arguments
        are those of github.com/tensorflow/models, research/slim.
    """
    return _vgg(
        "vgg_a",
        inputs=inputs,
        num_classes=num_classes,
        is_training=is_training,
        dropout_keep_prob=dropout_keep_prob,
        spatial_squeeze=spatial_squeeze,
        scope=scope,
        fc_conv_padding=fc_conv_padding,
        global_pool=global_pool,
    )


@image_size(224)
@like(vgg_a, scope="vgg_16")
def vgg_16(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute the network D of 16 layers: 138.4 million parameters for 1000 classes.

    As `vgg_a`; arXiv:1409.1556. Top-1 accuracy of the published weights on ImageNet: 71.5 %
    (github.com/tensorflow/models, research/slim/README.md).
    """
    return _vgg("vgg_16", **arguments)


@image_size(224)
@like(vgg_a, scope="vgg_19")
def vgg_19(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute the network E of 19 layers: 143.7 million parameters for 1000 classes.

    As `vgg_a`; arXiv:1409.1556. Top-1 accuracy of the published weights on ImageNet: 71.1 %
    (github.com/tensorflow/models, research/slim/README.md).
    """
    return _vgg("vgg_19", **arguments)


vgg_d = vgg_16
vgg_e = vgg_19


def _vgg(
    name: str,
    *,
    inputs: Tensor,
    num_classes: int | None,
    is_training: bool | None,
    dropout_keep_prob: float,
    spatial_squeeze: bool,
    scope: Scope,
    fc_conv_padding: str,
    global_pool: bool,
) -> tuple[Tensor, EndPoints]:
    with network_scope(
        scope,
        name,
        collects=[layers.conv2d, layers.max_pool2d],
        is_training=is_training,
    ) as here:
        net = inputs
        rows = zip(_CHANNELS, _CONVOLUTIONS[name], strict=True)
        for stage, (channels, convolutions) in enumerate(rows, start=1):
            with layers.variable_scope(f"conv{stage}"):
                for number in range(1, convolutions + 1):
                    inner = f"conv{stage}_{number}"
                    net = layers.conv2d(net, channels, [3, 3], scope=inner)
            net = layers.max_pool2d(net, [2, 2], scope=f"pool{stage}")
        return classifier(
            net,
            here,
            window=7,
            units=4096,
            num_classes=num_classes,
            dropout_keep_prob=dropout_keep_prob,
            spatial_squeeze=spatial_squeeze,
            fc_conv_padding=fc_conv_padding,
            global_pool=global_pool,
        )
