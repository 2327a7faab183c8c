"""The Inception family's way: parts of the image in all sizes, in other colours, [-1, 1]."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image

from argscope.preprocessing import _colour as colour
from argscope.preprocessing._crop import (
    central_box,
    random_box,
    random_flip,
    resized,
)
from argscope.preprocessing._preprocessing import Array, Preprocessing, Size

# TF-Slim's preprocessing; Szegedy et al. 2014, arXiv:1409.4842, section 6, after Howard
# 2013, arXiv:1312.5402.
_BRIGHTNESS: Final = 32 / 255
_SATURATION: Final = (0.5, 1.5)
_HUE: Final = 0.2
_CONTRAST: Final = (0.5, 1.5)
_CENTRE: Final = 0.875


def _train(image: Image.Image, size: Size, rng: np.random.Generator) -> Array:
    rgb = image.convert("RGB")
    pixels = random_flip(resized(rgb, size, random_box(rgb, rng)), rng)
    return _scaled(_distorted(pixels, rng))


def _evaluate(image: Image.Image, size: Size) -> Array:
    rgb = image.convert("RGB")
    return _scaled(resized(rgb, size, central_box(rgb, _CENTRE)))


def _distorted(pixels: Array, rng: np.random.Generator) -> Array:
    """Return pixels in other colours, in [0, 1]; the changes come in one of two orders."""
    brightness = colour.with_brightness, rng.uniform(-_BRIGHTNESS, _BRIGHTNESS)
    saturation = colour.with_saturation, rng.uniform(*_SATURATION)
    hue = colour.with_hue, rng.uniform(-_HUE, _HUE)
    contrast = colour.with_contrast, rng.uniform(*_CONTRAST)
    orders = (
        (brightness, saturation, hue, contrast),
        (saturation, brightness, contrast, hue),
    )
    for change, amount in orders[rng.integers(2)]:
        pixels = change(pixels, amount)
    return np.clip(pixels, 0, 1)


def _scaled(pixels: Array) -> Array:
    return pixels * np.float32(2) - np.float32(1)


INCEPTION: Final = Preprocessing("inception", 3, _train, _evaluate)
"""For Inception, ResNet V2 and MobileNet.

In training a random part of the image (5 % to all of its area, shape 3:4 to 4:3) is
resized, mirrored or not, and changed in brightness (by up to 32/255), saturation and
contrast (0.5 to 1.5 times) and hue (by up to 0.2 circles). Otherwise it is the middle
87.5 % of height and width. Values are in [-1, 1].

Source:
    Szegedy et al. 2014, arXiv:1409.4842, section 6; github.com/tensorflow/models,
    research/slim/preprocessing/inception_preprocessing.py, whose ways of resizing are
    four; here it is always bilinear, with averages where the image gets smaller.
"""
