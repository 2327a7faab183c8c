"""CifarNet's way: shifted by some pixels, in other colours, mean 0 and deviation 1."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from PIL import Image

from argscope.preprocessing import _colour as colour
from argscope.preprocessing._crop import random_flip, random_part, resized
from argscope.preprocessing._preprocessing import Array, Preprocessing, Size

_PADDING: Final = 4  # pixels
_BRIGHTNESS: Final = 63 / 255
_CONTRAST: Final = (0.2, 1.8)


def _train(image: Image.Image, size: Size, rng: np.random.Generator) -> Array:
    padding = ((_PADDING, _PADDING), (_PADDING, _PADDING), (0, 0))
    pixels = np.pad(resized(image.convert("RGB"), size), padding)
    pixels = random_flip(random_part(pixels, size, rng), rng)
    pixels = colour.with_brightness(pixels, rng.uniform(-_BRIGHTNESS, _BRIGHTNESS))
    return _standardized(colour.with_contrast(pixels, rng.uniform(*_CONTRAST)))


def _evaluate(image: Image.Image, size: Size) -> Array:
    return _standardized(resized(image.convert("RGB"), size))


def _standardized(pixels: Array) -> Array:
    """Return pixels with mean 0 and deviation 1; a plain image stays at 0."""
    levels = pixels * np.float32(255)
    # So that an image of one colour is not divided by zero, nor its noise blown up.
    least = 1 / math.sqrt(levels.size)
    deviation = np.float32(max(float(levels.std()), least))
    return (levels - levels.mean()) / deviation


CIFARNET: Final = Preprocessing("cifarnet", 3, _train, _evaluate)
"""For CifarNet.

In training the image gets a border of 4 black pixels, a window from anywhere in that is
mirrored or not, and brightness (by up to 63/255) and contrast (0.2 to 1.8 times) are
changed. The mean of the result is 0 and its deviation 1. An image of another size is
resized before.

Source:
    Krizhevsky 2009, "Learning multiple layers of features from tiny images";
    github.com/tensorflow/models, research/slim/preprocessing/cifarnet_preprocessing.py,
    which does not resize.
"""
