"""MobileNet V1: convolutions split into one of each channel by itself, and a 1x1 one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from keras import ops

from argscope import layers
from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation, Normalizer
from argscope.layers._state.names import Reuse
from argscope.nets._depth import Depth, scaled
from argscope.nets._head import at_most, class_logits, means, predicted
from argscope.nets._network import EndPoints, Scope, image_size, network_scope
from argscope.nets._padding import fixed_padding
from argscope.nets._truncated_normal import TruncatedNormal
from argscope.nets.errors import NetworkArgumentError

__all__ = [
    "Conv",
    "DepthSepConv",
    "mobilenet_v1",
    "mobilenet_v1_025",
    "mobilenet_v1_050",
    "mobilenet_v1_075",
    "mobilenet_v1_arg_scope",
    "mobilenet_v1_base",
]


class Conv(NamedTuple):
    """A convolution: window, step, and number of output channels."""

    kernel: Sequence[int]
    stride: int
    depth: int


class DepthSepConv(NamedTuple):
    """A depthwise convolution and a 1x1 convolution; the window is of the former."""

    kernel: Sequence[int]
    stride: int
    depth: int


# Howard et al. 2017, arXiv:1704.04861, table 1.
_ROWS: Final[Sequence[Conv | DepthSepConv]] = (
    Conv((3, 3), 2, 32),
    *(
        DepthSepConv((3, 3), stride, depth)
        for stride, depth in (
            *((1, 64), (2, 128), (1, 128), (2, 256), (1, 256), (2, 512)),
            *([(1, 512)] * 5),
            *((2, 1024), (1, 1024)),
        )
    ),
)


def mobilenet_v1_arg_scope(
    is_training: bool | None = None,
    weight_decay: float = 0.00004,
    stddev: float = 0.09,
    regularize_depthwise: bool = False,
    batch_norm_decay: float = 0.9997,
    batch_norm_epsilon: float = 0.001,
    batch_norm_updates_collections: str | None = "update_ops",
    normalizer_fn: Normalizer | None = layers.batch_norm,
) -> ArgScope:
    """Return the scope under which MobileNet V1 is built.

    Convolutions have truncated normal initializers, ReLU6 and batch normalization with
    a learned scale.

    Args:
        is_training: Mode of batch normalization. None leaves it to the network; the
            original's default is True.
        weight_decay: Scale of the L2 penalty on weights, >= 0.
        stddev: Standard deviation of initial weights.
        regularize_depthwise: Whether depthwise convolutions have the penalty, too.
        batch_norm_decay: Decay of the moving averages, in [0, 1].
        batch_norm_epsilon: Added to variances, > 0.
        batch_norm_updates_collections: Collection for the updates of the moving
            averages.
        normalizer_fn: Normalizes convolutions.
    """
    batch_norm: dict[str, Any] = {
        "center": True,
        "scale": True,
        "decay": batch_norm_decay,
        "epsilon": batch_norm_epsilon,
        "updates_collections": batch_norm_updates_collections,
    }
    if is_training is not None:
        batch_norm["is_training"] = is_training
    penalty = layers.l2_regularizer(weight_decay)
    with (
        arg_scope(
            [layers.conv2d, layers.separable_conv2d],
            weights_initializer=TruncatedNormal(stddev),
            activation_fn=ops.relu6,
            normalizer_fn=normalizer_fn,
        ),
        arg_scope([layers.batch_norm], **batch_norm),
        arg_scope([layers.conv2d], weights_regularizer=penalty),
        arg_scope(
            [layers.separable_conv2d],
            weights_regularizer=penalty if regularize_depthwise else None,
        ) as scope,
    ):
        return scope


def mobilenet_v1_base(
    inputs: Tensor,
    final_endpoint: str = "Conv2d_13_pointwise",
    min_depth: int = 8,
    depth_multiplier: float = 1.0,
    conv_defs: Sequence[Conv | DepthSepConv] | None = None,
    output_stride: int | None = None,
    use_explicit_padding: bool = False,
    scope: Scope = None,
) -> tuple[Tensor, EndPoints]:
    """Compute MobileNet V1 up to one of its stages.

    Args:
        inputs: Images, shape `(batch, height, width, channels)`.
        final_endpoint: The last stage: `Conv2d_0`, or `Conv2d_1_depthwise`,
            `Conv2d_1_pointwise`, ... to `Conv2d_13_pointwise`.
        min_depth: Least number of channels of a convolution.
        depth_multiplier: Scales all numbers of channels, > 0.
        conv_defs: Other convolutions than the paper's.
        output_stride: Pixels for each position of the features: 8, 16 or 32; later
            convolutions are then dilated. None for the paper's strides.
        use_explicit_padding: Whether to pad by the window alone, and not by the size
            of the features, too.
        scope: Name of the variables' scope; default: `MobilenetV1`.

    Returns:
        The output of that stage, and a dict with the outputs of all stages up to it.

    Raises:
        NetworkArgumentError: There is no such stage or stride, or the multiplier is not
            positive.
    """
    depth = scaled("mobilenet_v1_base", depth_multiplier, min_depth)
    if output_stride not in (None, 8, 16, 32):
        raise NetworkArgumentError.about(
            "mobilenet_v1_base",
            "output_stride",
            output_stride,
            expected="8, 16, 32 or None",
        )
    padding = "VALID" if use_explicit_padding else "SAME"
    end_points: EndPoints = {}
    net = inputs
    with (
        layers.variable_scope(scope, "MobilenetV1"),
        arg_scope([layers.conv2d, layers.separable_conv2d], padding=padding),
    ):
        for name, step in _steps(_ROWS if conv_defs is None else conv_defs,
                                 depth, output_stride):  # fmt: skip
            if use_explicit_padding:
                net = fixed_padding(net, step.kernel, step.rate)
            net = step.compute(net, name)
            end_points[name] = net
            if name == final_endpoint:
                return net, end_points
    raise NetworkArgumentError.about(
        "mobilenet_v1_base",
        "final_endpoint",
        final_endpoint,
        expected=f"one of {', '.join(end_points)}",
    )


@image_size(224)
def mobilenet_v1(
    inputs: Tensor,
    num_classes: int | None = 1000,
    dropout_keep_prob: float = 0.999,
    is_training: bool | None = None,
    min_depth: int = 8,
    depth_multiplier: float = 1.0,
    conv_defs: Sequence[Conv | DepthSepConv] | None = None,
    prediction_fn: Activation = ops.softmax,
    spatial_squeeze: bool = True,
    reuse: Reuse = None,
    scope: Scope = "MobilenetV1",
    global_pool: bool = False,
) -> tuple[Tensor, EndPoints]:
    """Compute MobileNet V1: 4.2 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 70.9 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet_v1.md).

    Args:
        inputs: Images, shape `(batch, height, width, channels)`; 224 x 224 pixels or
            less, or any size with `global_pool` or without `spatial_squeeze`.
        num_classes: Number of classes; None returns the features.
        dropout_keep_prob: Probability that a feature is kept, in (0, 1].
        is_training: Whether dropout is active and batch normalization uses the batch's
            statistics. None follows the model's mode; the original's default is True.
        min_depth: Least number of channels of a convolution.
        depth_multiplier: Scales all numbers of channels, > 0.
        conv_defs: Other convolutions than the paper's.
        prediction_fn: Makes predictions of logits.
        spatial_squeeze: Whether to drop the axes of height and width of the logits,
            which must have size 1.
        reuse: Share the variables of an earlier network with the same scope.
        scope: Name of the variables' scope.
        global_pool: Whether to take the mean over all positions before the classes,
            instead of over windows of 7 x 7.

    Returns:
        The logits, shape `(batch, num_classes)`, and a dict of end points: the outputs
        of all stages, `AvgPool_1a` or `global_pool`, `Logits` and `Predictions`.

    Raises:
        NetworkArgumentError: `depth_multiplier` is not positive.

    Source:
        Howard et al. 2017, "MobileNets: efficient convolutional neural networks for
        mobile vision applications", arXiv:1704.04861; github.com/tensorflow/models,
        research/slim/nets/mobilenet_v1.py.
    """
    with network_scope(
        scope, "MobilenetV1", reuse=reuse, is_training=is_training
    ) as here:
        rows = _ROWS if conv_defs is None else conv_defs
        net, end_points = mobilenet_v1_base(
            inputs,
            _last_end_point(rows),
            min_depth,
            depth_multiplier,
            rows,
            scope=here,
        )
        with layers.variable_scope("Logits"):
            if global_pool:
                net = means(net, end_points)
            else:
                window = at_most(net, [7, 7])
                net = layers.avg_pool2d(net, window, stride=2, padding="VALID")
                end_points["AvgPool_1a"] = net
            if not num_classes:
                return net, end_points
            net = layers.dropout(net, dropout_keep_prob, scope="Dropout_1b")
            logits = class_logits(
                net, num_classes, scope="Conv2d_1c_1x1", spatial_squeeze=spatial_squeeze
            )
        return predicted(logits, end_points, prediction_fn)


@image_size(224)
@like(mobilenet_v1, depth_multiplier=0.75)
def mobilenet_v1_075(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute MobileNet V1 with 3/4 of the channels: 2.6 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 68.4 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet_v1.md).
    As `mobilenet_v1` with `depth_multiplier=0.75`; arXiv:1704.04861.
    """
    return mobilenet_v1(**arguments)


@image_size(224)
@like(mobilenet_v1, depth_multiplier=0.5)
def mobilenet_v1_050(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute MobileNet V1 with 1/2 of the channels: 1.3 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 63.3 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet_v1.md).
    As `mobilenet_v1` with `depth_multiplier=0.5`; arXiv:1704.04861.
    """
    return mobilenet_v1(**arguments)


@image_size(224)
@like(mobilenet_v1, depth_multiplier=0.25)
def mobilenet_v1_025(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute MobileNet V1 with 1/4 of the channels: 0.5 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 49.8 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet_v1.md).
    As `mobilenet_v1` with `depth_multiplier=0.25`; arXiv:1704.04861.
    """
    return mobilenet_v1(**arguments)


class _Step(NamedTuple):
    """One of the layers of a row; `depth` is None for a depthwise convolution."""

    kernel: Sequence[int]
    stride: int
    rate: int
    depth: int | None

    def compute(self, net: Tensor, scope: str) -> Tensor:
        if self.depth is None:
            return layers.separable_conv2d(
                net,
                None,
                self.kernel,
                depth_multiplier=1,
                stride=self.stride,
                rate=self.rate,
                scope=scope,
            )
        return layers.conv2d(
            net, self.depth, self.kernel, stride=self.stride, scope=scope
        )


def _steps(
    rows: Sequence[Conv | DepthSepConv], depth: Depth, output_stride: int | None
) -> Iterator[tuple[str, _Step]]:
    reached, dilation = 1, 1
    for number, row in enumerate(rows):
        stride, rate = row.stride, 1
        if reached == output_stride:
            stride, rate = 1, dilation
            dilation *= row.stride
        else:
            reached *= row.stride
        name = f"Conv2d_{number}"
        if isinstance(row, Conv):
            yield name, _Step(row.kernel, row.stride, 1, depth(row.depth))
        else:
            yield f"{name}_depthwise", _Step(row.kernel, stride, rate, None)
            yield f"{name}_pointwise", _Step((1, 1), 1, 1, depth(row.depth))


def _last_end_point(rows: Sequence[Conv | DepthSepConv]) -> str:
    kind = "" if isinstance(rows[-1], Conv) else "_pointwise"
    return f"Conv2d_{len(rows) - 1}{kind}"
