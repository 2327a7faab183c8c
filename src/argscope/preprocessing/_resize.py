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

from argscope._images.resampling import Axis, Taps, bilinear
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
    if max(pixels.shape) > _LONGEST or _reads_few(pixels, size):
        return _between_pairs(pixels, bilinear(down), bilinear(across))
    resized = cv2.remap(
        pixels.astype(np.float32),
        np.tile(across.places(), (size[0], 1)),
        np.repeat(down.places()[:, None], size[1], axis=1),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,  # the pixel after the last is the last
    )
    # OpenCV drops an axis of one channel.
    return np.asarray(resized, np.float32).reshape(*size, -1)


def _reads_few(pixels: Pixels, size: Size) -> bool:
    """Return whether less pixels are read, four for each new one, than there are."""
    return pixels.shape[0] * pixels.shape[1] > 4 * size[0] * size[1]


def _between_pairs(pixels: Pixels, down: Taps, across: Taps) -> Array:
    """Return the picture, of which only what is read has been made float32."""
    read = pixels.take(down.indices.ravel(), 0).take(across.indices.ravel(), 1)
    read = read.astype(np.float32)
    rows = _between(read[0::2], read[1::2], down.weights[:, 1, None, None])
    return _between(rows[:, 0::2], rows[:, 1::2], across.weights[:, 1, None])


def _between(one: Array, other: Array, share: Array) -> Array:
    between = other - one
    between *= share
    between += one
    return between
