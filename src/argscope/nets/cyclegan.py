"""CycleGAN's generator: an image is made smaller, changed by residual blocks, enlarged.

Its discriminator is that of pix2pix.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.nets._mirrored import padded
from argscope.nets._network import EndPoints
from argscope.nets._normal import Normal
from argscope.nets.errors import NetworkArgumentError

__all__ = ["cyclegan_arg_scope", "cyclegan_generator_resnet", "cyclegan_upsample"]


def cyclegan_arg_scope(
    instance_norm_center: bool = True,
    instance_norm_scale: bool = True,
    instance_norm_epsilon: float = 0.001,
    weights_init_stddev: float = 0.02,
    weight_decay: float = 0.0,
) -> ArgScope:
    """Return the scope under which `cyclegan_generator_resnet` builds itself.

    Convolutions are normalized for each image and channel.

    Args:
        instance_norm_center: Whether the normalization has a learned offset.
        instance_norm_scale: Whether it has a learned scale.
        instance_norm_epsilon: Added to variances, > 0.
        weights_init_stddev: Standard deviation of initial weights.
        weight_decay: Scale of the L2 penalty on weights, >= 0.
    """
    with arg_scope(
        [layers.conv2d],
        normalizer_fn=layers.instance_norm,
        normalizer_params={
            "center": instance_norm_center,
            "scale": instance_norm_scale,
            "epsilon": instance_norm_epsilon,
        },
        weights_initializer=Normal(weights_init_stddev),
        weights_regularizer=(
            layers.l2_regularizer(weight_decay) if weight_decay else None
        ),
    ) as scope:
        return scope


def cyclegan_upsample(
    net: Tensor,
    num_outputs: int,
    stride: Sequence[int],
    method: str = "conv2d_transpose",
    pad_mode: str = "REFLECT",
    align_corners: bool = False,
) -> Tensor:
    """Enlarge features, by a layer with weights.

    Args:
        net: Features, shape `(batch, height, width, channels)`.
        num_outputs: Number of channels of the result.
        stride: By how much height and width grow.
        method: `nn_upsample_conv` repeats each position and convolves;
            `bilinear_upsample_conv` interpolates and convolves; `conv2d_transpose` is a
            transposed convolution, without its first row and column.
        pad_mode: How the first two methods pad before they convolve: `"CONSTANT"`,
            `"REFLECT"` or `"SYMMETRIC"`.
        align_corners: `align_corners` of `resize_bilinear`.

    Returns:
        Shape `(batch, height * stride[0], width * stride[1], num_outputs)`.

    Raises:
        NetworkArgumentError: There is no such method or mode.
    """
    factors = tuple(stride)
    with layers.variable_scope("upconv"):
        if method == "conv2d_transpose":
            net = layers.conv2d_transpose(
                net, num_outputs, kernel_size=[3, 3], stride=factors, padding="VALID"
            )
            return net[:, 1:, 1:, :]
        if method == "nn_upsample_conv":
            for axis, factor in enumerate(factors, start=1):
                net = ops.repeat(net, factor, axis)
        elif method == "bilinear_upsample_conv":
            _, height, width, _ = ops.shape(net)
            size = (height * factors[0], width * factors[1])
            net = layers.resize_bilinear(net, size, align_corners=align_corners)
        else:
            raise NetworkArgumentError.about(
                "cyclegan_upsample",
                "method",
                method,
                expected="nn_upsample_conv, bilinear_upsample_conv or conv2d_transpose",
            )
        net = padded("cyclegan_upsample", net, [(1, 1), (1, 1)], pad_mode)
        return layers.conv2d(net, num_outputs, kernel_size=[3, 3], padding="VALID")


def cyclegan_generator_resnet(
    images: Tensor,
    arg_scope_fn: Callable[[], ArgScope] = cyclegan_arg_scope,
    num_resnet_blocks: int = 6,
    num_filters: int = 64,
    upsample_fn: Callable[..., Tensor] = cyclegan_upsample,
    kernel_size: int | Sequence[int] = 3,
    tanh_linear_slope: float = 0.0,
    is_training: bool | None = None,
) -> tuple[Tensor, EndPoints]:
    """Compute an image of another kind for each image.

    Args:
        images: Shape `(batch, height, width, channels)`; height and width are known
            multiples of 4.
        arg_scope_fn: Returns the scope under which it is built.
        num_resnet_blocks: Number of residual blocks.
        num_filters: Number of channels of the first convolution.
        upsample_fn: Enlarges features, called as
            `upsample_fn(net, num_outputs=..., stride=[2, 2])`.
        kernel_size: Window of all convolutions but the first and the last: one number,
            or height and width.
        tanh_linear_slope: Share of the logits that is added to the predictions.
        is_training: Accepted, and without effect.

    Returns:
        The new images, in (-1, 1), of the shape of `images`, and a dict of end points:
        `encoder_0` to `encoder_2`, `resnet_block_0`, ..., `decoder1`, `decoder2`,
        `logits` and `predictions`.

    Raises:
        NetworkArgumentError: The images have another size.

    Source:
        Zhu et al. 2017, "Unpaired image-to-image translation using cycle-consistent
        adversarial networks", arXiv:1703.10593; github.com/tensorflow/models,
        research/slim/nets/cyclegan.py.
    """
    del is_training
    if any(isinstance(size, int) and size % 4 for size in images.shape[1:3]):
        raise NetworkArgumentError.about(
            "cyclegan_generator_resnet",
            "images",
            images,
            expected="images whose height and width are multiples of 4",
        )
    window = _height_and_width(kernel_size)
    points: EndPoints = {}
    with arg_scope(arg_scope_fn()):
        with layers.variable_scope("input"):
            net = _convolved(images, num_filters, [7, 7], 1)
            points["encoder_0"] = net
        with layers.variable_scope("encoder"):
            for number in (1, 2):
                net = _convolved(net, num_filters * 2**number, window, 2)
                points[f"encoder_{number}"] = net
        with layers.variable_scope("residual_blocks"):
            for number in range(num_resnet_blocks):
                with layers.variable_scope(f"block_{number}"):
                    change = _convolved(net, num_filters * 4, window, 1)
                    net = net + _convolved(change, num_filters * 4, window, 1, None)
                points[f"resnet_block_{number}"] = net
        with (
            layers.variable_scope("decoder"),
            arg_scope([layers.conv2d], kernel_size=window, stride=1),
        ):
            for number, channels in ((1, num_filters * 2), (2, num_filters)):
                with layers.variable_scope(f"decoder{number}"):
                    net = upsample_fn(net, num_outputs=channels, stride=[2, 2])
                points[f"decoder{number}"] = net
        with layers.variable_scope("output"):
            channels = images.shape[-1]
            logits = _convolved(net, channels, [7, 7], 1, None, normalizer_fn=None)
    points["logits"] = logits
    points["predictions"] = ops.tanh(logits) + logits * tanh_linear_slope
    return points["predictions"], points


def _height_and_width(kernel_size: int | Sequence[int]) -> list[int]:
    return [kernel_size] * 2 if isinstance(kernel_size, int) else list(kernel_size)


def _convolved(
    net: Tensor,
    channels: int,
    window: Sequence[int],
    stride: int,
    activation_fn: Activation | None = ops.relu,
    **more: Any,
) -> Tensor:
    """Convolve images that are mirrored at their edges, so that they keep their size."""
    pads = [((size - 1) // 2, size // 2) for size in window]
    net = padded("cyclegan_generator_resnet", net, pads, "REFLECT")
    return layers.conv2d(
        net,
        channels,
        window,
        stride=stride,
        padding="VALID",
        activation_fn=activation_fn,
        **more,
    )
