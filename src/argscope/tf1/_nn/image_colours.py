"""The colours of images, and what numbers stand for them.

Source:
    Smith 1978, "Color gamut transform pairs", SIGGRAPH 78: hue, saturation and value.
    TensorFlow 1.15, tensorflow/python/ops/image_ops_impl.py.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._nn.image_dtype import converted
from argscope.tf1._ops.values import Array, array, dtype_of

_LUMINANCE: Final = np.array([0.2989, 0.5870, 0.1140], np.float32)
"""The share of red, green and blue in grey."""


@op("adjust_brightness", "image.adjust_brightness")
def adjust_brightness(image: Array, delta: Any) -> Array:
    """Return images with `delta` added to all values."""
    return brightened(image, delta)


@op("adjust_contrast", "image.adjust_contrast")
def adjust_contrast(images: Array, contrast_factor: Any) -> Array:
    """Return images with the distance from each channel's mean times a factor."""
    return contrasted(images, contrast_factor)


@op("adjust_saturation", "image.adjust_saturation")
def adjust_saturation(
    image: Array, saturation_factor: Any, name: str | None = None
) -> Array:
    """Return images with the saturation times a factor, at most full."""
    return saturated(image, saturation_factor)


@op("adjust_hue", "image.adjust_hue")
def adjust_hue(image: Array, delta: Any, name: str | None = None) -> Array:
    """Return images with the hue turned by a part of the circle."""
    return turned(image, delta)


@op("adjust_gamma", "image.adjust_gamma")
def adjust_gamma(image: Array, gamma: float = 1, gain: float = 1) -> Array:
    """Return `gain * image ** gamma`, for values from 0 to 1."""
    return _as_floats(image, lambda values: gain * values**gamma, saturate=True)


@op("RGBToHSV", "image.rgb_to_hsv")
def rgb_to_hsv(images: Array, name: str | None = None) -> Array:
    """Return hue, saturation and value, each from 0 to 1."""
    return ops.stack(_hsv(array(images)), -1)


@op("HSVToRGB", "image.hsv_to_rgb")
def hsv_to_rgb(images: Array, name: str | None = None) -> Array:
    """Return red, green and blue of hue, saturation and value."""
    return _rgb(*_channels(array(images)))


@op("rgb_to_grayscale", "image.rgb_to_grayscale")
def rgb_to_grayscale(images: Array, name: str | None = None) -> Array:
    """Return the brightness, of one channel."""
    return _as_floats(
        images, lambda x: ops.sum(ops.multiply(x, _LUMINANCE), -1, keepdims=True)
    )


@op("grayscale_to_rgb", "image.grayscale_to_rgb")
def grayscale_to_rgb(images: Array, name: str | None = None) -> Array:
    """Return three equal channels for one."""
    return ops.repeat(array(images), 3, -1)


# --- on values


def brightened(image: Array, delta: Any) -> Array:
    """Return images with something added, clipped where they are whole numbers."""
    return _as_floats(image, lambda x: x + delta, saturate=True)


def contrasted(image: Array, factor: Any) -> Array:
    """Return images with other distances from the means, clipped likewise."""

    def change(values: Array) -> Array:
        means = ops.mean(values, (-3, -2), keepdims=True)
        return (values - means) * factor + means

    return _as_floats(image, change, saturate=True)


def saturated(image: Array, factor: Any) -> Array:
    """Return images with another saturation."""

    def change(values: Array) -> Array:
        hue, saturation, value = _hsv(values)
        return _rgb(hue, ops.clip(saturation * factor, 0, 1), value)

    return _as_floats(image, change)


def turned(image: Array, delta: Any) -> Array:
    """Return images with another hue."""

    def change(values: Array) -> Array:
        hue, least, most = _hue(values)
        shares = _shares(hue + delta)
        spread = ops.expand_dims(most - least, -1)
        return ops.expand_dims(least, -1) + spread * shares

    return _as_floats(image, change)


def _as_floats(image: Array, change: Any, *, saturate: bool = False) -> Array:
    """Return what a function of values from 0 to 1 gives, in the dtype of `image`."""
    image = array(image)
    floats = converted(image, "float32")
    return converted(change(floats), dtype_of(image), saturate=saturate)


def _hue(rgb: Array) -> tuple[Array, Array, Array]:
    """Return the hue, as a part of the circle, and the least and the most of a pixel."""
    red, green, blue = _channels(rgb)
    most, least = ops.max(rgb, -1), ops.min(rgb, -1)
    is_grey = most <= least
    spread = ops.where(is_grey, ops.ones_like(most), most - least)
    hue = ops.where(
        red == most,
        (green - blue) / spread,
        ops.where(green == most, (blue - red) / spread + 2, (red - green) / spread + 4),
    )
    hue = ops.where(is_grey, ops.zeros_like(hue), hue) / 6
    return ops.where(hue < 0, hue + 1, hue), least, most


def _hsv(rgb: Array) -> tuple[Array, Array, Array]:
    hue, least, most = _hue(rgb)
    has_light = most > 0
    value = ops.where(has_light, most, ops.ones_like(most))
    share = (most - least) / value
    return hue, ops.where(has_light, share, ops.zeros_like(share)), most


def _rgb(hue: Array, saturation: Array, value: Array) -> Array:
    saturation, value = (ops.expand_dims(x, -1) for x in (saturation, value))
    return ((1 - saturation) + saturation * _shares(hue)) * value


def _shares(hue: Array) -> Array:
    """Return how much red, green and blue there is in full colours."""
    sixths = ops.mod(hue, 1.0) * 6
    shares = [
        ops.absolute(sixths - 3) - 1,
        2 - ops.absolute(sixths - 2),
        2 - ops.absolute(sixths - 4),
    ]
    return ops.clip(ops.stack(shares, -1), 0, 1)


def _channels(image: Array) -> tuple[Array, Array, Array]:
    return image[..., 0], image[..., 1], image[..., 2]
