"""Bilinear resizing as TensorFlow 1 did it, which the networks were trained with.

Pillow's own bilinear filter averages over all pixels when an image gets smaller, and
aligns the centres of pixels. TensorFlow 1 does neither: it reads each new pixel between
the four old ones around the place `new index * old size / new size`.
"""

from __future__ import annotations

import numpy as np

from argscope._images.resampling import Axis, bilinear
from argscope.preprocessing._preprocessing import Array, Size


def resize(pixels: Array, size: Size) -> Array:
    """Return the picture at `size`, which may change its aspect ratio.

    Args:
        pixels: Shape `(height, width, channels)`.
        size: New height and width in pixels.

    Source:
        `tf.compat.v1.image.resize_bilinear(..., align_corners=False)`.
    """
    return resized_window(pixels, size, (0, 0), size)


def resized_window(pixels: Array, full: Size, offset: Size, size: Size) -> Array:
    """Return the window of `size` at `offset` of the picture resized to `full`.

    Only the window is computed: a long thin image may be enormous when its shorter
    side has been resized.
    """
    # First along the axis that shrinks most (or grows least): less is left to do.
    for axis in sorted((0, 1), key=lambda axis: size[axis] / pixels.shape[axis]):
        pixels = _blended(pixels, axis, full[axis], offset[axis], size[axis])
    return pixels


def _blended(pixels: Array, axis: int, full: int, offset: int, count: int) -> Array:
    """Return `count` of the `full` places along one axis, from `offset` on."""
    places = Axis(np, pixels.shape[axis], full, wanted=range(offset, offset + count))
    (lower, upper), (_, share) = (each.T for each in bilinear(places))
    share = np.expand_dims(share, tuple(i for i in range(pixels.ndim) if i != axis))
    near, far = pixels.take(lower, axis), pixels.take(upper, axis)
    blended: Array = near + (far - near) * share
    return blended
