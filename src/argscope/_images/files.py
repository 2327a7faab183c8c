"""Which files of a folder are images. Without Pillow: it goes by their names."""

from __future__ import annotations

from pathlib import Path
from typing import Final

SUFFIXES: Final = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")


def images_in(path: Path) -> list[Path]:
    """Return the images in a folder and in the folders in it, in alphabetical order."""
    return sorted(
        each
        for each in path.rglob("*")
        if each.suffix.lower() in SUFFIXES
        and not any(part.startswith(".") for part in each.relative_to(path).parts)
        and each.is_file()
    )
