"""LeNet's way: grey, [-1, 1), never distorted."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image

from argscope.preprocessing._crop import resized
from argscope.preprocessing._preprocessing import Array, Preprocessing, Size


def _train(image: Image.Image, size: Size, rng: np.random.Generator) -> Array:
    del rng
    return _evaluate(image, size)


def _evaluate(image: Image.Image, size: Size) -> Array:
    levels = resized(image.convert("L"), size)[..., None] * np.float32(255)
    return (levels - np.float32(128)) / np.float32(128)


LENET: Final = Preprocessing("lenet", 1, _train, _evaluate)
"""For LeNet, in training and afterwards: grey levels of 0 to 255, minus 128, over 128.

An image of another size is resized before.

Source:
    LeCun et al. 1998, doi:10.1109/5.726791; github.com/tensorflow/models,
    research/slim/preprocessing/lenet_preprocessing.py, which does not resize.
"""
