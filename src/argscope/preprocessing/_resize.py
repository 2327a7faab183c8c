"""Bilinear resizing as TensorFlow 1 did it, which the networks were trained with.

Pillow's own bilinear filter averages over all pixels when an image gets smaller, and
aligns the centres of pixels; so does OpenCV's. TensorFlow 1 does neither: it reads each new
pixel between the four old ones around the place `new index * old size / new size`. OpenCV
does read where it is told.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from argscope._images.resampling import Axis, bilinear
from argscope.preprocessing._preprocessing import Array, Pixels, Size

_LONGEST: Final = 32_766
"""The longest side, in pixels, of an image that OpenCV reads from."""


def resize(pixels: Pixels, size: Size) -> Array:
    """Return the picture at `size`, which may change its aspect ratio.

    Args:
        pixels: Shape `(height, width, channels)`.
        size: New height and width in pixels.

    Source:
        `tf.compat.v1.image.resize_bilinear(..., align_corners=False)`.
    """
    return resized_window(pixels, size, (0, 0), size)


def resized_window(pixels: Pixels, full: Size, offset: Size, size: Size) -> Array:
    """Return the window of `size` at `offset` of the picture resized to `full`.

    Only the window is computed: a long thin image may be enormous when its shorter
    side has been resized.
    """
    down, across = (
        Axis(np, old, new, wanted=range(start, start + count))
        for old, new, start, count in zip(
            pixels.shape[:2], full, offset, size, strict=True
        )
    )
    pixels, rows = _in_reach(pixels, 0, down)
    pixels, columns = _in_reach(pixels, 1, across)
    resized = cv2.remap(
        pixels.astype(np.float32),
        np.tile(columns, (size[0], 1)),
        np.repeat(rows[:, None], size[1], axis=1),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,  # the pixel after the last is the last
    )
    # OpenCV drops an axis of one channel.
    return np.asarray(resized, np.float32).reshape(*size, -1)


def _in_reach(pixels: Pixels, axis: int, places: Axis) -> tuple[Pixels, Array]:
    """Return an image that OpenCV can read along an axis, and where it is to read.

    Of one that is too long only the two pixels around each place are kept.
    """
    if places.old <= _LONGEST:
        return pixels, places.places()
    indices, weights = bilinear(places)
    pairs = np.arange(len(indices), dtype=np.float32) * 2
    return pixels.take(indices.ravel(), axis), pairs + weights[:, 1]
