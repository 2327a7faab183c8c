"""What is trained: two networks, their images, and how the weights are updated.

Every way of writing a network reads its sizes here. This module needs NumPy only,
because the original's interpreter reads it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

CLASSES: Final = 10
BATCH: Final = 8
LEARNING_RATE: Final = 1e-3  # small: the weights stay finite in any number of steps
MOMENTUM: Final = 0.9
WEIGHT_DECAY: Final = 1e-4
DECAY: Final = 0.99  # of the moving averages
EPSILON: Final = 1e-3

VGG_BLOCKS: Final = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
"""(channels, convolutions) of each block: VGG-16, arXiv:1409.1556, table 1, column D."""
VGG_DENSE: Final = 4096

RESNET_BLOCKS: Final = ((64, 3), (128, 4), (256, 6), (512, 3))
"""(channels, units) of each block: ResNet-50, arXiv:1512.03385, table 1."""
RESNET_EXPANSION: Final = 4


@dataclass(frozen=True)
class Network:
    """One network to measure.

    Attributes:
        name: `vgg` or `resnet`.
        size: Height and width of the images, in pixels.
        width: Factor on all numbers of channels, in (0, 1].
        depth: Convolutions, or units, in one block at most; None: all of them.
    """

    name: str
    size: int
    width: float
    depth: int | None = None

    @property
    def title(self) -> str:
        """What the tables call it."""
        return f"{self.name}, width {self.width:g}, {self.size} x {self.size}"

    @property
    def blocks(self) -> list[tuple[int, int]]:
        """(channels, convolutions or units) of each block."""
        table = {"vgg": VGG_BLOCKS, "resnet": RESNET_BLOCKS}[self.name]
        return [
            (self.channels(count), min(repeats, self.depth or repeats))
            for count, repeats in table
        ]

    def channels(self, count: int) -> int:
        """Return `count` times the width, a whole number."""
        return round(count * self.width)

    def images(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Return images `(count, size, size, 3)` and labels `(count,)`, always the same."""
        return draw_images(count, self.size)


def draw_images(count: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return images `(count, size, size, 3)` and labels `(count,)`, always the same."""
    draw = np.random.default_rng(0)
    pixels = draw.standard_normal((count, size, size, 3), "float32")
    return pixels, draw.integers(CLASSES, size=count).astype("int32")


def networks(width: float = 0.25) -> dict[str, Network]:
    """Return both networks at the sizes of the benchmark."""
    return {
        "vgg": Network("vgg", 32, width),
        "resnet": Network("resnet", 64, width),
    }


RESNET_50: Final = Network("resnet", 224, 1.0)
