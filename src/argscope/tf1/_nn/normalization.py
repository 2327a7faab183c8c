"""Normalization: of batches, of vectors, of neighboring channels; and the bias.

Source:
    Local responses: Krizhevsky et al. 2012, section 3.3; TensorFlow counts `depth_radius`
    channels on both sides and does not divide by their number.
"""

from __future__ import annotations

from typing import Any

from keras import ops

from argscope.layers._numerics import norm_ops
from argscope.layers._numerics.ops import add_bias, channel_axis
from argscope.tf1._graph.op import op
from argscope.tf1._nn.operands import either, like, tensor
from argscope.tf1._nn.windows import layout_of
from argscope.tf1._ops.values import Array, axes_of, dtype_of


@op("BiasAdd", "nn.bias_add")
def bias_add(
    value: Array, bias: Array, data_format: str | None = None, name: str | None = None
) -> Array:
    """Return `value` with one number added to each channel."""
    value = tensor(value)
    return add_bias(
        value, like(bias, value), channel_axis(value, layout_of(data_format))
    )


@op("batchnorm/add_1", "nn.batch_normalization")
def batch_normalization(
    x: Array,
    mean: Array,
    variance: Array,
    offset: Array,
    scale: Array,
    variance_epsilon: Array,
    name: str | None = None,
) -> Array:
    """Return `(x - mean) / sqrt(variance + variance_epsilon) * scale + offset`."""
    return _normalized(x, mean, variance, offset, scale, variance_epsilon)


@op("batchnorm/add_1", "nn.batch_norm_with_global_normalization")
def batch_norm_with_global_normalization(
    t: Array = None,
    m: Array = None,
    v: Array = None,
    beta: Array = None,
    gamma: Array = None,
    variance_epsilon: Array = None,
    scale_after_normalization: bool | None = None,
    name: str | None = None,
    input: Array = None,
    mean: Array = None,
    variance: Array = None,
) -> Array:
    """Return what `batch_normalization` does; `gamma` counts only if it is said to."""
    return _normalized(
        either(t=t, input=input),
        either(m=m, mean=mean),
        either(v=v, variance=variance),
        beta,
        gamma if scale_after_normalization else None,
        variance_epsilon,
    )


def _normalized(x: Any, *parameters: Any) -> Array:
    x = tensor(x)
    mean, variance, offset, scale, epsilon = (
        None if each is None else like(each, x) for each in parameters
    )
    return norm_ops.normalize(
        x, mean, variance, offset=offset, scale=scale, epsilon=epsilon
    )


@op("FusedBatchNormV3", "nn.fused_batch_norm")
def fused_batch_norm(
    x: Array,
    scale: Array,
    offset: Array,
    mean: Array = None,
    variance: Array = None,
    epsilon: float = 0.001,
    data_format: str = "NHWC",
    is_training: bool = True,
    name: str | None = None,
) -> tuple[Array, Array, Array]:
    """Return images with normalized channels, and the means and variances.

    In training these are the batch's, and the variance that is returned is the unbiased
    one, for moving averages; else they are those that are given.
    """
    x = tensor(x)
    axis = channel_axis(x, layout_of(data_format))
    scale, offset = tensor(scale, "float32"), tensor(offset, "float32")
    epsilon = max(float(epsilon), 1.001e-5)  # less is not enough for its CUDA kernels
    full = norm_ops.in_full_precision(x)
    if is_training:
        outputs, mean, biased = norm_ops.normalize_batch(
            full, axis, offset=offset, scale=scale, epsilon=epsilon
        )
        count = norm_ops.size_of(full, norm_ops.axes_but(axis, len(x.shape)))
        others = (
            max(count - 1, 1) if isinstance(count, int) else ops.maximum(count - 1, 1)
        )
        variance = biased * (count / others)
    else:
        # They have no gradient, as in TensorFlow.
        mean, variance = (ops.stop_gradient(tensor(each)) for each in (mean, variance))
        outputs = norm_ops.normalize_channels(
            full, axis, mean, variance, offset=offset, scale=scale, epsilon=epsilon
        )
    return ops.cast(outputs, dtype_of(x)), mean, variance


@op("l2_normalize", "nn.l2_normalize", "math.l2_normalize")
def l2_normalize(
    x: Array,
    axis: Any = None,
    epsilon: Array = 1e-12,
    name: str | None = None,
    dim: Any = None,
) -> Array:
    """Return vectors along `axis` divided by their lengths, if these are not very small."""
    x = tensor(x)
    axis = axes_of(either(axis=axis, dim=dim))
    squares = ops.sum(ops.square(x), axis, keepdims=True)
    return x * ops.rsqrt(ops.maximum(squares, like(epsilon, x)))


@op("LRN", "nn.lrn", "nn.local_response_normalization")
def local_response_normalization(
    input: Array,
    depth_radius: int = 5,
    bias: float = 1,
    alpha: float = 1,
    beta: float = 0.5,
    name: str | None = None,
) -> Array:
    """Return images divided by `(bias + alpha * (sum of squares nearby)) ** beta`."""
    images, radius = tensor(input), int(depth_radius)
    channels = images.shape[-1]
    widths = [(0, 0)] * (len(images.shape) - 1) + [(radius, radius)]
    squares = ops.pad(ops.square(images), widths)
    nearby = sum(squares[..., i : i + channels] for i in range(2 * radius + 1))
    return images * ops.power(bias + alpha * nearby, -float(beta))
