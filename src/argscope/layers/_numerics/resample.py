"""Resizing on whatever backend: each new pixel is a sum of old ones, times weights.

Pixels are picked, not multiplied by a matrix: that would cost more, on accelerators
round to fewer bits, and spread one infinite value over the image.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import ops

from argscope._base.tensor import Tensor
from argscope._images.resampling import WEIGHTED, Axis, nearest

Side = Any
"""Height or width: an int, or a whole tensor where only the running network knows it."""

Size = tuple[Side, Side]
"""Height and width."""


def resize(
    images: Tensor,
    size: Size,
    method: str,
    *,
    align_corners: bool,
    half_pixel_centers: bool = False,
    dtype: str,
) -> Tensor:
    """Return images at another size.

    Args:
        images: Shape `(batch, height, width, channels)`, any dtype.
        size: New height and width, >= 1.
        method: `"nearest"`, or a key of `WEIGHTED`.

    Returns:
        Of the dtype of `images` for `"nearest"`, else computed in float32, of `dtype`.
    """
    # The width first, as TensorFlow does.
    for axis in (2, 1):
        old, new = ops.shape(images)[axis], size[axis - 1]
        places = Axis(_module(old, new), old, new, align_corners, half_pixel_centers)
        if method == "nearest":
            images = ops.take(images, nearest(places), axis)
        else:
            images = _mixed(ops.cast(images, "float32"), axis, method, places)
    return images if method == "nearest" else ops.cast(images, dtype)


def _mixed(images: Tensor, axis: int, method: str, places: Axis) -> Tensor:
    taps = WEIGHTED[method](places)
    pixels = ops.take(images, taps.indices, axis)
    weights = ops.convert_to_tensor(taps.weights)
    for _ in range(axis, 3):
        weights = ops.expand_dims(weights, -1)
    return ops.sum(pixels * weights, axis + 1)


def fitted(old: Size, size: Size) -> Size:
    """Return the largest size of the aspect ratio of `old` that is within `size`.

    It is rounded, so that a thin image may lose its shorter side.

    Source:
        tensorflow/python/ops/image_ops_impl.py, `_resize_images_common`.
    """
    xp = _module(*old, *size)
    before, within = (xp.array(each, dtype="float32") for each in (old, size))
    sides = xp.array(xp.round(xp.min(within / before) * before), dtype="int32")
    if xp is np:
        return int(sides[0]), int(sides[1])
    return sides[0], sides[1]


def known(*sides: Side) -> bool:
    """Return whether the sides are numbers already."""
    return all(isinstance(side, int) for side in sides)


def _module(*sides: Side) -> Any:
    """Return what computes with the sides: NumPy, once and for all, if it can."""
    return np if known(*sides) else ops
