"""VGG's images: at a random scale, with the mean colour of ImageNet taken off."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL.Image import Image

from argscope.preprocessing._crop import random_flip, random_offset
from argscope.preprocessing._pixels import rgb_pixels
from argscope.preprocessing._preprocessing import (
    Array,
    Preprocessing,
    Size,
    checked_size,
)
from argscope.preprocessing._resize import resized_window

_MEANS: Final = np.array([123.68, 116.78, 103.94], np.float32)
_SIDES: Final = (
    256 / 224,
    512 / 224,
)  # shorter side of the image / side of the picture


def _train(image: Image, size: Size, rng: np.random.Generator) -> Array:
    size = checked_size("vgg", size)
    pixels = rgb_pixels(image)
    smallest, largest = (_side(size, ratio) for ratio in _SIDES)
    side = int(rng.integers(smallest, largest, endpoint=True))
    full = _with_shorter_side(pixels, side)
    picture = resized_window(pixels, full, random_offset(full, size, rng), size)
    return random_flip(picture, rng) - _MEANS


def _evaluate(image: Image, size: Size) -> Array:
    size = checked_size("vgg", size)
    pixels = rgb_pixels(image)
    full = _with_shorter_side(pixels, _side(size, _SIDES[0]))
    middle = (full[0] - size[0]) // 2, (full[1] - size[1]) // 2
    return resized_window(pixels, full, middle, size) - _MEANS


def _side(size: Size, ratio: float) -> int:
    # Of the longer side, so that what is cut out fits into every image.
    return round(max(size) * ratio)


def _with_shorter_side(pixels: Array, side: int) -> Size:
    """Return the height and width of equal aspect ratio whose shorter one is `side`."""
    height, width = pixels.shape[:2]
    scale = side / min(height, width)
    return round(height * scale), round(width * scale)


VGG: Final = Preprocessing("vgg", 3, _train, _evaluate, _SIDES[1], _SIDES[0])
"""For VGG, ResNet v1, AlexNet v2 and OverFeat: values in [0, 255] less their means.

In training: the image is resized, keeping its aspect ratio, until its shorter side is a
random whole number in [256, 512]; a random part of the size asked for is cut out,
mirrored in half of the cases, and (123.68, 116.78, 103.94) is subtracted from red, green
and blue. In evaluation: the shorter side is 256, and the middle is cut out. This is for
224 x 224 pixels; for other sizes 256 and 512 grow with the longer side asked for.

Source:
    Simonyan & Zisserman 2014, arXiv:1409.1556, sections 2.1 and 3.1; the means are those
    of TF-Slim's `vgg_preprocessing.py`, which has 256 and 512 at every size.
"""
