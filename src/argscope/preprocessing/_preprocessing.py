"""What one family of networks does to an image: once in training, once afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from PIL import Image

Array: TypeAlias = np.ndarray[Any, Any]
Size: TypeAlias = tuple[int, int]
"""Height and width in pixels, each >= 1."""

Train: TypeAlias = Callable[[Image.Image, Size, np.random.Generator], Array]
Evaluate: TypeAlias = Callable[[Image.Image, Size], Array]


@dataclass(frozen=True)
class Preprocessing:
    """What one family of networks does to an image of any size and mode.

    Attributes:
        name: Name of the family.
        channels: Channels of the result: 3, or 1 for grey ones.
        train: From an image, `(height, width)` and a source of randomness to a distorted
            image, float32 of shape `(height, width, channels)`.
        evaluate: From an image and `(height, width)` to float32 of the same shape.
    """

    name: str
    channels: int
    train: Train
    evaluate: Evaluate
