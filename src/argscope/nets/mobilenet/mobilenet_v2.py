"""MobileNet V2: blocks that are narrow between and wide within, from one table."""

from __future__ import annotations

from typing import Any, Final

from keras import ops

from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.layers._state.names import Reuse
from argscope.nets._network import EndPoints, Scope, image_size, network_scope
from argscope.nets.mobilenet._network import Options, compute, training_scope
from argscope.nets.mobilenet._rows import Block, Conv, Row, Widths

__all__ = [
    "mobilenet",
    "mobilenet_v2",
    "mobilenet_v2_035",
    "mobilenet_v2_050",
    "mobilenet_v2_075",
    "mobilenet_v2_130",
    "mobilenet_v2_140",
    "mobilenet_v2_arg_scope",
    "training_scope",
]

# Sandler et al. 2018, arXiv:1801.04381, table 2: channels, blocks, stride of the first.
_STAGES: Final = (
    (24, 2, 2),
    (32, 3, 2),
    (64, 4, 2),
    (96, 3, 1),
    (160, 3, 2),
    (320, 1, 1),
)


@image_size(224)
def mobilenet_v2(
    input_tensor: Tensor,
    num_classes: int | None = 1001,
    depth_multiplier: float = 1.0,
    scope: Scope = "MobilenetV2",
    *,
    finegrain_classification_mode: bool = False,
    min_depth: int = 8,
    divisible_by: int = 8,
    activation_fn: Activation = ops.relu6,
    is_training: bool | None = None,
    prediction_fn: Activation = ops.softmax,
    spatial_squeeze: bool = True,
    reuse: Reuse = None,
    base_only: bool = False,
    final_endpoint: str | None = None,
    output_stride: int | None = None,
    use_explicit_padding: bool = False,
) -> tuple[Tensor, EndPoints]:
    """Compute MobileNet V2: 3.5 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 71.8 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet/README.md).

    Args:
        input_tensor: Images, shape `(batch, height, width, channels)`; 224 x 224
            pixels, or any size.
        num_classes: Number of classes; None returns the means of the features.
        depth_multiplier: Scales all numbers of channels, > 0.
        scope: Name of the variables' scope.
        finegrain_classification_mode: Whether a multiplier below 1 leaves the last
            row's channels as they are.
        min_depth: Least number of channels of a row.
        divisible_by: What numbers of channels are multiples of.
        activation_fn: Of the convolutions that widen and filter.
        is_training: Whether dropout is active and batch normalization uses the batch's
            statistics. None follows the model's mode, or the scope; the original's
            default is False.
        prediction_fn: Makes predictions of logits.
        spatial_squeeze: Whether to drop the axes of height and width of the logits.
        reuse: Share the variables of an earlier network with the same scope.
        base_only: Whether to return the last row's output, without classes.
        final_endpoint: The last row: `layer_1`, ...; None for all.
        output_stride: Pixels for each position of the features, 1 or even; later
            convolutions are then dilated. None for the paper's strides.
        use_explicit_padding: Whether to pad by the window alone, and not by the size
            of the features, too.

    Returns:
        The logits, shape `(batch, num_classes)`, and a dict of end points: `layer_1`
        to `layer_19`, `layer_2/depthwise_output` and others within the blocks,
        `global_pool`, `Logits` and `Predictions`.

    Raises:
        NetworkArgumentError: The multiplier is not positive, or there is no such row
            or stride.

    Source:
        Sandler et al. 2018, "MobileNetV2: inverted residuals and linear bottlenecks",
        arXiv:1801.04381; github.com/tensorflow/models,
        research/slim/nets/mobilenet/mobilenet_v2.py.
    """
    unscaled_end = finegrain_classification_mode and depth_multiplier < 1
    rows = _rows(activation_fn, scaled_end=not unscaled_end)
    with network_scope(scope, "MobilenetV2", reuse=reuse, is_training=is_training):
        return compute(
            input_tensor,
            rows,
            Widths(depth_multiplier, divisible_by, min_depth),
            Options(
                "mobilenet_v2",
                num_classes,
                prediction_fn,
                spatial_squeeze,
                base_only,
                final_endpoint,
                output_stride,
                use_explicit_padding,
            ),
        )


@image_size(224)
@like(mobilenet_v2, depth_multiplier=1.4)
def mobilenet_v2_140(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute MobileNet V2 with 1.4 times the channels: 6.1 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 75.0 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet/README.md).
    As `mobilenet_v2` with `depth_multiplier=1.4`; arXiv:1801.04381.
    """
    return mobilenet_v2(**arguments)


@image_size(224)
@like(mobilenet_v2, depth_multiplier=1.3)
def mobilenet_v2_130(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute MobileNet V2 with 1.3 times the channels: 5.4 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 74.4 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet/README.md).
    As `mobilenet_v2` with `depth_multiplier=1.3`; arXiv:1801.04381.
    """
    return mobilenet_v2(**arguments)


@image_size(224)
@like(mobilenet_v2, depth_multiplier=0.75, finegrain_classification_mode=True)
def mobilenet_v2_075(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute MobileNet V2 with 3/4 of the channels: 2.6 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 69.8 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet/README.md).
    As `mobilenet_v2` with `depth_multiplier=0.75`; the last row keeps its channels; arXiv:1801.04381.
    """
    return mobilenet_v2(**arguments)


@image_size(224)
@like(mobilenet_v2, depth_multiplier=0.5, finegrain_classification_mode=True)
def mobilenet_v2_050(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute MobileNet V2 with 1/2 of the channels: 2.0 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 65.4 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet/README.md).
    As `mobilenet_v2` with `depth_multiplier=0.5`; the last row keeps its channels; arXiv:1801.04381.
    """
    return mobilenet_v2(**arguments)


@image_size(224)
@like(mobilenet_v2, depth_multiplier=0.35, finegrain_classification_mode=True)
def mobilenet_v2_035(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute MobileNet V2 with 0.35 times the channels: 1.7 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 60.3 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet/README.md).
    As `mobilenet_v2` with `depth_multiplier=0.35`; the last row keeps its channels; arXiv:1801.04381.
    """
    return mobilenet_v2(**arguments)


@like(training_scope)
def mobilenet_v2_arg_scope(**arguments: Any) -> ArgScope:
    """Return the scope under which MobileNet V2 is built. As `training_scope`."""
    return training_scope(**arguments)


def _rows(activation_fn: Activation, *, scaled_end: bool) -> list[Row]:
    return [
        Conv(32, 3, 2, activation_fn),
        Block(1, 16, activation_fn=activation_fn, expansion_divisible_by=1),
        *(
            Block(
                6,
                channels,
                stride=1 if number else stride,
                activation_fn=activation_fn,
            )
            for channels, times, stride in _STAGES
            for number in range(times)
        ),
        Conv(1280, 1, 1, activation_fn, scaled=scaled_end),
    ]


mobilenet = mobilenet_v2
