"""One image, from its file. Imports Pillow only: processes that decode start at once."""

from __future__ import annotations

import math
import struct
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from argscope._images.errors import ImageFileError

# What Pillow's decoders raise for files that are cut off or changed.
_DECODING_ERRORS: Final = (
    EOFError,
    Image.DecompressionBombError,
    IndexError,
    OSError,
    SyntaxError,
    ValueError,
    struct.error,
)


def read_image(path: Path, least: float = math.inf) -> Image.Image:
    """Return the image of a file, turned as its camera was held.

    Args:
        path: Its file.
        least: A JPEG is decoded at 1/2, 1/4 or 1/8 of its size, the smallest whose
            shorter side has at least so many pixels. Others, and where there is none,
            are read as they are.

    Raises:
        ImageFileError: The file is not an image, or it is damaged.
    """
    fault, image = _decoded(path, least)
    if image is None:
        raise ImageFileError.bad_image(path, fault)
    return image


def fault_of(path: Path) -> str | None:
    """Return why a file cannot be read as an image; None if it can."""
    fault, image = _decoded(path, math.inf)
    return fault if image is None else None


def _decoded(path: Path, least: float) -> tuple[str, Image.Image | None]:
    try:
        with Image.open(path) as image:
            if math.isfinite(least):
                image.draft(None, (math.ceil(least), math.ceil(least)))
            image.load()
            ImageOps.exif_transpose(image, in_place=True)
            return "", image
    except UnidentifiedImageError:
        return "it is not an image", None
    except OSError as error:
        return error.strerror or str(error), None
    except _DECODING_ERRORS as error:
        return str(error), None
