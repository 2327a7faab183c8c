"""From an image of any mode to numbers."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image

from argscope.preprocessing._preprocessing import Pixels
from argscope.preprocessing.errors import EmptyImageError

_STRIP: Final = 2**18  # pixels, up to 1 MB


def rgb_pixels(image: Image.Image) -> Pixels:
    """Return red, green and blue in [0, 255], shape `(height, width, 3)`."""
    return _pixels(image, "RGB")


def grey_pixels(image: Image.Image) -> Pixels:
    """Return the brightness in [0, 255], shape `(height, width, 1)`.

    Source:
        Pillow's mode L: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601).
    """
    return _pixels(image, "L")[..., None]


def _pixels(image: Image.Image, mode: str) -> Pixels:
    if 0 in image.size:
        raise EmptyImageError.about(image.height, image.width)
    if image.mode.startswith("I;16"):
        image = _eight_bits(image)
    if image.mode == "P" and "transparency" in image.info:
        # Pillow warns when it has to drop the transparency of a palette itself.
        image = image.convert("RGBA")
    # Pillow would copy an image that is of this mode already.
    return _numbers(image if image.mode == mode else image.convert(mode))


def _numbers(image: Image.Image) -> Pixels:
    """Return the values of an image of 8 bits, a large one in strips.

    Pillow puts an array together from many pieces: for photos of 12 million pixels that
    takes three times as long as in strips which fit into the processor's caches.
    """
    width, height = image.size
    rows = max(1, _STRIP // width)
    if height <= rows:
        return np.asarray(image)
    pixels = np.empty((height, width, *_channels(image)), np.uint8)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        pixels[top:bottom] = np.asarray(image.crop((0, top, width, bottom)))
    return pixels


def _channels(image: Image.Image) -> tuple[int, ...]:
    """Return the last part of the shape of its array; none if there is one channel."""
    count = len(image.getbands())
    return (count,) if count > 1 else ()


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return the upper 8 of 16 bits; Pillow would make all above 255 white."""
    return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
