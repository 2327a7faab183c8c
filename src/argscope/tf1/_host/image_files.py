"""Files of images, read and written by Pillow, where a program names them by constants.

Differs: Pixels of a JPEG file can be off by one or two: TensorFlow rounds otherwise.
"""

from __future__ import annotations

import importlib
import io
import os
from pathlib import Path
from typing import Any, Final

import numpy as np

from argscope.tf1._graph.op import op
from argscope.tf1._host.statuses import told_by_kind
from argscope.tf1._nn.image_dtype import converted
from argscope.tf1._ops.values import Array, is_constant
from argscope.tf1.errors import MissingSymbolError

_MODES: Final = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
"""Pillow's names of what pixels are made of, by the number of channels."""


@op("ReadFile", "read_file", "io.read_file")
def read_file(filename: Any, name: str | None = None) -> Array:
    """Return the bytes of a file."""
    path = Path(os.fsdecode(_constant("tf.read_file", filename)))
    with told_by_kind():
        return _string(path.read_bytes())


@op("WriteFile", "write_file", "io.write_file")
def write_file(filename: Any, contents: Any, name: str | None = None) -> Array:
    """Write bytes into a file, which is done at once."""
    path = Path(os.fsdecode(_constant("tf.write_file", filename)))
    with told_by_kind():
        path.write_bytes(_constant("tf.write_file", contents))
    return _string(b"")


@op("DecodeJpeg", "image.decode_jpeg", "io.decode_jpeg")
def decode_jpeg(
    contents: Any,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1,
    dct_method: str = "",
    name: str | None = None,
) -> Array:
    """Return the pixels of a JPEG file, shape `(height, width, channels)`, uint8."""
    pixels = _decoded("tf.image.decode_jpeg", contents, channels)
    return pixels[::ratio, ::ratio]


@op("DecodePng", "image.decode_png", "io.decode_png")
def decode_png(
    contents: Any, channels: int = 0, dtype: str = "uint8", name: str | None = None
) -> Array:
    """Return the pixels of a PNG file, as `decode_jpeg` does."""
    if dtype != "uint8":
        raise MissingSymbolError.about(f"tf.image.decode_png of {dtype}")
    return _decoded("tf.image.decode_png", contents, channels)


@op("DecodeImage", "image.decode_image", "io.decode_image")
def decode_image(
    contents: Any,
    channels: int | None = None,
    dtype: str = "uint8",
    name: str | None = None,
    expand_animations: bool = True,
) -> Array:
    """Return the pixels of a file of any kind, as `decode_jpeg` does."""
    return converted(_decoded("tf.image.decode_image", contents, channels or 0), dtype)


@op("EncodeJpeg", "image.encode_jpeg", "io.encode_jpeg")
def encode_jpeg(
    image: Array, format: str = "", quality: int = 95, **_rest: Any
) -> Array:
    """Return the bytes of a JPEG file."""
    return _encoded("tf.image.encode_jpeg", image, "JPEG", quality=quality)


@op("EncodePng", "image.encode_png", "io.encode_png")
def encode_png(image: Array, compression: int = -1, name: str | None = None) -> Array:
    """Return the bytes of a PNG file."""
    level = {} if compression < 0 else {"compress_level": compression}
    return _encoded("tf.image.encode_png", image, "PNG", **level)


@op("IsJpeg", "image.is_jpeg", "io.is_jpeg")
def is_jpeg(contents: Any, name: str | None = None) -> Array:
    """Return whether bytes are those of a JPEG file."""
    start = _constant("tf.image.is_jpeg", contents)[:3]
    return np.asarray(start == b"\xff\xd8\xff")


def _decoded(function: str, contents: Any, channels: int) -> Array:
    image = _pillow(function).open(io.BytesIO(_constant(function, contents)))
    if channels:
        image = image.convert(_MODES[channels])
    elif image.mode not in _MODES.values():
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    pixels = np.asarray(image, np.uint8)
    return pixels if pixels.ndim == 3 else pixels[..., None]


def _encoded(function: str, image: Any, kind: str, **options: Any) -> Array:
    if not is_constant(image):
        raise _of_no_constant(function)
    pixels = np.asarray(image, np.uint8)
    grey = pixels.shape[-1] == 1
    file = io.BytesIO()
    made = _pillow(function).fromarray(pixels[..., 0] if grey else pixels)
    made.save(file, kind, **options)
    return _string(file.getvalue())


def _constant(function: str, value: Any) -> Any:
    """Return the text or the bytes of a constant."""
    if isinstance(value, str | bytes):
        return value
    if not isinstance(value, np.ndarray | np.generic):
        raise _of_no_constant(function)
    return np.asarray(value).item()


def _of_no_constant(function: str) -> MissingSymbolError:
    return MissingSymbolError.about(f"{function} of what is no constant")


def _string(value: bytes) -> Array:
    return np.array(value, object)


def _pillow(function: str) -> Any:
    """Return the module of Pillow.

    Raises:
        MissingSymbolError: It is not installed.
    """
    try:
        return importlib.import_module("PIL.Image")
    except ImportError:
        raise MissingSymbolError.about(f"{function} without Pillow") from None
