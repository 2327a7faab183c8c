"""LeNet's images: grey, between -1 and 1, the same in training and evaluation."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL.Image import Image

from argscope.preprocessing._crop import central_crop_or_pad
from argscope.preprocessing._pixels import grey_pixels
from argscope.preprocessing._preprocessing import (
    Array,
    Preprocessing,
    Size,
    checked_size,
)


def _train(image: Image, size: Size, rng: np.random.Generator) -> Array:
    del rng  # digits must not be mirrored, and the original changes nothing else either
    return _evaluate(image, size)


def _evaluate(image: Image, size: Size) -> Array:
    size = checked_size("lenet", size)
    picture = central_crop_or_pad(grey_pixels(image), size)
    return (picture - np.float32(128)) / np.float32(128)


LENET: Final = Preprocessing("lenet", 1, _train, _evaluate)
"""For LeNet: one grey channel, values `(x - 128) / 128` in [-1, 1).

The middle of the size asked for is cut out, or zeros (black) are put around a smaller
image, as in the original; nothing is resized and nothing is random.

Source:
    LeCun et al. 1998, "Gradient-based learning applied to document recognition", where
    digits are put into the middle of a larger field; the numbers are those of TF-Slim's
    `lenet_preprocessing.py`.
"""
