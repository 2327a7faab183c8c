"""Distortions of colours, on float32 arrays `(height, width, 3)` of red, green and blue."""

from __future__ import annotations

import numpy as np

from argscope.preprocessing._preprocessing import Array


def with_brightness(pixels: Array, delta: float) -> Array:
    """Return pixels with `delta` added to every channel."""
    return pixels + np.float32(delta)


def with_contrast(pixels: Array, factor: float) -> Array:
    """Return pixels whose distance from the mean of each channel is `factor` times."""
    mean = pixels.mean(axis=(0, 1), keepdims=True)
    return (pixels - mean) * np.float32(factor) + mean


def with_saturation(pixels: Array, factor: float) -> Array:
    """Return pixels whose saturation is `factor` times, at most 1; >= 0.

    Args:
        pixels: In [0, 1].
        factor: 0 makes them grey.
    """
    hue, saturation, value = to_hsv(pixels)
    return to_rgb(hue, np.clip(saturation * np.float32(factor), 0, 1), value)


def with_hue(pixels: Array, delta: float) -> Array:
    """Return pixels whose hue is turned by `delta` circles.

    Args:
        pixels: In [0, 1].
        delta: 1/3 turns red into green.
    """
    hue, saturation, value = to_hsv(pixels)
    return to_rgb(hue + np.float32(delta), saturation, value)


def to_hsv(pixels: Array) -> tuple[Array, Array, Array]:
    """Return hue in [0, 1), saturation in [0, 1] and value, each `(height, width)`.

    Source:
        Smith 1978, "Color gamut transform pairs", doi:10.1145/965139.807361.
    """
    red, green, blue = (pixels[..., channel] for channel in range(3))
    value, span = pixels.max(axis=-1), np.ptp(pixels, axis=-1)
    divisor = np.where(span > 0, span, np.float32(1))  # grey has no hue: 0
    hue = np.select(
        [value == red, value == green],
        [(green - blue) / divisor, 2 + (blue - red) / divisor],
        4 + (red - green) / divisor,
    )
    saturation = span / np.where(value > 0, value, np.float32(1))
    return hue / 6 % 1, saturation, value


def to_rgb(hue: Array, saturation: Array, value: Array) -> Array:
    """Return pixels `(height, width, 3)`; the hue is taken modulo 1."""
    sectors = np.stack([hue * 6 + offset for offset in (5, 3, 1)], axis=-1) % 6
    ramp = np.clip(np.minimum(sectors, 4 - sectors), 0, 1)
    return (value[..., None] * (1 - saturation[..., None] * ramp)).astype("float32")
