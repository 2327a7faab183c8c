"""`tf.compat.as_str` and its like: bytes and text."""

from __future__ import annotations

import numbers
import os
from typing import Any

import numpy as np

from argscope.tf1._graph.op import SYMBOLS, symbol


@symbol("compat.as_bytes")
def as_bytes(bytes_or_text: Any, encoding: str = "utf-8") -> bytes:
    """Return bytes, as they are or of a text.

    Raises:
        TypeError: It is neither.
    """
    if isinstance(bytes_or_text, bytearray | bytes):
        return bytes(bytes_or_text)
    return _text(bytes_or_text).encode(encoding)


@symbol("compat.as_text", "compat.as_str")
def as_text(bytes_or_text: Any, encoding: str = "utf-8") -> str:
    """Return text, as it is or of bytes.

    Raises:
        TypeError: It is neither.
    """
    if isinstance(bytes_or_text, bytes):
        return bytes_or_text.decode(encoding)
    return _text(bytes_or_text)


@symbol("compat.as_str_any")
def as_str_any(value: Any) -> str:
    """Return text for anything."""
    return as_text(value) if isinstance(value, bytes) else str(value)


@symbol("compat.path_to_str")
def path_to_str(path: Any) -> Any:
    """Return a path as text; all else stays."""
    return as_str_any(os.fspath(path)) if hasattr(path, "__fspath__") else path


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"Expected binary or unicode string, got {value!r}")
    return value


SYMBOLS["compat.bytes_or_text_types"] = (bytes, str)
SYMBOLS["compat.integral_types"] = (numbers.Integral, np.integer)
SYMBOLS["compat.real_types"] = (numbers.Real, np.integer, np.floating)
SYMBOLS["compat.complex_types"] = (numbers.Complex, np.number)
