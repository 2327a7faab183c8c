"""Files of images, read and written on the host by Pillow.

Differs: Pixels of a JPEG file can be off by one or two: TensorFlow rounds otherwise.
"""

from __future__ import annotations

import importlib
import io
import os
from pathlib import Path
from typing import Any, Final

import numpy as np
from keras import ops

from argscope.tf1._graph.evaluation import evaluation, unwrapped
from argscope.tf1._graph.host import Spec, host_operation
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._host.statuses import KINDS, told_by_kind
from argscope.tf1._nn.image_dtype import converted
from argscope.tf1._ops.values import Array
from argscope.tf1._types.dtypes import dtype_name
from argscope.tf1._types.strings import string, strings
from argscope.tf1.errors import MissingSymbolError

_MODES: Final = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
"""Pillow's names of what pixels are made of, by the number of channels."""


def _one_string(*_args: Any, **_kwargs: Any) -> Spec:
    return Spec("string", [])


@op("ReadFile", "read_file", "io.read_file", gives=_one_string)
def read_file(filename: Any, name: str | None = None) -> Array:
    """Return the bytes of a file."""
    with told_by_kind():
        return strings(_path(filename).read_bytes())


@symbol("write_file", "io.write_file")
def write_file(filename: Any, contents: Any, name: str | None = None) -> Any:
    """Return an operation that writes bytes into a file, whose folder is made too."""
    if evaluation() is not None:
        return _write(*unwrapped((filename, contents)))
    return host_operation("WriteFile", _write, (filename, contents), name=name)


def _write(filename: Any, contents: Any) -> None:
    path = _path(filename)
    with told_by_kind():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(string(contents))


def _pixels(contents: Any, channels: int | None = 0, *_more: Any, **rest: Any) -> Spec:
    dtype = dtype_name(rest.get("dtype") or "uint8")
    return Spec(dtype, [None, None, channels or None])


@op("DecodeJpeg", "image.decode_jpeg", "io.decode_jpeg", gives=_pixels)
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


@op("DecodePng", "image.decode_png", "io.decode_png", gives=_pixels)
def decode_png(
    contents: Any, channels: int = 0, dtype: str = "uint8", name: str | None = None
) -> Array:
    """Return the pixels of a PNG file, as `decode_jpeg` does."""
    if dtype != "uint8":
        raise MissingSymbolError.about(f"tf.image.decode_png of {dtype}")
    return _decoded("tf.image.decode_png", contents, channels)


@op("DecodeImage", "image.decode_image", "io.decode_image", gives=_pixels)
def decode_image(
    contents: Any,
    channels: int | None = None,
    dtype: str = "uint8",
    name: str | None = None,
    expand_animations: bool = True,
) -> Array:
    """Return the pixels of a file of any kind, as `decode_jpeg` does.

    The rank is known here, 3: of a file of several pictures it is the first.
    """
    pixels = _decoded("tf.image.decode_image", contents, channels or 0)
    return ops.convert_to_numpy(converted(pixels, dtype))


def _part_of_pixels(contents: Any, crop_window: Any, *args: Any, **kwargs: Any) -> Spec:
    del crop_window
    return _pixels(contents, *args, **kwargs)


@op(
    "DecodeAndCropJpeg",
    "image.decode_and_crop_jpeg",
    "io.decode_and_crop_jpeg",
    gives=_part_of_pixels,
)
def decode_and_crop_jpeg(
    contents: Any,
    crop_window: Any,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1,
    dct_method: str = "",
    name: str | None = None,
) -> Array:
    """Return a part of the pixels of a JPEG file: y, x, height and width of a window."""
    top, left, height, width = (int(each) for each in np.asarray(crop_window))
    pixels = _decoded("tf.image.decode_and_crop_jpeg", contents, channels)
    return pixels[::ratio, ::ratio][top : top + height, left : left + width]


@op("EncodeJpeg", "image.encode_jpeg", "io.encode_jpeg", gives=_one_string)
def encode_jpeg(
    image: Array, format: str = "", quality: int = 95, **_rest: Any
) -> Array:
    """Return the bytes of a JPEG file."""
    return _encoded("tf.image.encode_jpeg", image, "JPEG", quality=quality)


@op("EncodePng", "image.encode_png", "io.encode_png", gives=_one_string)
def encode_png(image: Array, compression: int = -1, name: str | None = None) -> Array:
    """Return the bytes of a PNG file."""
    level = {} if compression < 0 else {"compress_level": compression}
    return _encoded("tf.image.encode_png", image, "PNG", **level)


@op(
    "IsJpeg",
    "image.is_jpeg",
    "io.is_jpeg",
    gives=lambda *_args, **_rest: Spec("bool", []),
)
def is_jpeg(contents: Any, name: str | None = None) -> Array:
    """Return whether bytes are those of a JPEG file."""
    return np.asarray(string(contents)[:3] == b"\xff\xd8\xff")


def _decoded(function: str, contents: Any, channels: int) -> Array:
    data = string(contents)
    try:
        image = _pillow(function).open(io.BytesIO(data))
        image.load()
    except OSError as error:
        raise KINDS["InvalidArgument"](
            None, None, f"{function}: no image of {len(data)} bytes: {error}"
        ) from error
    if channels:
        image = image.convert(_MODES[channels])
    elif image.mode not in _MODES.values():
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    pixels = np.asarray(image, np.uint8)
    return pixels if pixels.ndim == 3 else pixels[..., None]


def _encoded(function: str, image: Any, kind: str, **options: Any) -> Array:
    pixels = np.asarray(image, np.uint8)
    grey = pixels.shape[-1] == 1
    file = io.BytesIO()
    made = _pillow(function).fromarray(pixels[..., 0] if grey else pixels)
    made.save(file, kind, **options)
    return strings(file.getvalue())


def _path(filename: Any) -> Path:
    return Path(os.fsdecode(string(filename)))


def _pillow(function: str) -> Any:
    """Return the module of Pillow.

    Raises:
        MissingSymbolError: It is not installed.
    """
    try:
        return importlib.import_module("PIL.Image")
    except ImportError:
        raise MissingSymbolError.about(f"{function} without Pillow") from None
