"""Inception's images: a random part in random colours, between -1 and 1."""

from __future__ import annotations

from math import sqrt
from typing import Final

import numpy as np
from PIL.Image import Image

from argscope.preprocessing._colour import brightness, contrast, hue, saturation
from argscope.preprocessing._crop import (
    AREA_SHARE,
    ASPECT_RATIO,
    central_share,
    random_area_box,
    random_flip,
)
from argscope.preprocessing._pixels import rgb_pixels
from argscope.preprocessing._preprocessing import (
    Array,
    Preprocessing,
    Size,
    checked_size,
)
from argscope.preprocessing._resize import resize

_CENTRAL: Final = 0.875
_MAX_BRIGHTNESS: Final = 32 / 255
_MAX_TURN: Final = 0.2
_FACTORS: Final = (0.5, 1.5)
_ORDERS: Final = (
    (brightness, saturation, hue, contrast),
    (saturation, brightness, contrast, hue),
)


def _train(image: Image, size: Size, rng: np.random.Generator) -> Array:
    size = checked_size("inception", size)
    pixels = rgb_pixels(image)
    part = random_area_box(pixels.shape[0], pixels.shape[1], rng).cut(pixels)
    picture = random_flip(resize(part, size) / np.float32(255), rng)
    return _centred(np.clip(_in_random_colours(picture, rng), 0, 1))


def _evaluate(image: Image, size: Size) -> Array:
    size = checked_size("inception", size)
    part = central_share(rgb_pixels(image), _CENTRAL)
    return _centred(resize(part, size) / np.float32(255))


def _in_random_colours(picture: Array, rng: np.random.Generator) -> Array:
    changes = {
        brightness: rng.uniform(-_MAX_BRIGHTNESS, _MAX_BRIGHTNESS),
        saturation: rng.uniform(*_FACTORS),
        hue: rng.uniform(-_MAX_TURN, _MAX_TURN),
        contrast: rng.uniform(*_FACTORS),
    }
    for change in _ORDERS[rng.integers(len(_ORDERS))]:
        picture = change(picture, changes[change])
    return picture


def _centred(picture: Array) -> Array:
    """Return values of [0, 1] in [-1, 1]."""
    return (picture - np.float32(0.5)) * np.float32(2)


# The shorter side of the smallest part, as a share of that of the image.
_SMALLEST: Final = sqrt(AREA_SHARE[0] * ASPECT_RATIO[0])

INCEPTION: Final = Preprocessing(
    "inception", 3, _train, _evaluate, 1 / _SMALLEST, 1 / _CENTRAL
)
"""For Inception, MobileNet and ResNet v2: values in [-1, 1].

In training: a random part of 5 to 100 % of the area, with width / height in [3/4, 4/3],
resized to the size asked for, which distorts it; mirrored in half of the cases; then
brightness +-32/255, saturation 0.5 to 1.5 times, hue +-0.2 of the circle and contrast 0.5
to 1.5 times about each channel's mean, in one of two orders; clipped to [0, 1]; scaled.
In evaluation: the middle 87.5 % of height and width, resized and scaled.

Source:
    Szegedy et al. 2014, arXiv:1409.4842, section 6; the numbers are those of TF-Slim's
    `inception_preprocessing.py`. The resizing is always bilinear.
"""
