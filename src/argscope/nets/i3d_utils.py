"""The parts of networks for videos: convolutions over space and time, and modules.

A video has the shape `(batch, frames, height, width, channels)`, or with
`data_format="NCDHW"` `(batch, channels, frames, height, width)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.scoped import add_arg_scope
from argscope.layers._arguments import Activation, Normalizer, Regularizer
from argscope.nets.errors import NetworkArgumentError

__all__ = [
    "center_initializer",
    "conv3d_spatiotemporal",
    "inception_block_v1_3d",
    "reduced_kernel_size_3d",
]


@keras.saving.register_keras_serializable(package="argscope")
class _Center(keras.initializers.Initializer):
    """Weights of a convolution over time that gives out what it gets."""

    def draw(self, shape: tuple[int, ...], _generator: Any) -> np.ndarray[Any, Any]:
        frames, height, width, inputs, outputs = shape
        if (height, width) != (1, 1) or inputs != outputs or frames % 2 == 0:
            raise NetworkArgumentError.about(
                "center_initializer",
                "shape",
                shape,
                expected="an odd number of frames, one position, and as many outputs as "
                "inputs",
            )
        weights = np.zeros(shape, "float32")
        weights[frames // 2, 0, 0] = np.eye(inputs)
        return weights

    def get_config(self) -> dict[str, Any]:
        return {}


def center_initializer() -> keras.initializers.Initializer:
    """Return the initializer of convolutions over time that at first change nothing.

    Its weights have the shape `(frames, 1, 1, channels, channels)`, `frames` odd.
    """
    return _Center()


@add_arg_scope
def conv3d_spatiotemporal(
    inputs: Tensor,
    num_outputs: int,
    kernel_size: Sequence[int],
    stride: int | Sequence[int] = 1,
    padding: str = "SAME",
    activation_fn: Activation | None = None,
    normalizer_fn: Normalizer | None = None,
    normalizer_params: dict[str, Any] | None = None,
    weights_regularizer: Regularizer | None = None,
    separable: bool = False,
    data_format: str = "NDHWC",
    scope: str | None = None,
) -> Tensor:
    """Convolve a video, at once or over space and then over time.

    Args:
        inputs: Videos.
        num_outputs: Number of output channels.
        kernel_size: Frames, height and width of the window.
        stride: Step along each of the three axes, or one number for all.
        padding: `"SAME"` or `"VALID"`.
        activation_fn: Activation; of both halves.
        normalizer_fn: Normalizes the output; of two halves the first.
        normalizer_params: Its arguments.
        weights_regularizer: Penalty on the weights; of two halves the first.
        separable: Whether to convolve over space, and then over time; a window of one
            frame has one half only.
        data_format: `"NDHWC"` or `"NCDHW"`.
        scope: Name of the variables' scope; the convolution over time adds
            `/temporal`.
    """
    first: dict[str, Any] = {
        "activation_fn": activation_fn,
        "normalizer_fn": normalizer_fn,
        "normalizer_params": normalizer_params,
        "weights_regularizer": weights_regularizer,
        "padding": padding,
        "data_format": data_format,
        "scope": scope,
    }
    frames, height, width = kernel_size
    if not separable or frames == 1:
        return layers.conv3d(inputs, num_outputs, kernel_size, stride=stride, **first)
    steps = [stride] * 3 if isinstance(stride, int) else list(stride)
    net = layers.conv3d(
        inputs, num_outputs, [1, height, width], stride=[1, *steps[1:]], **first
    )
    return layers.conv3d(
        net,
        num_outputs,
        [frames, 1, 1],
        stride=[steps[0], 1, 1],
        padding=padding,
        activation_fn=activation_fn,
        normalizer_fn=None,
        weights_initializer=center_initializer(),
        data_format=data_format,
        scope=f"{scope}/temporal" if scope else None,
    )


@add_arg_scope
def inception_block_v1_3d(
    inputs: Tensor,
    num_outputs_0_0a: int,
    num_outputs_1_0a: int,
    num_outputs_1_0b: int,
    num_outputs_2_0a: int,
    num_outputs_2_0b: int,
    num_outputs_3_0b: int,
    temporal_kernel_size: int = 3,
    self_gating_fn: Callable[..., Tensor] | None = None,
    data_format: str = "NDHWC",
    scope: str = "",
) -> Tensor:
    """Compute a module of Inception V1 on videos: four branches, joined.

    Args:
        inputs: Videos.
        num_outputs_0_0a: Channels of the first branch.
        num_outputs_1_0a: Channels of the second branch's 1x1 convolution.
        num_outputs_1_0b: Channels of its 3x3 convolution.
        num_outputs_2_0a: Channels of the third branch's 1x1 convolution.
        num_outputs_2_0b: Channels of its 3x3 convolution.
        num_outputs_3_0b: Channels of the branch that pools.
        temporal_kernel_size: Frames of the windows of 3 x 3.
        self_gating_fn: Called with the end of each branch and the scope of its last
            layer, returns features of the same shape; None for the end as it is.
        data_format: `"NDHWC"` or `"NCDHW"`.
        scope: Name of the variables' scope.

    Returns:
        Videos of the size of `inputs`, their channels those of the four ends.

    Source:
        Carreira & Zisserman 2017, arXiv:1705.07750, figure 3; gating: Xie et al. 2017,
        arXiv:1712.04851, section 4.4.
    """
    conv3d, branch = layers.conv3d, layers.variable_scope
    window = [temporal_kernel_size, 3, 3]

    def gated(net: Tensor, last: str) -> Tensor:
        return net if self_gating_fn is None else self_gating_fn(net, scope=last)

    def two(one: int, three: int) -> Tensor:
        net = conv3d(inputs, one, [1, 1, 1], scope="Conv2d_0a_1x1")
        net = conv3d_spatiotemporal(net, three, window, scope="Conv2d_0b_3x3")
        return gated(net, "Conv2d_0b_3x3")

    with branch(scope):
        with branch("Branch_0"):
            first = conv3d(inputs, num_outputs_0_0a, [1, 1, 1], scope="Conv2d_0a_1x1")
            first = gated(first, "Conv2d_0a_1x1")
        with branch("Branch_1"):
            second = two(num_outputs_1_0a, num_outputs_1_0b)
        with branch("Branch_2"):
            third = two(num_outputs_2_0a, num_outputs_2_0b)
        with branch("Branch_3"):
            last = layers.max_pool3d(inputs, [3, 3, 3], scope="MaxPool_0a_3x3")
            last = conv3d(last, num_outputs_3_0b, [1, 1, 1], scope="Conv2d_0b_1x1")
            last = gated(last, "Conv2d_0b_1x1")
    return ops.concatenate([first, second, third, last], data_format.index("C"))


def reduced_kernel_size_3d(
    input_tensor: Tensor, kernel_size: Sequence[int]
) -> list[int]:
    """Return a window, or the size of smaller videos where that is known.

    Args:
        input_tensor: Videos, shape `(batch, frames, height, width, channels)`.
        kernel_size: Frames, height and width of the window.
    """
    sizes = input_tensor.shape[1:4]
    if any(size is None for size in sizes):
        return list(kernel_size)
    return [min(size, most) for size, most in zip(sizes, kernel_size, strict=True)]
