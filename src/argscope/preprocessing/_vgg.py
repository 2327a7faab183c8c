"""VGG's way: a window of a larger or smaller version of the image, minus the means."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image

from argscope.preprocessing._crop import (
    central_part,
    random_flip,
    random_part,
    with_shorter_side,
)
from argscope.preprocessing._preprocessing import Array, Preprocessing, Size

# Simonyan & Zisserman 2014, arXiv:1409.1556, sections 2.1 and 3.1, for 224 x 224 pixels.
_WINDOW: Final = 224
_SMALLEST: Final = 256
_LARGEST: Final = 512

# Of red, green and blue over ImageNet's images for training, in [0, 255]. TF-Slim's.
_MEANS: Final = np.array([123.68, 116.78, 103.94], "float32")


def _train(image: Image.Image, size: Size, rng: np.random.Generator) -> Array:
    side = int(rng.integers(_side(_SMALLEST, size), _side(_LARGEST, size) + 1))
    pixels = _pixels(image, side)
    return random_flip(random_part(pixels, size, rng), rng) - _MEANS


def _evaluate(image: Image.Image, size: Size) -> Array:
    return central_part(_pixels(image, _side(_SMALLEST, size)), size) - _MEANS


def _side(pixels: int, size: Size) -> int:
    """Return a shorter side that is to this window what `pixels` are to 224."""
    return round(max(size) * pixels / _WINDOW)


def _pixels(image: Image.Image, side: int) -> Array:
    return np.asarray(with_shorter_side(image.convert("RGB"), side), "float32")


VGG: Final = Preprocessing("vgg", 3, _train, _evaluate)
"""For VGG, ResNet V1, AlexNet and OverFeat.

In training the image is resized until its shorter side has a random length of 256 to 512
pixels, and a window from anywhere is mirrored or not; otherwise the length is 256 and the
window is in the middle. That is for windows of 224 pixels; for others the lengths are in
proportion. Red, green and blue are in [0, 255] minus 123.68, 116.78 and 103.94.

Source:
    Simonyan & Zisserman 2014, arXiv:1409.1556; github.com/tensorflow/models,
    research/slim/preprocessing/vgg_preprocessing.py.
"""
