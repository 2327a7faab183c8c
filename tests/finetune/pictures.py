"""Folders of small images that a network can learn in seconds."""

from pathlib import Path

import numpy as np
from PIL import Image

COLOURS = {"blue": (40, 60, 200), "green": (50, 180, 60), "red": (200, 50, 40)}


def write_image(path: Path, colour=(200, 50, 40), size=(40, 36), seed=0) -> Path:
    """Write noise around one colour."""
    noise = np.random.default_rng(seed).integers(-40, 40, (*size, 3))
    pixels = np.clip(np.array(colour) + noise, 0, 255).astype("uint8")
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path


def write_folder(path: Path, count=8) -> Path:
    """Write so many images of each of three colours."""
    for label, (name, colour) in enumerate(COLOURS.items()):
        for number in range(count):
            file = path / name / f"{number}.png"
            write_image(file, colour, seed=100 * label + number)
    return path
