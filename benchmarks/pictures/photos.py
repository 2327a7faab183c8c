"""Photos that compress like real ones: large soft areas, and a texture over them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image


def write(folder: Path, count: int, width: int, height: int) -> list[Path]:
    """Write so many JPEGs, each another one; return their files."""
    random = np.random.default_rng(0)
    files = []
    for number in range(count):
        areas = random.uniform(0, 255, (height // 40 + 2, width // 40 + 2, 3))
        texture = random.normal(0, 20, (height // 4, width // 4, 3))
        pixels = sum(
            cv2.resize(each.astype(np.float32), (width, height), interpolation=how)
            for each, how in ((areas, cv2.INTER_CUBIC), (texture, cv2.INTER_LINEAR))
        )
        file = folder / f"{number}.jpg"
        Image.fromarray(np.clip(pixels, 0, 255).astype("uint8")).save(file, quality=90)
        files.append(file)
    return files
