"""Changing the colours of pictures, at full precision and without clipping.

Pictures have shape `(height, width, channels)`. `saturation` and `hue` go through HSV
and need red, green and blue on a scale that starts at 0.
"""

from __future__ import annotations

import numpy as np

from argscope.preprocessing._preprocessing import Array


def brightness(pixels: Array, delta: float) -> Array:
    """Return the picture with `delta` added to every value."""
    return pixels + np.float32(delta)


def contrast(pixels: Array, factor: float) -> Array:
    """Return the picture with the distance from each channel's mean times `factor`."""
    mean: Array = pixels.mean((0, 1), keepdims=True)
    return (pixels - mean) * np.float32(factor) + mean


def saturation(pixels: Array, factor: float) -> Array:
    """Return the picture with its saturation times `factor`, at most full colour."""
    hue_, saturation_, value = np.moveaxis(rgb_to_hsv(pixels), -1, 0)
    changed = np.clip(saturation_ * np.float32(factor), 0, 1)
    return hsv_to_rgb(np.stack([hue_, changed, value], -1))


def hue(pixels: Array, turn: float) -> Array:
    """Return the picture with every hue turned by a part of the circle, in [-1, 1]."""
    hsv = rgb_to_hsv(pixels)
    hsv[..., 0] = (hsv[..., 0] + np.float32(turn)) % 1
    return hsv_to_rgb(hsv)


def rgb_to_hsv(pixels: Array) -> Array:
    """Return hue in [0, 1], saturation and value of red, green and blue.

    Grey has hue 0, and black has saturation 0, as in Python's `colorsys`.

    Source:
        Smith 1978, "Color gamut transform pairs", SIGGRAPH 78.
    """
    red, green, blue = np.moveaxis(pixels, -1, 0)
    value = pixels.max(-1)
    spread = value - pixels.min(-1)
    # Where the divisor is 0 there is no colour, and the dividend is 0 or unused.
    divisor = np.where(spread > 0, spread, 1)
    sixths = np.select(
        [value == red, value == green],
        [(green - blue) / divisor, 2 + (blue - red) / divisor],
        4 + (red - green) / divisor,
    )
    share = np.where(value > 0, spread / np.where(value > 0, value, 1), 0)
    return np.stack([sixths / 6 % 1, share, value], -1, dtype=np.float32)


def hsv_to_rgb(hsv: Array) -> Array:
    """Return red, green and blue of hue (any turn), saturation and value.

    Source:
        Each channel falls from `value` by `value * saturation` along a trapezoid over
        the circle of hues, a third of a turn after the other; equal to Smith 1978.
    """
    hue_, saturation_, value = np.moveaxis(hsv, -1, 0)
    channels = []
    for start in (5, 3, 1):
        place = (start + 6 * hue_) % 6
        fall = np.clip(np.minimum(place, 4 - place), 0, 1)
        channels.append(value - value * saturation_ * fall)
    return np.stack(channels, -1, dtype=np.float32)
