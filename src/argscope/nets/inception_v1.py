"""Inception V1 (GoogLeNet): modules of four branches side by side, from one table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.layers._state.names import Reuse
from argscope.nets._head import squeezed
from argscope.nets._inception import convolutional_arg_scope
from argscope.nets._network import EndPoints, Scope, image_size, network_scope
from argscope.nets._truncated_normal import TruncatedNormal
from argscope.nets.errors import NetworkArgumentError

__all__ = ["inception_v1", "inception_v1_arg_scope", "inception_v1_base"]


class _Convolution(NamedTuple):
    channels: int
    window: int
    stride: int = 1


class _Pooling(NamedTuple):
    window: int


class _Module(NamedTuple):
    """Channels of the branches; where there are two numbers, of two convolutions."""

    one: int
    three: tuple[int, int]
    second_three: tuple[int, int]
    pooled: int
    last_scope: str = "Conv2d_0b_3x3"


# Szegedy et al. 2014, arXiv:1409.4842, table 1. Its 5x5 convolutions are 3x3 here.
_STAGES: Final[dict[str, _Convolution | _Pooling | _Module]] = {
    "Conv2d_1a_7x7": _Convolution(64, 7, 2),
    "MaxPool_2a_3x3": _Pooling(3),
    "Conv2d_2b_1x1": _Convolution(64, 1),
    "Conv2d_2c_3x3": _Convolution(192, 3),
    "MaxPool_3a_3x3": _Pooling(3),
    "Mixed_3b": _Module(64, (96, 128), (16, 32), 32),
    "Mixed_3c": _Module(128, (128, 192), (32, 96), 64),
    "MaxPool_4a_3x3": _Pooling(3),
    "Mixed_4b": _Module(192, (96, 208), (16, 48), 64),
    "Mixed_4c": _Module(160, (112, 224), (24, 64), 64),
    "Mixed_4d": _Module(128, (128, 256), (24, 64), 64),
    "Mixed_4e": _Module(112, (144, 288), (32, 64), 64),
    "Mixed_4f": _Module(256, (160, 320), (32, 128), 128),
    "MaxPool_5a_2x2": _Pooling(2),
    # A slip of the original's, which is in its published checkpoints.
    "Mixed_5b": _Module(256, (160, 320), (32, 128), 128, "Conv2d_0a_3x3"),
    "Mixed_5c": _Module(384, (192, 384), (48, 128), 128),
}


def inception_v1_arg_scope(
    weight_decay: float = 0.00004,
    use_batch_norm: bool = True,
    batch_norm_var_collection: str = "moving_vars",
) -> ArgScope:
    """Return the scope under which Inception V1 is built.

    Convolutions have L2 penalties, variance scaling initializers, ReLU and batch
    normalization (which the paper did not yet have).

    Args:
        weight_decay: Scale of the penalty on weights, >= 0.
        use_batch_norm: Whether convolutions are normalized.
        batch_norm_var_collection: Collection for the moving averages.
    """
    return convolutional_arg_scope(
        weight_decay,
        use_batch_norm=use_batch_norm,
        moving_averages=batch_norm_var_collection,
        decay=0.9997,
        epsilon=0.001,
    )


def inception_v1_base(
    inputs: Tensor, final_endpoint: str = "Mixed_5c", scope: Scope = "InceptionV1"
) -> tuple[Tensor, EndPoints]:
    """Compute Inception V1 up to one of its stages.

    Args:
        inputs: Images, shape `(batch, height, width, channels)`.
        final_endpoint: The last stage: `Conv2d_1a_7x7`, `MaxPool_2a_3x3`,
            `Conv2d_2b_1x1`, `Conv2d_2c_3x3`, `MaxPool_3a_3x3`, `Mixed_3b`, `Mixed_3c`,
            `MaxPool_4a_3x3`, `Mixed_4b` to `Mixed_4f`, `MaxPool_5a_2x2`, `Mixed_5b` or
            `Mixed_5c`.
        scope: Name of the variables' scope.

    Returns:
        The output of that stage, and a dict with the outputs of all stages up to it.

    Raises:
        NetworkArgumentError: There is no such stage.
    """
    if final_endpoint not in _STAGES:
        raise NetworkArgumentError.about(
            "inception_v1_base",
            "final_endpoint",
            final_endpoint,
            expected=f"one of {', '.join(_STAGES)}",
        )
    end_points: EndPoints = {}
    net = inputs
    with (
        layers.variable_scope(scope, "InceptionV1"),
        arg_scope(
            [layers.conv2d, layers.fully_connected],
            weights_initializer=TruncatedNormal(0.01),
        ),
        arg_scope([layers.conv2d, layers.max_pool2d], stride=1, padding="SAME"),
    ):
        for name, stage in _stages_up_to(final_endpoint):
            net = _compute(net, name, stage)
            end_points[name] = net
    return net, end_points


@image_size(224)
def inception_v1(
    inputs: Tensor,
    num_classes: int | None = 1000,
    is_training: bool | None = None,
    dropout_keep_prob: float = 0.8,
    prediction_fn: Activation = ops.softmax,
    spatial_squeeze: bool = True,
    reuse: Reuse = None,
    scope: Scope = "InceptionV1",
    *,
    global_pool: bool = False,
) -> tuple[Tensor, EndPoints]:
    """Compute Inception V1: 6.6 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 69.8 %
    (github.com/tensorflow/models, research/slim/README.md).

    Args:
        inputs: Images, shape `(batch, height, width, channels)`; 224 x 224 pixels, or
            any size with `global_pool`.
        num_classes: Number of classes; None returns the features.
        is_training: Whether dropout is active and batch normalization uses the batch's
            statistics. None follows the model's mode; the original's default is True.
        dropout_keep_prob: Probability that a feature is kept, in (0, 1].
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

    Source:
        Szegedy et al. 2014, "Going deeper with convolutions", arXiv:1409.4842;
        tf_slim/nets/inception_v1.py. The last argument is that of
        github.com/tensorflow/models, research/slim.
    """
    with network_scope(
        scope, "InceptionV1", reuse=reuse, is_training=is_training
    ) as here:
        net, end_points = inception_v1_base(inputs, scope=here)
        with layers.variable_scope("Logits"):
            if global_pool:
                net = ops.mean(net, (1, 2), keepdims=True)
                end_points["global_pool"] = net
            else:
                net = layers.avg_pool2d(net, [7, 7], stride=1, scope="MaxPool_0a_7x7")
            if not num_classes:
                return net, end_points
            net = layers.dropout(net, dropout_keep_prob, scope="Dropout_0b")
            logits = layers.conv2d(
                net,
                num_classes,
                [1, 1],
                activation_fn=None,
                normalizer_fn=None,
                scope="Conv2d_0c_1x1",
            )
        if spatial_squeeze:
            logits = squeezed(logits)
        end_points["Logits"] = logits
        end_points["Predictions"] = prediction_fn(logits)
        return logits, end_points


def _stages_up_to(
    last: str,
) -> Iterator[tuple[str, _Convolution | _Pooling | _Module]]:
    for name, stage in _STAGES.items():
        yield name, stage
        if name == last:
            return


def _compute(
    net: Tensor, name: str, stage: _Convolution | _Pooling | _Module
) -> Tensor:
    if isinstance(stage, _Convolution):
        window = [stage.window, stage.window]
        return layers.conv2d(
            net, stage.channels, window, stride=stage.stride, scope=name
        )
    if isinstance(stage, _Pooling):
        window = [stage.window, stage.window]
        return layers.max_pool2d(net, window, stride=2, scope=name)
    with layers.variable_scope(name):
        return _mixed(net, stage)


def _mixed(net: Tensor, module: _Module) -> Tensor:
    conv2d, branch = layers.conv2d, layers.variable_scope
    with branch("Branch_0"):
        one = conv2d(net, module.one, [1, 1], scope="Conv2d_0a_1x1")
    with branch("Branch_1"):
        three = conv2d(net, module.three[0], [1, 1], scope="Conv2d_0a_1x1")
        three = conv2d(three, module.three[1], [3, 3], scope="Conv2d_0b_3x3")
    with branch("Branch_2"):
        second = conv2d(net, module.second_three[0], [1, 1], scope="Conv2d_0a_1x1")
        second = conv2d(second, module.second_three[1], [3, 3], scope=module.last_scope)
    with branch("Branch_3"):
        pooled = layers.max_pool2d(net, [3, 3], scope="MaxPool_0a_3x3")
        pooled = conv2d(pooled, module.pooled, [1, 1], scope="Conv2d_0b_1x1")
    return ops.concatenate([one, three, second, pooled], -1)
