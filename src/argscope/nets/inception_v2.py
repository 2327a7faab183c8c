"""Inception V2: batch normalization, and no convolution wider than 3x3 after the first."""

from __future__ import annotations

from typing import Final

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.layers._state.names import Reuse
from argscope.nets._depth import scaled
from argscope.nets._head import class_logits, pooled, predicted
from argscope.nets._inception import (
    Convolution,
    Mixed,
    Pooling,
    Separable,
    Stage,
    Step,
    by_scope,
    convolutional_arg_scope,
    stages_up_to,
)
from argscope.nets._network import EndPoints, Scope, image_size, network_scope

__all__ = ["inception_v2", "inception_v2_arg_scope", "inception_v2_base"]


def _module(
    scope: str,
    one: int,
    three: tuple[int, int],
    double_three: tuple[int, int],
    pooled: int,
    pool: str = "AvgPool",
) -> Mixed:
    return Mixed(
        scope,
        (
            (Convolution("Conv2d_0a_1x1", one),),
            _three_by_three(*three),
            _double_three_by_three(*double_three),
            (
                Pooling(f"{pool}_0a_3x3"),
                Convolution("Conv2d_0b_1x1", pooled, stddev=0.1),
            ),
        ),
    )


def _reduction(scope: str, three: tuple[int, int], double: tuple[int, int]) -> Mixed:
    halved = Convolution("Conv2d_1a_3x3", three[1], stride=2)
    last = Convolution("Conv2d_1a_3x3", double[1], stride=2)
    return Mixed(
        scope,
        (
            (_narrow(three[0]), halved),
            (*_three_by_three(*double), last),
            (Pooling("MaxPool_1a_3x3", stride=2),),
        ),
    )


def _narrow(channels: int) -> Convolution:
    return Convolution("Conv2d_0a_1x1", channels, stddev=0.09)


def _three_by_three(narrow: int, wide: int) -> tuple[Step, ...]:
    return _narrow(narrow), Convolution("Conv2d_0b_3x3", wide)


def _double_three_by_three(narrow: int, wide: int) -> tuple[Step, ...]:
    return *_three_by_three(narrow, wide), Convolution("Conv2d_0c_3x3", wide)


_SEPARABLE: Final = Separable("Conv2d_1a_7x7", 64, stride=2, stddev=1.0)
_PLAIN: Final = Convolution("Conv2d_1a_7x7", 64, stride=2, stddev=1.0)

# Ioffe & Szegedy 2015, arXiv:1502.03167, figure 5, as TF-Slim has it.
_ROOT: Final[dict[str, Stage]] = by_scope(
    Pooling("MaxPool_2a_3x3", stride=2),
    Convolution("Conv2d_2b_1x1", 64, stddev=0.1),
    Convolution("Conv2d_2c_3x3", 192),
    Pooling("MaxPool_3a_3x3", stride=2),
)
_MODULES: Final[dict[str, Stage]] = by_scope(
    _module("Mixed_3b", 64, (64, 64), (64, 96), 32),
    _module("Mixed_3c", 64, (64, 96), (64, 96), 64),
    _reduction("Mixed_4a", (128, 160), (64, 96)),
    _module("Mixed_4b", 224, (64, 96), (96, 128), 128),
    _module("Mixed_4c", 192, (96, 128), (96, 128), 128),
    _module("Mixed_4d", 160, (128, 160), (128, 160), 96),
    _module("Mixed_4e", 96, (128, 192), (160, 192), 96),
    _reduction("Mixed_5a", (128, 192), (192, 256)),
    _module("Mixed_5b", 352, (192, 320), (160, 224), 128),
    _module("Mixed_5c", 352, (192, 320), (192, 224), 128, "MaxPool"),
)


def inception_v2_arg_scope(
    weight_decay: float = 0.00004, batch_norm_var_collection: str = "moving_vars"
) -> ArgScope:
    """Return the scope under which Inception V2 is built.

    Convolutions have L2 penalties, variance scaling initializers, ReLU and batch
    normalization; the separable one at the beginning has none of them but ReLU.

    Args:
        weight_decay: Scale of the penalty on weights, >= 0.
        batch_norm_var_collection: Collection for the moving averages.
    """
    return convolutional_arg_scope(
        weight_decay,
        moving_averages=batch_norm_var_collection,
        decay=0.9997,
        epsilon=0.001,
    )


def inception_v2_base(
    inputs: Tensor,
    final_endpoint: str = "Mixed_5c",
    min_depth: int = 16,
    depth_multiplier: float = 1.0,
    scope: Scope = None,
    *,
    use_separable_conv: bool = True,
    include_root_block: bool = True,
) -> tuple[Tensor, EndPoints]:
    """Compute Inception V2 up to one of its stages.

    Args:
        inputs: Images, or features without root block, shape
            `(batch, height, width, channels)`.
        final_endpoint: The last stage: `Conv2d_1a_7x7`, `MaxPool_2a_3x3`,
            `Conv2d_2b_1x1`, `Conv2d_2c_3x3`, `MaxPool_3a_3x3`, `Mixed_3b`, `Mixed_3c`,
            `Mixed_4a` to `Mixed_4e`, `Mixed_5a`, `Mixed_5b` or `Mixed_5c`.
        min_depth: Least number of channels of a convolution.
        depth_multiplier: Scales all numbers of channels, > 0.
        scope: Name of the variables' scope; default: `InceptionV2`.
        use_separable_conv: Whether the first convolution is separable.
        include_root_block: Whether to begin with the stages before `Mixed_3b`.

    Returns:
        The output of that stage, and a dict with the outputs of all stages up to it.

    Raises:
        NetworkArgumentError: There is no such stage, or the multiplier is not positive.

    Source:
        tf_slim/nets/inception_v2.py. The last two arguments are of
        github.com/tensorflow/models, research/slim.
    """
    depth = scaled("inception_v2_base", depth_multiplier, min_depth)
    first = by_scope(_SEPARABLE if use_separable_conv else _PLAIN)
    root = {**first, **_ROOT} if include_root_block else {}
    stages = stages_up_to("inception_v2_base", {**root, **_MODULES}, final_endpoint)
    end_points: EndPoints = {}
    net = inputs
    with layers.variable_scope(scope, "InceptionV2"):
        for name, stage in stages:
            net = stage.compute(net, depth)
            end_points[name] = net
    return net, end_points


@image_size(224)
def inception_v2(
    inputs: Tensor,
    num_classes: int | None = 1000,
    is_training: bool | None = None,
    dropout_keep_prob: float = 0.8,
    min_depth: int = 16,
    depth_multiplier: float = 1.0,
    prediction_fn: Activation = ops.softmax,
    spatial_squeeze: bool = True,
    reuse: Reuse = None,
    scope: Scope = "InceptionV2",
    *,
    global_pool: bool = False,
) -> tuple[Tensor, EndPoints]:
    """Compute Inception V2: 11.2 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 73.9 %
    (github.com/tensorflow/models, research/slim/README.md).

    Args:
        inputs: Images, shape `(batch, height, width, channels)`; 224 x 224 pixels or
            less, or any size with `global_pool` or without `spatial_squeeze`.
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
        scope: Name of the variables' scope.
        global_pool: Whether to take the mean over all positions before the classes,
            instead of over windows of 7 x 7.

    Returns:
        The logits, shape `(batch, num_classes)`, and a dict of end points: the outputs
        of all stages, `Logits` and `Predictions`.

    Raises:
        NetworkArgumentError: `depth_multiplier` is not positive.

    Source:
        Ioffe & Szegedy 2015, "Batch normalization: accelerating deep network training
        by reducing internal covariate shift", arXiv:1502.03167;
        tf_slim/nets/inception_v2.py. The last argument, and that `num_classes` may be
        None, are of github.com/tensorflow/models, research/slim.
    """
    with network_scope(
        scope, "InceptionV2", reuse=reuse, is_training=is_training
    ) as here:
        net, end_points = inception_v2_base(
            inputs, min_depth=min_depth, depth_multiplier=depth_multiplier, scope=here
        )
        with layers.variable_scope("Logits"):
            net = pooled(net, [7, 7], end_points, global_pool=global_pool)
            if not num_classes:
                return net, end_points
            net = layers.dropout(net, dropout_keep_prob, scope="Dropout_1b")
            logits = class_logits(
                net, num_classes, scope="Conv2d_1c_1x1", spatial_squeeze=spatial_squeeze
            )
        return predicted(logits, end_points, prediction_fn)
