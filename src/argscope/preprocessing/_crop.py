"""Parts of an image: which, and how they become an array of the size that is wanted."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from PIL import Image

from argscope.preprocessing._preprocessing import Array, Size

Box: TypeAlias = tuple[float, float, float, float]
"""Left, upper, right and lower edge, in pixels."""


def resized(image: Image.Image, size: Size, box: Box | None = None) -> Array:
    """Return a part of an image with another size, as float32 in [0, 1].

    Smaller ones are averages, not samples, of what they show.

    Args:
        image: In one of Pillow's modes with 8 bits: `"RGB"` or `"L"`.
        size: Height and width of the result.
        box: The part; default: all.
    """
    height, width = size
    small = image.resize((width, height), Image.Resampling.BILINEAR, box=box)
    return np.asarray(small, "float32") / np.float32(255)


def random_box(image: Image.Image, rng: np.random.Generator) -> Box:
    """Return a random part of an image: its area, its shape and its place are random.

    The area is a share of the image's in [0.05, 1] and the width over the height in
    [3/4, 4/3]. Where that does not fit in 100 trials it is the whole image.

    Source:
        Szegedy et al. 2014, "Going deeper with convolutions", arXiv:1409.4842, section
        6, has areas from 8 %; TF-Slim's preprocessing has 5 %.
    """
    width, height = image.size
    for _ in range(100):
        area = rng.uniform(0.05, 1) * width * height
        ratio = rng.uniform(3 / 4, 4 / 3)
        w, h = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        if 1 <= w <= width and 1 <= h <= height:
            left = int(rng.integers(width - w + 1))
            upper = int(rng.integers(height - h + 1))
            return left, upper, left + w, upper + h
    return 0, 0, width, height


def central_box(image: Image.Image, share: float) -> Box:
    """Return the middle of an image: `share` of its height and of its width, in (0, 1]."""
    width, height = image.size
    left, upper = width * (1 - share) / 2, height * (1 - share) / 2
    return left, upper, width - left, height - upper


def with_shorter_side(image: Image.Image, side: int) -> Image.Image:
    """Return an image whose shorter side has `side` pixels, with the shape it had."""
    width, height = image.size
    scale = side / min(width, height)
    size = max(side, round(width * scale)), max(side, round(height * scale))
    return image.resize(size, Image.Resampling.BILINEAR)


def random_part(pixels: Array, size: Size, rng: np.random.Generator) -> Array:
    """Return a part of an array, of this height and width and from anywhere."""
    height, width = size
    upper = int(rng.integers(pixels.shape[0] - height + 1))
    left = int(rng.integers(pixels.shape[1] - width + 1))
    return pixels[upper : upper + height, left : left + width]


def central_part(pixels: Array, size: Size) -> Array:
    """Return the middle of an array, of this height and width."""
    height, width = size
    upper, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
    return pixels[upper : upper + height, left : left + width]


def random_flip(pixels: Array, rng: np.random.Generator) -> Array:
    """Return an array of pixels, or with the same chance its mirror image."""
    return pixels[:, ::-1] if rng.random() < 0.5 else pixels
