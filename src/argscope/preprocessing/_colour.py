"""Changing the colours of pictures, at full precision and without clipping.

Pictures have shape `(height, width, channels)`. `saturation` and `hue` need red, green and
blue on a scale that starts at 0. All compute with one channel after the other, which is
many times faster than with the three numbers of each pixel: what they return has the
channels apart in memory.

Source:
    Smith 1978, "Color gamut transform pairs", SIGGRAPH 78: hue, saturation and value. The
    value is the greatest of red, green and blue, and the saturation its distance from the
    smallest, as a share of it. So all channels keep or change their distance from the value
    together, and nothing has to be divided and multiplied again.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

from argscope.preprocessing._preprocessing import Array

_CIRCLE = 6  # the hues of red, green and blue lie at 0, 2 and 4


def brightness(pixels: Array, delta: float) -> Array:
    """Return the picture with `delta` added to every value."""
    return pixels + np.float32(delta)


def contrast(pixels: Array, factor: float) -> Array:
    """Return the picture with the distance from each channel's mean times `factor`."""
    return _joined([_stretched(plane, factor) for plane in _planes(pixels)])


def saturation(pixels: Array, factor: float) -> Array:
    """Return the picture with its saturation times `factor`, at most full colour."""
    planes = _planes(pixels)
    value, spread = _value_and_spread(planes)
    # Full colour is a spread as wide as the value. Black and grey have none to change.
    factors = np.minimum(np.float32(factor), value / _not_zero(spread))
    factors *= spread > 0
    return _joined([value - (value - plane) * factors for plane in planes])


def hue(pixels: Array, turn: float) -> Array:
    """Return the picture with every hue turned by a part of the circle, in [-1, 1]."""
    planes = _planes(pixels)
    value, spread = _value_and_spread(planes)
    turned = _sixths(planes, value, spread) + np.float32(_CIRCLE * turn)
    return _joined([value - spread * _fall(turned, start) for start in (5, 3, 1)])


def _stretched(plane: Array, factor: float) -> Array:
    mean = plane.mean(dtype=np.float32)
    stretched = plane - mean
    stretched *= np.float32(factor)
    stretched += mean
    return stretched


def _planes(pixels: Array) -> list[Array]:
    """Return the channels of a picture."""
    return [
        np.ascontiguousarray(pixels[..., channel])
        for channel in range(pixels.shape[-1])
    ]


def _joined(planes: list[Array]) -> Array:
    """Return the picture that has these channels."""
    return np.moveaxis(np.stack(planes), 0, -1)


def _value_and_spread(planes: list[Array]) -> tuple[Array, Array]:
    """Return the greatest of the channels, and how far it is from the smallest.

    Without any light there is no colour: the spread is 0 where the value is not above 0.
    """
    value = reduce(np.maximum, planes)
    spread = value - reduce(np.minimum, planes)
    spread *= value > 0
    return value, spread


def _not_zero(spread: Array) -> Array:
    """Return what can be divided by: 1 in place of 0."""
    return spread + (spread == 0)


def _sixths(planes: list[Array], value: Array, spread: Array) -> Array:
    """Return hues in sixths of the circle, from red at 0; that of grey is any."""
    red, green, blue = planes
    is_red = value == red
    is_green = (value == green) & ~is_red
    is_blue = ~(is_red | is_green)
    # What is not the greatest channel says on which side of it the hue lies.
    side = (green - blue) * is_red
    side += (blue - red) * is_green
    side += (red - green) * is_blue
    side /= _not_zero(spread)
    side += is_green * np.float32(2)
    side += is_blue * np.float32(4)
    return side


def _fall(sixths: Array, start: int) -> Array:
    """Return which part of the spread a channel falls to from the value, in [0, 1].

    It does along a trapezoid over the circle of hues: the three channels do so a third of
    a turn, which is two sixths, after each other.
    """
    place = sixths + np.float32(start)
    place -= np.floor(place / np.float32(_CIRCLE)) * np.float32(_CIRCLE)
    np.minimum(place, np.float32(4) - place, out=place)
    return np.clip(place, 0, 1, out=place)
