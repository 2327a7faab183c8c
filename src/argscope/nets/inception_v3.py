"""Inception V3: large windows made of small and of one-sided ones, and classes halfway."""

from __future__ import annotations

from typing import Final

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.layers._state.names import Reuse
from argscope.nets._depth import Depth, scaled
from argscope.nets._head import at_most, class_logits, pooled, predicted
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
from argscope.nets._truncated_normal import TruncatedNormal

__all__ = ["inception_v3", "inception_v3_arg_scope", "inception_v3_base"]

_ONE: Final = "Conv2d_0a_1x1"
_FIVE: Final = (Convolution(_ONE, 48), Convolution("Conv2d_0b_5x5", 64))
# Names that are slips of the original's, which are in its published checkpoints.
_FIVE_OF_5C: Final = (
    Convolution("Conv2d_0b_1x1", 48),
    Convolution("Conv_1_0c_5x5", 64),
)
_DOUBLE_THREE: Final = (
    Convolution(_ONE, 64),
    Convolution("Conv2d_0b_3x3", 96),
    Convolution("Conv2d_0c_3x3", 96),
)


def _pooled(channels: int) -> tuple[Step, ...]:
    return Pooling("AvgPool_0a_3x3"), Convolution("Conv2d_0b_1x1", channels)


def _module_5(scope: str, pooled: int, five: tuple[Step, ...] = _FIVE) -> Mixed:
    """Return a module of 35 x 35 positions, figure 5 of the paper."""
    return Mixed(
        scope, ((Convolution(_ONE, 64),), five, _DOUBLE_THREE, _pooled(pooled))
    )


def _module_6(scope: str, narrow: int) -> Mixed:
    """Return a module of 17 x 17 positions, figure 6 of the paper."""
    seven = (
        Convolution(_ONE, narrow),
        Convolution("Conv2d_0b_1x7", narrow),
        Convolution("Conv2d_0c_7x1", 192),
    )
    double_seven = (
        Convolution(_ONE, narrow),
        Convolution("Conv2d_0b_7x1", narrow),
        Convolution("Conv2d_0c_1x7", narrow),
        Convolution("Conv2d_0d_7x1", narrow),
        Convolution("Conv2d_0e_1x7", 192),
    )
    return Mixed(scope, ((Convolution(_ONE, 192),), seven, double_seven, _pooled(192)))


def _module_7(scope: str, second_side: str) -> Mixed:
    """Return a module of 8 x 8 positions, figure 7 of the paper."""
    three = (
        Convolution(_ONE, 384),
        Fork((Convolution("Conv2d_0b_1x3", 384), Convolution(second_side, 384))),
    )
    double_three = (
        Convolution(_ONE, 448),
        Convolution("Conv2d_0b_3x3", 384),
        Fork((Convolution("Conv2d_0c_1x3", 384), Convolution("Conv2d_0d_3x1", 384))),
    )
    return Mixed(scope, ((Convolution(_ONE, 320),), three, double_three, _pooled(192)))


_REDUCTION_6A: Final = Mixed(
    "Mixed_6a",
    (
        (Convolution("Conv2d_1a_1x1", 384, 2, "VALID", window=(3, 3)),),
        (
            Convolution(_ONE, 64),
            Convolution("Conv2d_0b_3x3", 96),
            Convolution("Conv2d_1a_1x1", 96, 2, "VALID", window=(3, 3)),
        ),
        (Pooling("MaxPool_1a_3x3", 2, "VALID"),),
    ),
)
_REDUCTION_7A: Final = Mixed(
    "Mixed_7a",
    (
        (Convolution(_ONE, 192), Convolution("Conv2d_1a_3x3", 320, 2, "VALID")),
        (
            Convolution(_ONE, 192),
            Convolution("Conv2d_0b_1x7", 192),
            Convolution("Conv2d_0c_7x1", 192),
            Convolution("Conv2d_1a_3x3", 192, 2, "VALID"),
        ),
        (Pooling("MaxPool_1a_3x3", 2, "VALID"),),
    ),
)

# Szegedy et al. 2015, arXiv:1512.00567, table 1, as TF-Slim has it.
_STAGES: Final[dict[str, Stage]] = by_scope(
    Convolution("Conv2d_1a_3x3", 32, 2, "VALID"),
    Convolution("Conv2d_2a_3x3", 32, 1, "VALID"),
    Convolution("Conv2d_2b_3x3", 64),
    Pooling("MaxPool_3a_3x3", 2, "VALID"),
    Convolution("Conv2d_3b_1x1", 80),
    Convolution("Conv2d_4a_3x3", 192, 1, "VALID"),
    Pooling("MaxPool_5a_3x3", 2, "VALID"),
    _module_5("Mixed_5b", 32),
    _module_5("Mixed_5c", 64, _FIVE_OF_5C),
    _module_5("Mixed_5d", 64),
    _REDUCTION_6A,
    _module_6("Mixed_6b", 128),
    _module_6("Mixed_6c", 160),
    _module_6("Mixed_6d", 160),
    _module_6("Mixed_6e", 192),
    _REDUCTION_7A,
    _module_7("Mixed_7b", "Conv2d_0b_3x1"),
    _module_7("Mixed_7c", "Conv2d_0c_3x1"),
)


def inception_v3_arg_scope(
    weight_decay: float = 0.00004,
    batch_norm_var_collection: str = "moving_vars",
    batch_norm_decay: float = 0.9997,
    batch_norm_epsilon: float = 0.001,
    updates_collections: str | None = "update_ops",
    use_fused_batchnorm: bool | None = True,
) -> ArgScope:
    """Return the scope under which Inception V3 is built.

    As `argscope.nets.inception_v2.inception_v2_arg_scope`.

    Args:
        weight_decay: Scale of the penalty on weights, >= 0.
        batch_norm_var_collection: Collection for the moving averages.
        batch_norm_decay: Decay of the moving averages, in [0, 1].
        batch_norm_epsilon: Added to variances, > 0.
        updates_collections: Collection for the updates of the moving averages.
        use_fused_batchnorm: As `fused` of `argscope.layers.batch_norm`.
    """
    return convolutional_arg_scope(
        weight_decay,
        moving_averages=batch_norm_var_collection,
        decay=batch_norm_decay,
        epsilon=batch_norm_epsilon,
        updates_collections=updates_collections,
        fused=use_fused_batchnorm,
    )


def inception_v3_base(
    inputs: Tensor,
    final_endpoint: str = "Mixed_7c",
    min_depth: int = 16,
    depth_multiplier: float = 1.0,
    scope: Scope = None,
) -> tuple[Tensor, EndPoints]:
    """Compute Inception V3 up to one of its stages.

    Args:
        inputs: Images, shape `(batch, height, width, channels)`.
        final_endpoint: The last stage: `Conv2d_1a_3x3`, `Conv2d_2a_3x3`,
            `Conv2d_2b_3x3`, `MaxPool_3a_3x3`, `Conv2d_3b_1x1`, `Conv2d_4a_3x3`,
            `MaxPool_5a_3x3`, `Mixed_5b` to `Mixed_5d`, `Mixed_6a` to `Mixed_6e` or
            `Mixed_7a` to `Mixed_7c`.
        min_depth: Least number of channels of a convolution.
        depth_multiplier: Scales all numbers of channels, > 0.
        scope: Name of the variables' scope; default: `InceptionV3`.

    Returns:
        The output of that stage, and a dict with the outputs of all stages up to it.

    Raises:
        NetworkArgumentError: There is no such stage, or the multiplier is not positive.
    """
    depth = scaled("inception_v3_base", depth_multiplier, min_depth)
    stages = stages_up_to("inception_v3_base", _STAGES, final_endpoint)
    end_points: EndPoints = {}
    net = inputs
    with layers.variable_scope(scope, "InceptionV3"):
        for name, stage in stages:
            net = stage.compute(net, depth)
            end_points[name] = net
    return net, end_points


@image_size(299)
def inception_v3(
    inputs: Tensor,
    num_classes: int | None = 1000,
    is_training: bool | None = None,
    dropout_keep_prob: float = 0.8,
    min_depth: int = 16,
    depth_multiplier: float = 1.0,
    prediction_fn: Activation = ops.softmax,
    spatial_squeeze: bool = True,
    reuse: Reuse = None,
    create_aux_logits: bool = True,
    scope: Scope = "InceptionV3",
    *,
    global_pool: bool = False,
) -> tuple[Tensor, EndPoints]:
    """Compute Inception V3: 27.1 million parameters for 1000 classes.

    Of these, 3.3 million are of the classes halfway, which only help training. Top-1
    accuracy of the published weights on ImageNet: 78.0 %
    (github.com/tensorflow/models, research/slim/README.md).

    Args:
        inputs: Images, shape `(batch, height, width, channels)`; 299 x 299 pixels or
            less, or any size without `spatial_squeeze`, or with `global_pool` and
            without `create_aux_logits`.
        num_classes: Number of classes; None returns the features.
        is_training: Whether dropout is active and batch normalization uses the batch's
            statistics. None follows the model's mode; the original's default is True.
        dropout_keep_prob: Probability that a feature is kept, in (0, 1].
        min_depth: Least number of channels of a convolution.
        depth_multiplier: Scales all numbers of channels, > 0.
        prediction_fn: Makes predictions of logits.
        spatial_squeeze: Whether to drop the axes of height and width of the logits,
            which must have size 1.
        reuse: Share the variables of an earlier network with the same scope.
        create_aux_logits: Whether to compute logits halfway, too.
        scope: Name of the variables' scope.
        global_pool: Whether to take the mean over all positions before the classes,
            instead of over windows of 8 x 8.

    Returns:
        The logits, shape `(batch, num_classes)`, and a dict of end points: the outputs
        of all stages, `AuxLogits`, `PreLogits`, `Logits` and `Predictions`.

    Raises:
        NetworkArgumentError: `depth_multiplier` is not positive.

    Source:
        Szegedy et al. 2015, "Rethinking the Inception architecture for computer
        vision", arXiv:1512.00567; tf_slim/nets/inception_v3.py. The last argument, and
        that `num_classes` may be None, are of github.com/tensorflow/models,
        research/slim.
    """
    depth = scaled("inception_v3", depth_multiplier, min_depth)
    with network_scope(
        scope, "InceptionV3", reuse=reuse, is_training=is_training
    ) as here:
        net, end_points = inception_v3_base(
            inputs, min_depth=min_depth, depth_multiplier=depth_multiplier, scope=here
        )
        if create_aux_logits and num_classes:
            end_points["AuxLogits"] = _auxiliary_logits(
                end_points["Mixed_6e"], num_classes, depth, spatial_squeeze
            )
        with layers.variable_scope("Logits"):
            net = pooled(net, [8, 8], end_points, global_pool=global_pool)
            if not num_classes:
                return net, end_points
            net = layers.dropout(net, dropout_keep_prob, scope="Dropout_1b")
            end_points["PreLogits"] = net
            logits = class_logits(
                net, num_classes, scope="Conv2d_1c_1x1", spatial_squeeze=spatial_squeeze
            )
        return predicted(logits, end_points, prediction_fn)


def _auxiliary_logits(
    net: Tensor, num_classes: int, depth: Depth, spatial_squeeze: bool
) -> Tensor:
    with layers.variable_scope("AuxLogits"):
        net = layers.avg_pool2d(net, [5, 5], stride=3, padding="VALID")
        net = layers.conv2d(net, depth(128), [1, 1], scope="Conv2d_1b_1x1")
        height, width = at_most(net, [5, 5])
        net = layers.conv2d(
            net,
            depth(768),
            [height, width],
            padding="VALID",
            weights_initializer=TruncatedNormal(0.01),
            scope=f"Conv2d_2a_{height}x{width}",
        )
        return class_logits(
            net,
            num_classes,
            scope="Conv2d_2b_1x1",
            spatial_squeeze=spatial_squeeze,
            stddev=0.001,
        )
