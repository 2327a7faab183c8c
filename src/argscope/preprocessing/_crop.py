"""Cutting pieces out of pictures, at random and from the middle; mirroring them."""

from __future__ import annotations

from math import sqrt
from typing import Final, NamedTuple

import numpy as np

from argscope.preprocessing._preprocessing import Array, Pixels, Size

AREA_SHARE: Final = (0.05, 1.0)
ASPECT_RATIO: Final = (3 / 4, 4 / 3)
_TRIES: Final = 100


class Box(NamedTuple):
    """A rectangle of pixels: its upper left corner and its size."""

    top: int
    left: int
    height: int
    width: int

    def cut(self, pixels: Pixels) -> Pixels:
        """Return the pixels inside."""
        rows = slice(self.top, self.top + self.height)
        return pixels[rows, self.left : self.left + self.width]


def random_area_box(height: int, width: int, rng: np.random.Generator) -> Box:
    """Return a box of random area, aspect ratio and place, inside an image.

    Its share of the image's area is in [0.05, 1] and its width / height is in
    [3/4, 4/3], also after rounding to whole pixels. An image too thin for that, after
    100 tries, is taken whole.

    Source:
        Szegedy et al. 2014, arXiv:1409.4842, section 6, which has 8 % as the smallest
        share; 5 % is TF-Slim's.
    """
    for _ in range(_TRIES):
        area = rng.uniform(*AREA_SHARE) * height * width
        aspect = rng.uniform(*ASPECT_RATIO)
        size = round(sqrt(area / aspect)), round(sqrt(area * aspect))
        if _is_allowed(size, (height, width)):
            return Box(*random_offset((height, width), size, rng), *size)
    return Box(0, 0, height, width)


def random_offset(full: Size, size: Size, rng: np.random.Generator) -> Size:
    """Return where a window of `size` may start in `full`; every place is as likely."""
    top, left = (
        int(rng.integers(0, f - s + 1)) for f, s in zip(full, size, strict=True)
    )
    return top, left


def central_share(pixels: Pixels, share: float) -> Pixels:
    """Return the middle of a picture, `share` of its height and of its width."""
    top, left = (int((side - side * share) / 2) for side in pixels.shape[:2])
    height, width = pixels.shape[:2]
    return Box(top, left, height - 2 * top, width - 2 * left).cut(pixels)


def central_crop_or_pad(pixels: Pixels, size: Size) -> Array:
    """Return the middle at `size`, with zeros around where the picture is smaller."""
    spare = [size[axis] - pixels.shape[axis] for axis in (0, 1)]
    top, left = (max(-missing // 2, 0) for missing in spare)
    cut = Box(top, left, *size).cut(pixels)
    around = [(max(missing, 0) // 2, (max(missing, 0) + 1) // 2) for missing in spare]
    return np.pad(cut.astype(np.float32), [*around, (0, 0)])


def random_flip(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Return the picture, or in half of the cases its mirror image, left to right."""
    return pixels[:, ::-1] if rng.random() < 0.5 else pixels


def _is_allowed(size: Size, full: Size) -> bool:
    if min(size) < 1 or size[0] > full[0] or size[1] > full[1]:
        return False
    share = size[0] * size[1] / (full[0] * full[1])
    return (
        AREA_SHARE[0] <= share
        and ASPECT_RATIO[0] <= size[1] / size[0] <= ASPECT_RATIO[1]
    )
