"""What one family of networks does to images, as a pair of functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from operator import index
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from argscope.preprocessing.errors import ImageSizeError

Array: TypeAlias = NDArray[np.float32]
Pixels: TypeAlias = NDArray[Any]
"""An image as it was read, in whole numbers of [0, 255], or a picture made of it."""
Size: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class Preprocessing:
    """What a family of networks does to an image before it sees it.

    Attributes:
        name: Name of the family, its key in `PREPROCESSING`.
        channels: Channels of the result: 3 (red, green, blue) or 1 (grey).
        train: `train(image, (height, width), rng)` returns a picture for training,
            float32 of shape `(height, width, channels)`. All that is random comes from
            `rng`, a `numpy.random.Generator`.
        evaluate: `evaluate(image, (height, width))` returns the picture for evaluation,
            of the same shape and dtype.
        train_side: How long the shorter side of an image has to be, as a multiple of
            the longer side of the picture, so that `train` enlarges nothing; infinite
            where images are not resized.
        evaluate_side: The same for `evaluate`.

    The image is a `PIL.Image.Image` of any size of at least one pixel and any mode that
    Pillow converts to RGB (or to L, where there is one channel). Transparency is
    dropped; of 16-bit images the upper 8 bits are used; in images of 32 bits (I, F) 255
    is the brightest value. Both functions raise `ImageSizeError` for a height or width below 1, and
    `EmptyImageError` for an image without pixels.

    Example:
        >>> import numpy as np
        >>> from PIL import Image
        >>> from argscope.preprocessing import INCEPTION
        >>> image = Image.new("RGB", (640, 480), "white")
        >>> INCEPTION.evaluate(image, (224, 224)).shape
        (224, 224, 3)
        >>> INCEPTION.train(image, (224, 224), np.random.default_rng(0)).shape
        (224, 224, 3)
    """

    name: str
    channels: int
    train: Callable[[Image, Size, np.random.Generator], Array]
    evaluate: Callable[[Image, Size], Array]
    train_side: float = inf
    evaluate_side: float = inf


def checked_size(family: str, size: Any) -> Size:
    """Return `(height, width)` as plain numbers, or raise `ImageSizeError`."""
    try:
        height, width = map(index, size)
    except (TypeError, ValueError):
        raise ImageSizeError.about(family, size) from None
    if height < 1 or width < 1:
        raise ImageSizeError.about(family, size)
    return height, width
