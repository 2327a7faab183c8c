"""How images differ, from each other or from pixel to pixel; and images made alike.

Source:
    TensorFlow 1.15, tensorflow/python/ops/image_ops_impl.py.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._nn.image_dtype import converted
from argscope.tf1._nn.image_shapes import image_of
from argscope.tf1._ops.values import Array, array, dtype_of, shape_of

_PIXELS: Final = (-3, -2, -1)
"""The axes of one image."""

_SOBEL: Final = np.array(
    [
        [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    ],
    np.float32,
)
"""The kernels of differences from row to row, and from column to column."""


@op(
    "per_image_standardization",
    "image.per_image_standardization",
    "image.per_image_whitening",
)
def per_image_standardization(image: Array) -> Array:
    """Return images of mean 0 and deviation 1, or less where they hardly vary."""
    image = ops.cast(image_of(image), "float32")
    height, width, channels = shape_of(image)[-3:]
    count = ops.array(height * width * channels, dtype="float32")
    deviation = ops.std(image, _PIXELS, keepdims=True)
    least = ops.rsqrt(count)
    mean = ops.mean(image, _PIXELS, keepdims=True)
    return (image - mean) / ops.maximum(deviation, least)


@op("total_variation", "image.total_variation")
def total_variation(images: Array, name: str | None = None) -> Array:
    """Return the sum of all differences between neighbours, for each image."""
    images = image_of(images)
    return sum(ops.sum(ops.absolute(each), _PIXELS) for each in _differences(images))


@op("image_gradients", "image.image_gradients")
def image_gradients(image: Array) -> tuple[Array, Array]:
    """Return the differences to the row and to the column that follows; 0 at the end."""
    image = image_of(image, 4)
    down, across = _differences(image)
    return (
        ops.pad(down, [(0, 0), (0, 1), (0, 0), (0, 0)]),
        ops.pad(across, [(0, 0), (0, 0), (0, 1), (0, 0)]),
    )


@op("sobel_edges", "image.sobel_edges")
def sobel_edges(image: Array) -> Array:
    """Return smoothed differences, down and across, shape `(*image.shape, 2)`."""
    image = image_of(image, 4)
    padded = ops.pad(image, [(0, 0), (1, 1), (1, 1), (0, 0)], "reflect")
    edges = [_filtered(padded, kernel) for kernel in _SOBEL]
    return ops.stack(edges, -1)


@op("psnr", "image.psnr")
def psnr(a: Array, b: Array, max_val: Any, name: str | None = None) -> Array:
    """Return how far the greatest value is above the mean error, in decibels."""
    a, b, most = _comparable(a, b, max_val)
    error = ops.mean(ops.square(a - b), _PIXELS)
    return 20 * ops.log10(most) - 10 * ops.log10(error)


@op("ssim", "image.ssim")
def ssim(
    img1: Array,
    img2: Array,
    max_val: Any,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
) -> Array:
    """Return how alike the structure of images is, up to 1.

    Source:
        Wang et al. 2004, "Image quality assessment: from error visibility to structural
        similarity", eq. 13.
    """
    one, two, most = _comparable(img1, img2, max_val)
    kernel = _gaussian(filter_size, filter_sigma)
    near_0, near_0_too = (k1 * most) ** 2, (k2 * most) ** 2
    mean_1, mean_2 = _filtered(one, kernel), _filtered(two, kernel)
    means = 2 * mean_1 * mean_2
    squares = mean_1**2 + mean_2**2
    products = 2 * _filtered(one * two, kernel)
    sums = _filtered(one**2 + two**2, kernel)
    luminance = (means + near_0) / (squares + near_0)
    structure = (products - means + near_0_too) / (sums - squares + near_0_too)
    return ops.mean(ops.mean(luminance * structure, (-3, -2)), -1)


def _differences(images: Array) -> tuple[Array, Array]:
    down = images[..., 1:, :, :] - images[..., :-1, :, :]
    return down, images[..., 1:, :] - images[..., :-1, :]


def _comparable(one: Array, two: Array, most: Any) -> tuple[Array, Array, Array]:
    """Return images, and the greatest value of theirs, as float32."""
    one, two = image_of(one), image_of(two)
    kind = dtype_of(one)
    most = array(np.asarray(most), kind)
    return (
        converted(one, "float32"),
        converted(two, "float32"),
        ops.convert_to_tensor(converted(most, "float32")),
    )


def _gaussian(size: int, sigma: float) -> Array:
    places = np.arange(size) - (size - 1) / 2
    weights = np.exp(-0.5 * (places / sigma) ** 2)
    kernel = np.outer(weights, weights)
    return np.float32(kernel / kernel.sum())


def _filtered(images: Array, kernel: Array) -> Array:
    """Return images, each channel convolved with a kernel where it fits."""
    if len(images.shape) == 3:
        return _filtered(ops.expand_dims(images, 0), kernel)[0]
    channels = int(images.shape[-1])
    each = np.repeat(kernel[..., None, None], channels, 2)
    return ops.depthwise_conv(images, ops.cast(each, dtype_of(images)), 1, "valid")
