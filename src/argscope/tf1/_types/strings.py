"""Strings as TensorFlow 1 had them: arrays of bytes."""

from __future__ import annotations

from typing import Any

import numpy as np


def strings(value: Any) -> np.ndarray[Any, Any]:
    """Return text or bytes, or nested lists or an array of them, as an array of bytes."""
    if isinstance(value, str | bytes):
        value = np.array(_bytes(value), object)
    array = value if isinstance(value, np.ndarray) else _of_objects(value)
    if array.dtype.kind not in "OSU":
        raise TypeError(
            f"Expected strings, got values of the dtype {array.dtype.name}."
        )
    made = np.empty(array.shape, object)
    made.reshape(-1)[:] = [_bytes(each) for each in array.reshape(-1)]
    return made


def string(value: Any) -> bytes:
    """Return the bytes of one string; see `strings`."""
    made: bytes = strings(value).item()
    return made


def _of_objects(value: Any) -> np.ndarray[Any, Any]:
    """Return an array whose bytes keep the zeros at their ends, which NumPy's lose."""
    return np.array(value, object)


def _bytes(value: Any) -> bytes:
    if isinstance(value, np.ndarray):  # a scalar in a list
        value = value.item()
    if isinstance(value, str):
        return value.encode()
    if not isinstance(value, bytes):
        raise TypeError(f"Expected bytes or text, got {value!r}.")
    return bytes(value)
