"""Inception V4: more and more uniform modules, and poolings beside convolutions at its root."""

from __future__ import annotations

from typing import Final

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.scope import ArgScope
from argscope.layers._state.names import Reuse
from argscope.nets._depth import unscaled
from argscope.nets._head import auxiliary_logits, means, predicted
from argscope.nets._inception import (
    Convolution,
    Fork,
    Mixed,
    Pooling,
    Stage,
    Step,
    by_scope,
    convolutional_arg_scope,
    stages_up_to,
)
from argscope.nets._network import EndPoints, Scope, image_size, network_scope

__all__ = ["inception_v4", "inception_v4_arg_scope", "inception_v4_base"]

_ONE: Final = "Conv2d_0a_1x1"


def _pooled(channels: int) -> tuple[Step, ...]:
    return Pooling("AvgPool_0a_3x3"), Convolution("Conv2d_0b_1x1", channels)


def _inception_a(scope: str) -> Mixed:
    """Return a module of 35 x 35 positions, figure 4 of the paper."""
    three = (Convolution(_ONE, 64), Convolution("Conv2d_0b_3x3", 96))
    return Mixed(
        scope,
        (
            (Convolution(_ONE, 96),),
            three,
            (*three, Convolution("Conv2d_0c_3x3", 96)),
            _pooled(96),
        ),
    )


def _inception_b(scope: str) -> Mixed:
    """Return a module of 17 x 17 positions, figure 5 of the paper."""
    seven = (
        Convolution(_ONE, 192),
        Convolution("Conv2d_0b_1x7", 224),
        Convolution("Conv2d_0c_7x1", 256),
    )
    double_seven = (
        Convolution(_ONE, 192),
        Convolution("Conv2d_0b_7x1", 192),
        Convolution("Conv2d_0c_1x7", 224),
        Convolution("Conv2d_0d_7x1", 224),
        Convolution("Conv2d_0e_1x7", 256),
    )
    return Mixed(scope, ((Convolution(_ONE, 384),), seven, double_seven, _pooled(128)))


def _inception_c(scope: str) -> Mixed:
    """Return a module of 8 x 8 positions, figure 6 of the paper."""
    three = (
        Convolution(_ONE, 384),
        Fork((Convolution("Conv2d_0b_1x3", 256), Convolution("Conv2d_0c_3x1", 256))),
    )
    double_three = (
        Convolution(_ONE, 384),
        Convolution("Conv2d_0b_3x1", 448),
        Convolution("Conv2d_0c_1x3", 512),
        Fork((Convolution("Conv2d_0d_1x3", 256), Convolution("Conv2d_0e_3x1", 256))),
    )
    return Mixed(scope, ((Convolution(_ONE, 256),), three, double_three, _pooled(256)))


_HALVED: Final = Pooling("MaxPool_1a_3x3", 2, "VALID")

_REDUCTION_A: Final = Mixed(
    "Mixed_6a",
    (
        (Convolution("Conv2d_1a_3x3", 384, 2, "VALID"),),
        (
            Convolution(_ONE, 192),
            Convolution("Conv2d_0b_3x3", 224),
            Convolution("Conv2d_1a_3x3", 256, 2, "VALID"),
        ),
        (_HALVED,),
    ),
)
_REDUCTION_B: Final = Mixed(
    "Mixed_7a",
    (
        (Convolution(_ONE, 192), Convolution("Conv2d_1a_3x3", 192, 2, "VALID")),
        (
            Convolution(_ONE, 256),
            Convolution("Conv2d_0b_1x7", 256),
            Convolution("Conv2d_0c_7x1", 320),
            Convolution("Conv2d_1a_3x3", 320, 2, "VALID"),
        ),
        (_HALVED,),
    ),
)

# Figure 3 of the paper.
_ROOT: Final = (
    Convolution("Conv2d_1a_3x3", 32, 2, "VALID"),
    Convolution("Conv2d_2a_3x3", 32, 1, "VALID"),
    Convolution("Conv2d_2b_3x3", 64),
    Mixed(
        "Mixed_3a",
        (
            (Pooling("MaxPool_0a_3x3", 2, "VALID"),),
            (Convolution("Conv2d_0a_3x3", 96, 2, "VALID"),),
        ),
    ),
    Mixed(
        "Mixed_4a",
        (
            (Convolution(_ONE, 64), Convolution("Conv2d_1a_3x3", 96, 1, "VALID")),
            (
                Convolution(_ONE, 64),
                Convolution("Conv2d_0b_1x7", 64),
                Convolution("Conv2d_0c_7x1", 64),
                Convolution("Conv2d_1a_3x3", 96, 1, "VALID"),
            ),
        ),
    ),
    Mixed("Mixed_5a", ((Convolution("Conv2d_1a_3x3", 192, 2, "VALID"),), (_HALVED,))),
)

# Szegedy et al. 2016, arXiv:1602.07261, figure 9.
_STAGES: Final[dict[str, Stage]] = by_scope(
    *_ROOT,
    *(_inception_a(f"Mixed_5{letter}") for letter in "bcde"),
    _REDUCTION_A,
    *(_inception_b(f"Mixed_6{letter}") for letter in "bcdefgh"),
    _REDUCTION_B,
    *(_inception_c(f"Mixed_7{letter}") for letter in "bcd"),
)


def inception_v4_arg_scope(
    weight_decay: float = 0.00004,
    use_batch_norm: bool = True,
    batch_norm_decay: float = 0.9997,
    batch_norm_epsilon: float = 0.001,
) -> ArgScope:
    """Return the scope under which Inception V4 is built.

    As `argscope.nets.inception_v2.inception_v2_arg_scope`.

    Args:
        weight_decay: Scale of the penalty on weights, >= 0.
        use_batch_norm: Whether convolutions are normalized.
        batch_norm_decay: Decay of the moving averages, in [0, 1].
        batch_norm_epsilon: Added to variances, > 0.
    """
    return convolutional_arg_scope(
        weight_decay,
        use_batch_norm=use_batch_norm,
        decay=batch_norm_decay,
        epsilon=batch_norm_epsilon,
    )


def inception_v4_base(
    inputs: Tensor, final_endpoint: str = "Mixed_7d", scope: Scope = None
) -> tuple[Tensor, EndPoints]:
    """Compute Inception V4 up to one of its stages.

    Args:
        inputs: Images, shape `(batch, height, width, channels)`.
        final_endpoint: The last stage: `Conv2d_1a_3x3`, `Conv2d_2a_3x3`,
            `Conv2d_2b_3x3`, `Mixed_3a`, `Mixed_4a`, `Mixed_5a` to `Mixed_5e`,
            `Mixed_6a` to `Mixed_6h` or `Mixed_7a` to `Mixed_7d`.
        scope: Name of the variables' scope; default: `InceptionV4`.

    Returns:
        The output of that stage, and a dict with the outputs of all stages up to it.

    Raises:
        NetworkArgumentError: There is no such stage.
    """
    stages = stages_up_to("inception_v4_base", _STAGES, final_endpoint)
    end_points: EndPoints = {}
    net = inputs
    with layers.variable_scope(scope, "InceptionV4"):
        for name, stage in stages:
            net = stage.compute(net, unscaled)
            end_points[name] = net
    return net, end_points


@image_size(299)
def inception_v4(
    inputs: Tensor,
    num_classes: int | None = 1001,
    is_training: bool | None = None,
    dropout_keep_prob: float = 0.8,
    reuse: Reuse = None,
    scope: Scope = "InceptionV4",
    create_aux_logits: bool = True,
) -> tuple[Tensor, EndPoints]:
    """Compute Inception V4: 46.0 million parameters for 1000 classes.

    Of these, 3.4 million are of the classes halfway, which only help training. Top-1
    accuracy of the published weights on ImageNet: 80.2 %
    (github.com/tensorflow/models, research/slim/README.md).

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

    Returns:
        The logits, shape `(batch, num_classes)`, and a dict of end points: the outputs
        of all stages, `AuxLogits`, `global_pool`, `PreLogitsFlatten`, `Logits` and
        `Predictions`.

    Source:
        Szegedy et al. 2016, "Inception-v4, Inception-ResNet and the impact of residual
        connections on learning", arXiv:1602.07261; github.com/tensorflow/models,
        research/slim/nets/inception_v4.py.
    """
    with network_scope(
        scope, "InceptionV4", reuse=reuse, is_training=is_training
    ) as here:
        net, end_points = inception_v4_base(inputs, scope=here)
        if create_aux_logits and num_classes:
            end_points["AuxLogits"] = auxiliary_logits(
                end_points["Mixed_6h"],
                num_classes,
                last_convolution="Conv2d_2a",
                classes="Aux_logits",
            )
        with layers.variable_scope("Logits"):
            net = means(net, end_points)
            if not num_classes:
                return net, end_points
            net = layers.dropout(net, dropout_keep_prob, scope="Dropout_1b")
            net = layers.flatten(net)
            end_points["PreLogitsFlatten"] = net
            logits = layers.fully_connected(
                net, num_classes, activation_fn=None, scope="Logits"
            )
        return predicted(logits, end_points, ops.softmax)
