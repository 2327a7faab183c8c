"""S3D-G: Inception V1 on videos, its convolutions split into space and time, and gated.

The stages are those of Inception V1, with its names, so that weights trained on images
can be put in place.
"""

from __future__ import annotations

import functools
from typing import Any, Final, NamedTuple

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.layers._state.names import Reuse
from argscope.nets._depth import Depth, scaled
from argscope.nets._inception import stages_up_to
from argscope.nets._network import EndPoints, Scope, image_size, network_scope
from argscope.nets._truncated_normal import TruncatedNormal
from argscope.nets._video import video_arg_scope, video_logits
from argscope.nets.errors import NetworkArgumentError
from argscope.nets.i3d_utils import conv3d_spatiotemporal, inception_block_v1_3d

__all__ = ["s3dg", "s3dg_arg_scope", "s3dg_base", "self_gating"]


class _Temporal(NamedTuple):
    """A convolution that may have a window of several frames, and may be gated."""

    channels: int
    window: int

    def compute(self, net: Tensor, name: str, place: _Place) -> Tensor:
        window = [place.frames, self.window, self.window]
        channels = place.depth(self.channels)
        net = conv3d_spatiotemporal(net, channels, window, scope=name)
        return net if place.gate is None else place.gate(net, scope=name)


class _First(NamedTuple):
    """The first convolution, whose window is the same wherever time begins."""

    channels: int

    def compute(self, net: Tensor, name: str, place: _Place) -> Tensor:
        return conv3d_spatiotemporal(
            net,
            place.depth(self.channels),
            [place.first_frames, 7, 7],
            stride=2,
            separable=False,
            scope=name,
        )


class _Pointwise(NamedTuple):
    """A convolution of one position of one frame."""

    channels: int

    def compute(self, net: Tensor, name: str, place: _Place) -> Tensor:
        return layers.conv3d(net, place.depth(self.channels), [1, 1, 1], scope=name)


class _Pooling(NamedTuple):
    window: tuple[int, int, int]
    stride: tuple[int, int, int]

    def compute(self, net: Tensor, name: str, _place: _Place) -> Tensor:
        return layers.max_pool3d(net, self.window, stride=self.stride, scope=name)


class _Module(NamedTuple):
    """Channels of the branches; where there are two numbers, of two convolutions."""

    one: int
    three: tuple[int, int]
    second_three: tuple[int, int]
    pooled: int

    def compute(self, net: Tensor, name: str, place: _Place) -> Tensor:
        depth = place.depth
        return inception_block_v1_3d(
            net,
            depth(self.one),
            depth(self.three[0]),
            depth(self.three[1]),
            depth(self.second_three[0]),
            depth(self.second_three[1]),
            depth(self.pooled),
            temporal_kernel_size=place.frames,
            self_gating_fn=place.gate,
            data_format=place.data_format,
            scope=name,
        )


class _Place(NamedTuple):
    """How a stage is computed, given where it stands."""

    depth: Depth
    first_frames: int
    frames: int
    gate: Any
    data_format: str


_Stage = _First | _Pointwise | _Temporal | _Pooling | _Module

# Carreira & Zisserman 2017, arXiv:1705.07750, figure 3: the first two poolings are of
# space alone. The channels are those of Szegedy et al. 2014, arXiv:1409.4842, table 1.
_STAGES: Final[dict[str, _Stage]] = {
    "Conv2d_1a_7x7": _First(64),
    "MaxPool_2a_3x3": _Pooling((1, 3, 3), (1, 2, 2)),
    "Conv2d_2b_1x1": _Pointwise(64),
    "Conv2d_2c_3x3": _Temporal(192, 3),
    "MaxPool_3a_3x3": _Pooling((1, 3, 3), (1, 2, 2)),
    "Mixed_3b": _Module(64, (96, 128), (16, 32), 32),
    "Mixed_3c": _Module(128, (128, 192), (32, 96), 64),
    "MaxPool_4a_3x3": _Pooling((3, 3, 3), (2, 2, 2)),
    "Mixed_4b": _Module(192, (96, 208), (16, 48), 64),
    "Mixed_4c": _Module(160, (112, 224), (24, 64), 64),
    "Mixed_4d": _Module(128, (128, 256), (24, 64), 64),
    "Mixed_4e": _Module(112, (144, 288), (32, 64), 64),
    "Mixed_4f": _Module(256, (160, 320), (32, 128), 128),
    "MaxPool_5a_2x2": _Pooling((2, 2, 2), (2, 2, 2)),
    "Mixed_5b": _Module(256, (160, 320), (32, 128), 128),
    "Mixed_5c": _Module(384, (192, 384), (48, 128), 128),
}


def s3dg_arg_scope(
    weight_decay: float = 1e-7,
    batch_norm_decay: float = 0.999,
    batch_norm_epsilon: float = 0.001,
) -> ArgScope:
    """Return the scope under which S3D-G is built: its convolutions are split in two.

    Args:
        weight_decay: Scale of the L2 penalty on weights, >= 0.
        batch_norm_decay: Decay of the moving averages, in [0, 1].
        batch_norm_epsilon: Added to variances, > 0.
    """
    return video_arg_scope(
        weight_decay,
        separable=True,
        decay=batch_norm_decay,
        epsilon=batch_norm_epsilon,
    )


def self_gating(input_tensor: Tensor, scope: str, data_format: str = "NDHWC") -> Tensor:
    """Scale each channel by what the whole video is like.

    Args:
        input_tensor: Videos of any size.
        scope: What the names of its layers begin with.
        data_format: `"NDHWC"` or `"NCDHW"`.

    Source:
        Xie et al. 2017, arXiv:1712.04851, section 4.4. The original exchanges height
        and width, and so takes square videos only.
    """
    channels = input_tensor.shape[data_format.index("C")]
    axes = tuple(data_format.index(axis) for axis in "DHW")
    weights = layers.conv3d(
        ops.mean(input_tensor, axes, keepdims=True),
        channels,
        [1, 1, 1],
        activation_fn=None,
        normalizer_fn=None,
        biases_initializer=None,
        data_format=data_format,
        weights_initializer=TruncatedNormal(0.01),
        scope=f"{scope}/self_gating/transformer_W",
    )
    return ops.sigmoid(weights) * input_tensor


def s3dg_base(
    inputs: Tensor,
    first_temporal_kernel_size: int = 3,
    temporal_conv_startat: str | None = "Conv2d_2c_3x3",
    gating_startat: str | None = "Conv2d_2c_3x3",
    final_endpoint: str = "Mixed_5c",
    min_depth: int = 16,
    depth_multiplier: float = 1.0,
    data_format: str = "NDHWC",
    scope: Scope = "InceptionV1",
) -> tuple[Tensor, EndPoints]:
    """Compute S3D-G up to one of its stages.

    Args:
        inputs: Videos, shape `(batch, frames, height, width, channels)`.
        first_temporal_kernel_size: Frames of the first window: 1, 3, 5 or 7.
        temporal_conv_startat: The first stage whose windows have three frames, and not
            one: `Conv2d_2c_3x3`, or one of those whose names begin with `Mixed`. None
            or another name: none has.
        gating_startat: The first stage that is gated, likewise.
        final_endpoint: The last stage; see
            `argscope.nets.inception_v1.inception_v1_base`.
        min_depth: Least number of channels of a convolution.
        depth_multiplier: Scales all numbers of channels, > 0.
        data_format: `"NDHWC"`, or `"NCDHW"` for videos of shape
            `(batch, channels, frames, height, width)`.
        scope: Name of the variables' scope.

    Returns:
        The output of that stage, and a dict with the outputs of all stages up to it.

    Raises:
        NetworkArgumentError: There is no such stage, window or layout, or the multiplier
            is not positive.
    """
    _check_format("s3dg_base", data_format)
    depth = scaled("s3dg_base", depth_multiplier, min_depth)
    if first_temporal_kernel_size not in (1, 3, 5, 7):
        raise NetworkArgumentError.about(
            "s3dg_base",
            "first_temporal_kernel_size",
            first_temporal_kernel_size,
            expected="1, 3, 5 or 7",
        )
    place = _Place(depth, first_temporal_kernel_size, 1, None, data_format)
    end_points: EndPoints = {}
    net = inputs
    with (
        layers.variable_scope(scope, "InceptionV1"),
        arg_scope([layers.conv3d], weights_initializer=TruncatedNormal(0.01)),
        arg_scope(
            [layers.conv3d, layers.max_pool3d, conv3d_spatiotemporal],
            stride=1,
            data_format=data_format,
            padding="SAME",
        ),
    ):
        for name, stage in stages_up_to("s3dg_base", _STAGES, final_endpoint):
            if name == temporal_conv_startat:
                place = place._replace(frames=3)
            if name == gating_startat:
                gate = functools.partial(self_gating, data_format=data_format)
                place = place._replace(gate=gate)
            net = end_points[name] = stage.compute(net, name, place)
    return net, end_points


def _check_format(network: str, data_format: str) -> None:
    if data_format not in ("NDHWC", "NCDHW"):
        raise NetworkArgumentError.about(
            network, "data_format", data_format, expected="NDHWC or NCDHW"
        )


@image_size(224)
def s3dg(
    inputs: Tensor,
    num_classes: int = 1000,
    first_temporal_kernel_size: int = 3,
    temporal_conv_startat: str | None = "Conv2d_2c_3x3",
    gating_startat: str | None = "Conv2d_2c_3x3",
    final_endpoint: str = "Mixed_5c",
    min_depth: int = 16,
    depth_multiplier: float = 1.0,
    dropout_keep_prob: float = 0.8,
    is_training: bool | None = None,
    prediction_fn: Activation = ops.softmax,
    spatial_squeeze: bool = True,
    reuse: Reuse = None,
    data_format: str = "NDHWC",
    scope: Scope = "InceptionV1",
) -> tuple[Tensor, EndPoints]:
    """Compute S3D-G: 9.5 million parameters for 400 classes.

    Args:
        inputs: Videos, shape `(batch, frames, height, width, channels)`; 64 frames of
            224 x 224 pixels, or another size.
        num_classes: Number of classes.
        first_temporal_kernel_size: As the next five, see `s3dg_base`.
        dropout_keep_prob: Probability that a feature is kept, in (0, 1].
        is_training: Whether dropout is active and batch normalization uses the batch's
            statistics. None follows the model's mode; the original's default is True.
        prediction_fn: Makes predictions of logits.
        spatial_squeeze: Whether to drop the axes of height and width of the logits,
            which must have size 1.
        reuse: Share the variables of an earlier network with the same scope.
        data_format: See `s3dg_base`.
        scope: Name of the variables' scope.

    Returns:
        The logits, the mean of those over time, shape `(batch, num_classes)`, and a dict
        of end points: the outputs of all stages, `Logits` and `Predictions`.

    Raises:
        NetworkArgumentError: As `s3dg_base`.

    Source:
        Xie et al. 2017, "Rethinking spatiotemporal feature learning: speed-accuracy
        trade-offs in video classification", arXiv:1712.04851;
        github.com/tensorflow/models, research/slim/nets/s3dg.py.
    """
    with network_scope(
        scope, "InceptionV1", reuse=reuse, is_training=is_training
    ) as here:
        net, end_points = s3dg_base(
            inputs,
            first_temporal_kernel_size,
            temporal_conv_startat,
            gating_startat,
            final_endpoint,
            min_depth,
            depth_multiplier,
            data_format,
            scope=here,
        )
        if data_format == "NCDHW":
            net = ops.transpose(net, (0, 2, 3, 4, 1))
        return video_logits(
            net,
            end_points,
            num_classes,
            dropout_keep_prob=dropout_keep_prob,
            prediction_fn=prediction_fn,
            spatial_squeeze=spatial_squeeze,
        )
