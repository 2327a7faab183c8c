"""CifarNet's images: moved a little, then scaled to mean 0 and deviation 1."""

from __future__ import annotations

from math import sqrt
from typing import Final

import numpy as np
from PIL.Image import Image

from argscope.preprocessing._colour import brightness, contrast
from argscope.preprocessing._crop import (
    Box,
    central_crop_or_pad,
    random_flip,
    random_offset,
)
from argscope.preprocessing._pixels import rgb_pixels
from argscope.preprocessing._preprocessing import (
    Array,
    Preprocessing,
    Size,
    checked_size,
)

_BORDER: Final = 4
_MAX_BRIGHTNESS: Final = 63
_FACTORS: Final = (0.2, 1.8)


def _train(image: Image, size: Size, rng: np.random.Generator) -> Array:
    size = checked_size("cifarnet", size)
    pixels = rgb_pixels(image)
    height, width = (
        max(side + 2 * _BORDER, wanted)
        for side, wanted in zip(pixels.shape[:2], size, strict=True)
    )
    padded = central_crop_or_pad(pixels, (height, width))
    box = Box(*random_offset((height, width), size, rng), *size)
    picture = random_flip(box.cut(padded), rng)
    # As in the original, though subtracting the mean undoes it.
    picture = brightness(picture, rng.uniform(-_MAX_BRIGHTNESS, _MAX_BRIGHTNESS))
    return _standardized(contrast(picture, rng.uniform(*_FACTORS)))


def _evaluate(image: Image, size: Size) -> Array:
    size = checked_size("cifarnet", size)
    return _standardized(central_crop_or_pad(rgb_pixels(image), size))


def _standardized(picture: Array) -> Array:
    """Return the picture with mean 0 and deviation 1; one of a single colour is 0.

    The deviation is taken as at least `1 / sqrt(values)`, against division by 0.
    """
    centred: Array = picture - picture.mean()
    return centred / np.float32(max(centred.std(), 1 / sqrt(picture.size)))


CIFARNET: Final = Preprocessing("cifarnet", 3, _train, _evaluate)
"""For CifarNet: mean 0 and standard deviation 1 in each picture.

In training: 4 pixels of zeros are put around the image; a random part of the size asked
for is cut out and mirrored in half of the cases; then brightness +-63 (of 255) and
contrast 0.2 to 1.8 times about each channel's mean. In evaluation: the middle. Nothing is
resized, as in the original: where the image is smaller than the size asked for, zeros are
put around it. Resize images of another size than 32 x 32 pixels first.

Source:
    Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images", technical
    report, University of Toronto; the numbers are those of TF-Slim's
    `cifarnet_preprocessing.py`.
"""
