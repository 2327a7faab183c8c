"""From an image of any mode to numbers."""

from __future__ import annotations

import numpy as np
from PIL import Image

from argscope.preprocessing._preprocessing import Pixels
from argscope.preprocessing.errors import EmptyImageError


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
    return np.asarray(image if image.mode == mode else image.convert(mode))


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return the upper 8 of 16 bits; Pillow would make all above 255 white."""
    return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
