"""Inception-ResNet V2: Inception modules whose outputs are added to their inputs."""

from __future__ import annotations

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.layers._state.names import Reuse
from argscope.nets._depth import unscaled
from argscope.nets._head import auxiliary_logits, means, predicted
from argscope.nets._inception import (
    stages_up_to,
)
from argscope.nets._inception_resnet import (
    block8,
    block17,
    block35,
    stages,
)
from argscope.nets._network import EndPoints, Scope, image_size, network_scope
from argscope.nets.errors import NetworkArgumentError

__all__ = [
    "block8",
    "block17",
    "block35",
    "inception_resnet_v2",
    "inception_resnet_v2_arg_scope",
    "inception_resnet_v2_base",
]


def inception_resnet_v2_arg_scope(
    weight_decay: float = 0.00004,
    batch_norm_decay: float = 0.9997,
    batch_norm_epsilon: float = 0.001,
    activation_fn: Activation | None = ops.relu,
    batch_norm_updates_collections: str | None = "update_ops",
    batch_norm_scale: bool = False,
) -> ArgScope:
    """Return the scope under which Inception-ResNet V2 is built.

    Weights and biases have L2 penalties; convolutions are normalized.

    Args:
        weight_decay: Scale of the penalties, >= 0.
        batch_norm_decay: Decay of the moving averages, in [0, 1].
        batch_norm_epsilon: Added to variances, > 0.
        activation_fn: Of the convolutions.
        batch_norm_updates_collections: Collection for the updates of the moving
            averages.
        batch_norm_scale: Whether normalization has a learned scale.
    """
    penalty = layers.l2_regularizer(weight_decay)
    with (
        arg_scope(
            [layers.conv2d, layers.fully_connected],
            weights_regularizer=penalty,
            biases_regularizer=penalty,
        ),
        arg_scope(
            [layers.conv2d],
            activation_fn=activation_fn,
            normalizer_fn=layers.batch_norm,
            normalizer_params={
                "decay": batch_norm_decay,
                "epsilon": batch_norm_epsilon,
                "updates_collections": batch_norm_updates_collections,
                "fused": None,
                "scale": batch_norm_scale,
            },
        ) as scope,
    ):
        return scope


def inception_resnet_v2_base(
    inputs: Tensor,
    final_endpoint: str = "Conv2d_7b_1x1",
    output_stride: int = 16,
    align_feature_maps: bool = False,
    scope: Scope = None,
    activation_fn: Activation | None = ops.relu,
) -> tuple[Tensor, EndPoints]:
    """Compute Inception-ResNet V2 up to one of its stages.

    Args:
        inputs: Images, shape `(batch, height, width, channels)`.
        final_endpoint: The last stage: `Conv2d_1a_3x3`, `Conv2d_2a_3x3`,
            `Conv2d_2b_3x3`, `MaxPool_3a_3x3`, `Conv2d_3b_1x1`, `Conv2d_4a_3x3`,
            `MaxPool_5a_3x3`, `Mixed_5b`, `Mixed_6a`, `PreAuxLogits`, `Mixed_7a` or
            `Conv2d_7b_1x1`.
        output_stride: Pixels for each position of `PreAuxLogits`: 16, or 8 for
            denser features, which go up to `PreAuxLogits` at most.
        align_feature_maps: Whether all convolutions and poolings are padded, so that
            positions keep their places in the image.
        scope: Name of the variables' scope; default: `InceptionResnetV2`.
        activation_fn: Applied to the sums of the residual blocks; None for none.

    Returns:
        The output of that stage, and a dict with the outputs of all stages up to it.

    Raises:
        NetworkArgumentError: There is no such stage, or not with this stride.
    """
    if output_stride not in (8, 16):
        raise NetworkArgumentError.about(
            "inception_resnet_v2_base",
            "output_stride",
            output_stride,
            expected="8 or 16",
        )
    table = stages(
        "SAME" if align_feature_maps else "VALID",
        dense=output_stride == 8,
        activation_fn=activation_fn,
    )
    end_points: EndPoints = {}
    net = inputs
    with layers.variable_scope(scope, "InceptionResnetV2"):
        for name, steps in stages_up_to(
            "inception_resnet_v2_base", table, final_endpoint
        ):
            for step in steps:
                net = step.compute(net, unscaled)
            end_points[name] = net
    return net, end_points


@image_size(299)
def inception_resnet_v2(
    inputs: Tensor,
    num_classes: int | None = 1001,
    is_training: bool | None = None,
    dropout_keep_prob: float = 0.8,
    reuse: Reuse = None,
    scope: Scope = "InceptionResnetV2",
    create_aux_logits: bool = True,
    activation_fn: Activation | None = ops.relu,
) -> tuple[Tensor, EndPoints]:
    """Compute Inception-ResNet V2: 59.2 million parameters for 1000 classes.

    Of these, 3.4 million are of the classes halfway, which only help training. Top-1
    accuracy of the published weights on ImageNet: 80.4 %
    (github.com/tensorflow/models, research/slim/README.md). The blocks are wider than
    the paper's: so were the published weights trained.

    Args:
        inputs: Images, shape `(batch, height, width, channels)`: 299 x 299 pixels, or
            another size that is known.
        num_classes: Number of classes; None returns the features, shape
            `(batch, 1, 1, 1536)`.
        is_training: Whether dropout is active and batch normalization uses the batch's
            statistics. None follows the model's mode; the original's default is True.
        dropout_keep_prob: Probability that a feature is kept, in (0, 1].
        reuse: Share the variables of an earlier network with the same scope.
        scope: Name of the variables' scope.
        create_aux_logits: Whether to compute logits halfway, too.
        activation_fn: Applied to the sums of the residual blocks; None for none.

    Returns:
        The logits, shape `(batch, num_classes)`, and a dict of end points: the outputs
        of all stages, `AuxLogits`, `global_pool`, `PreLogitsFlatten`, `Logits` and
        `Predictions`.

    Source:
        Szegedy et al. 2016, "Inception-v4, Inception-ResNet and the impact of residual
        connections on learning", arXiv:1602.07261; github.com/tensorflow/models,
        research/slim/nets/inception_resnet_v2.py.
    """
    with network_scope(
        scope, "InceptionResnetV2", reuse=reuse, is_training=is_training
    ) as here:
        net, end_points = inception_resnet_v2_base(
            inputs, scope=here, activation_fn=activation_fn
        )
        if create_aux_logits and num_classes:
            end_points["AuxLogits"] = auxiliary_logits(
                end_points["PreAuxLogits"],
                num_classes,
                last_convolution="Conv2d_2a_5x5",
                classes="Logits",
            )
        with layers.variable_scope("Logits"):
            net = means(net, end_points)
            if not num_classes:
                return net, end_points
            net = layers.flatten(net)
            net = layers.dropout(net, dropout_keep_prob, scope="Dropout")
            end_points["PreLogitsFlatten"] = net
            logits = layers.fully_connected(
                net, num_classes, activation_fn=None, scope="Logits"
            )
        return predicted(logits, end_points, ops.softmax)
