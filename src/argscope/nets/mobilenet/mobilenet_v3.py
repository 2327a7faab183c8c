"""MobileNet V3: the blocks of V2 with gates, hard swish and searched-for sizes.

The minimalistic networks do without gates, hard swish and large windows, and those for
the Edge TPU widen with whole convolutions: both run faster on some hardware.
"""

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
from argscope.nets.mobilenet._rows import (
    Block,
    Conv,
    FusedBlock,
    GlobalPool,
    Row,
    Widths,
    hard_swish,
)

__all__ = [
    "edge_tpu",
    "edge_tpu_075",
    "hard_swish",
    "large",
    "large_minimalistic",
    "mobilenet_edgetpu",
    "mobilenet_edgetpu_075",
    "mobilenet_v3_arg_scope",
    "mobilenet_v3_large",
    "mobilenet_v3_large_minimalistic",
    "mobilenet_v3_small",
    "mobilenet_v3_small_minimalistic",
    "small",
    "small_minimalistic",
    "training_scope",
]


def _relu(expansion: float, channels: int, kernel: int, stride: int = 1) -> Block:
    return Block(expansion, channels, kernel, stride, ops.relu)


def _swish(expansion: float, channels: int, kernel: int, stride: int = 1) -> Block:
    return Block(expansion, channels, kernel, stride, hard_swish)


def _gated(block: Block) -> Block:
    return block._replace(squeeze=True)


def _ending(*, features: int, last: int) -> tuple[Row, ...]:
    return (
        Conv(features, 1, 1, hard_swish),
        GlobalPool(),
        Conv(last, 1, 1, hard_swish, normalized=False),
    )


def _unscaled(row: Row) -> Row:
    return row._replace(scaled=False) if isinstance(row, Conv) else row


def _minimalistic(row: Row) -> Row:
    """Return a row without gate and hard swish, and with a window of 3 x 3 at most."""
    if isinstance(row, Block):
        return row._replace(kernel=3, activation_fn=ops.relu, squeeze=False)
    return row._replace(activation_fn=ops.relu) if isinstance(row, Conv) else row


# Howard et al. 2019, arXiv:1905.02244, tables 1 and 2; the tables give the channels
# within a block, here as multiples of those of its input.
_LARGE: Final[tuple[Row, ...]] = (
    Conv(16, 3, 2, hard_swish),
    _relu(1, 16, 3),
    _relu(4, 24, 3, 2),
    _relu(3, 24, 3),
    _gated(_relu(3, 40, 5, 2)),
    _gated(_relu(3, 40, 5)),
    _gated(_relu(3, 40, 5)),
    _swish(6, 80, 3, 2),
    _swish(2.5, 80, 3),
    _swish(184 / 80, 80, 3),
    _swish(184 / 80, 80, 3),
    _gated(_swish(6, 112, 3)),
    _gated(_swish(6, 112, 3)),
    _gated(_swish(6, 160, 5, 2)),
    _gated(_swish(6, 160, 5)),
    _gated(_swish(6, 160, 5)),
    *_ending(features=960, last=1280),
)
_SMALL: Final[tuple[Row, ...]] = (
    Conv(16, 3, 2, hard_swish),
    _gated(_relu(1, 16, 3, 2)),
    _relu(72 / 16, 24, 3, 2),
    _relu(88 / 24, 24, 3),
    _gated(_swish(4, 40, 5, 2)),
    _gated(_swish(6, 40, 5)),
    _gated(_swish(6, 40, 5)),
    _gated(_swish(3, 48, 5)),
    _gated(_swish(3, 48, 5)),
    _gated(_swish(6, 96, 5, 2)),
    _gated(_swish(6, 96, 5)),
    _gated(_swish(6, 96, 5)),
    *_ending(features=576, last=1024),
)
# No paper has this table; it is that of the published code.
_EDGE_TPU: Final[tuple[Row, ...]] = (
    Conv(32, 3, 2, ops.relu),
    FusedBlock(1, 16),
    FusedBlock(8, 32, 2),
    *[FusedBlock(4, 32)] * 3,
    FusedBlock(8, 48, 2),
    *[FusedBlock(4, 48)] * 3,
    _relu(8, 96, 3, 2),
    *[_relu(4, 96, 3)] * 3,
    _relu(8, 96, 3)._replace(residual=False),
    *[_relu(4, 96, 3)] * 3,
    _relu(8, 160, 5, 2),
    *[_relu(4, 160, 5)] * 3,
    _relu(8, 192, 3),
    Conv(1280, 1, 1, ops.relu),
)


@image_size(224)
def mobilenet_v3_large(
    input_tensor: Tensor,
    num_classes: int | None = 1001,
    depth_multiplier: float = 1.0,
    scope: Scope = "MobilenetV3",
    *,
    finegrain_classification_mode: bool = False,
    is_training: bool | None = None,
    prediction_fn: Activation = ops.softmax,
    spatial_squeeze: bool = True,
    reuse: Reuse = None,
    base_only: bool = False,
    final_endpoint: str | None = None,
    output_stride: int | None = None,
) -> tuple[Tensor, EndPoints]:
    """Compute the large MobileNet V3: 5.5 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 75.2 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet/README.md).

    Args:
        input_tensor: Images, shape `(batch, height, width, channels)`; 224 x 224
            pixels, or another size that is known.
        num_classes: Number of classes; None returns the features, shape
            `(batch, 1, 1, channels)`.
        depth_multiplier: Scales all numbers of channels, > 0.
        scope: Name of the variables' scope.
        finegrain_classification_mode: Whether the last row's channels are not scaled.
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

    Returns:
        The logits, shape `(batch, num_classes)`, and a dict of end points: `layer_1`
        to `layer_19`, `layer_2/depthwise_output` and others within the blocks,
        `global_pool`, `Logits` and `Predictions`.

    Raises:
        NetworkArgumentError: The multiplier is not positive, or there is no such row
            or stride.

    Source:
        Howard et al. 2019, "Searching for MobileNetV3", arXiv:1905.02244, table 1;
        github.com/tensorflow/models, research/slim/nets/mobilenet/mobilenet_v3.py.
    """
    return _mobilenet_v3(
        "mobilenet_v3_large",
        _LARGE,
        input_tensor=input_tensor,
        num_classes=num_classes,
        depth_multiplier=depth_multiplier,
        scope=scope,
        finegrain_classification_mode=finegrain_classification_mode,
        is_training=is_training,
        prediction_fn=prediction_fn,
        spatial_squeeze=spatial_squeeze,
        reuse=reuse,
        base_only=base_only,
        final_endpoint=final_endpoint,
        output_stride=output_stride,
    )


@image_size(224)
@like(mobilenet_v3_large)
def mobilenet_v3_small(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute the small MobileNet V3: 2.5 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 67.5 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet/README.md).
    That page's 2.9 million parameters are those of a last row of 1280 channels, where
    the published code has 1024. Else as `mobilenet_v3_large`, with end
    points `layer_1` to `layer_15`.

    Source:
        Howard et al. 2019, "Searching for MobileNetV3", arXiv:1905.02244, table 2;
        github.com/tensorflow/models, research/slim/nets/mobilenet/mobilenet_v3.py.
    """
    return _mobilenet_v3("mobilenet_v3_small", _SMALL, **arguments)


@image_size(224)
@like(mobilenet_v3_large)
def mobilenet_v3_large_minimalistic(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute the large MobileNet V3 of plain blocks: 3.9 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 72.3 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet/README.md).
    As `mobilenet_v3_large`, without gates, with ReLU for hard swish and windows of 3 x 3;
    arXiv:1905.02244.

    Source:
        github.com/tensorflow/models, research/slim/nets/mobilenet/mobilenet_v3.py,
        `V3_LARGE_MINIMALISTIC`.
    """
    rows = tuple(map(_minimalistic, _LARGE))
    return _mobilenet_v3("mobilenet_v3_large_minimalistic", rows, **arguments)


@image_size(224)
@like(mobilenet_v3_large)
def mobilenet_v3_small_minimalistic(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute the small MobileNet V3 of plain blocks: 2.0 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 61.9 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet/README.md).
    As `mobilenet_v3_small`, without gates, with ReLU for hard swish and windows of 3 x 3;
    arXiv:1905.02244.

    Source:
        github.com/tensorflow/models, research/slim/nets/mobilenet/mobilenet_v3.py,
        `V3_SMALL_MINIMALISTIC`.
    """
    rows = tuple(map(_minimalistic, _SMALL))
    return _mobilenet_v3("mobilenet_v3_small_minimalistic", rows, **arguments)


@image_size(224)
@like(mobilenet_v3_large, scope="MobilenetEdgeTPU")
def mobilenet_edgetpu(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute MobileNet for the Edge TPU: 4.1 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 75.6 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet/README.md), in 8 bits.
    Early blocks widen with whole convolutions; there are no gates and no hard swish. As
    `mobilenet_v3_large`, with end points `layer_1` to `layer_24`, and features of shape
    `(batch, height, width, channels)` as the last of them; arXiv:1905.02244.

    Source:
        github.com/tensorflow/models, research/slim/nets/mobilenet/mobilenet_v3.py,
        `V3_EDGETPU`. There `output_stride` leaves the whole convolutions as they are.
    """
    return _mobilenet_v3("mobilenet_edgetpu", _EDGE_TPU, **arguments)


@image_size(224)
@like(
    mobilenet_edgetpu,
    depth_multiplier=0.75,
    finegrain_classification_mode=True,
)
def mobilenet_edgetpu_075(**arguments: Any) -> tuple[Tensor, EndPoints]:
    """Compute `mobilenet_edgetpu` at 3/4 of its width: 3.0 million parameters for 1000 classes.

    Top-1 accuracy of the published weights on ImageNet: 73.5 %
    (github.com/tensorflow/models, research/slim/nets/mobilenet/README.md), in 8 bits.
    The last row keeps its channels; arXiv:1905.02244.
    """
    return _mobilenet_v3("mobilenet_edgetpu_075", _EDGE_TPU, **arguments)


@like(training_scope)
def mobilenet_v3_arg_scope(**arguments: Any) -> ArgScope:
    """Return the scope under which MobileNet V3 is built. As `training_scope`."""
    return training_scope(**arguments)


def _mobilenet_v3(
    network: str,
    rows: tuple[Row, ...],
    *,
    input_tensor: Tensor,
    num_classes: int | None,
    depth_multiplier: float,
    scope: Scope,
    finegrain_classification_mode: bool,
    is_training: bool | None,
    prediction_fn: Activation,
    spatial_squeeze: bool,
    reuse: Reuse,
    base_only: bool,
    final_endpoint: str | None,
    output_stride: int | None,
) -> tuple[Tensor, EndPoints]:
    if finegrain_classification_mode:
        rows = (*rows[:-1], _unscaled(rows[-1]))
    with network_scope(scope, "MobilenetV3", reuse=reuse, is_training=is_training):
        return compute(
            input_tensor,
            rows,
            Widths(depth_multiplier),
            Options(
                network,
                num_classes,
                prediction_fn,
                spatial_squeeze,
                base_only,
                final_endpoint,
                output_stride,
            ),
        )


large = mobilenet_v3_large
small = mobilenet_v3_small
large_minimalistic = mobilenet_v3_large_minimalistic
small_minimalistic = mobilenet_v3_small_minimalistic
edge_tpu = mobilenet_edgetpu
edge_tpu_075 = mobilenet_edgetpu_075
