"""Changing the colours of pictures, at full precision and without clipping.

Pictures are float32 of shape `(height, width, channels)`. `saturation` and `hue` need red,
green and blue on a scale that starts at 0. OpenCV computes with whole pixels, and lets other
threads run meanwhile.

Source:
    Smith 1978, "Color gamut transform pairs", SIGGRAPH 78: hue, saturation and value. The
    value is the greatest of red, green and blue, and the saturation its distance from the
    smallest, as a share of it.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from argscope.preprocessing._preprocessing import Array

_CIRCLE: Final = 360
_HUE, _SATURATION, _VALUE = range(3)


def brightness(pixels: Array, delta: float) -> Array:
    """Return the picture with `delta` added to every value."""
    return pixels + np.float32(delta)


def contrast(pixels: Array, factor: float) -> Array:
    """Return the picture with the distance from each channel's mean times `factor`."""
    pixels = np.ascontiguousarray(pixels)
    channels = pixels.shape[-1]
    means = np.array(cv2.mean(pixels)[:channels])
    matrix = np.column_stack([factor * np.eye(channels), (1 - factor) * means])
    return np.asarray(cv2.transform(pixels, matrix), np.float32)


def saturation(pixels: Array, factor: float) -> Array:
    """Return the picture with its saturation times `factor`, at most full colour."""
    picture = _to_hsv(pixels)
    shares = picture[..., _SATURATION]
    shares *= np.float32(factor)
    np.minimum(shares, 1, out=shares)
    shares *= picture[..., _VALUE] > 0  # without light there is no colour
    return _to_rgb(picture)


def hue(pixels: Array, turn: float) -> Array:
    """Return the picture with every hue turned by a part of the circle, in [-1, 1]."""
    # Hue depends on differences only. OpenCV's saturation, a share of the value, would be
    # of no precision where that is almost 0 and another channel is below.
    least = float(pixels.min())
    lift = np.float32(1 - least if least < 0 else 0)
    picture = _to_hsv(pixels + lift)
    picture[..., _HUE] += np.float32(_CIRCLE * (turn % 1))  # it takes none below 0
    picture[..., _SATURATION] *= picture[..., _VALUE] > lift
    return _to_rgb(picture) - lift


def _to_hsv(pixels: Array) -> Array:
    """Return hue in [0, 360), saturation and value."""
    pixels = np.ascontiguousarray(pixels)
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV), np.float32)


def _to_rgb(picture: Array) -> Array:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_HSV2RGB), np.float32)
