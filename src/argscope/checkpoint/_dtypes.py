"""TensorFlow's numbers for types, and NumPy's types.

Source: TensorFlow's `core/framework/types.proto`. Quantized types are read as the
integers that they are stored as.
"""

from __future__ import annotations

import sys
from typing import Any, Final

import numpy as np

from argscope.checkpoint._damage import Malformed, Unsupported
from argscope.checkpoint._libraries import library

STRING: Final = np.dtype(object)

_NUMPY: Final = {
    1: "float32",
    2: "float64",
    3: "int32",
    4: "uint8",
    5: "int16",
    6: "int8",
    8: "complex64",
    9: "int64",
    10: "bool",
    11: "int8",
    12: "uint8",
    13: "int32",
    15: "int16",
    16: "uint16",
    17: "uint16",
    18: "complex128",
    19: "float16",
    22: "uint32",
    23: "uint64",
}
_ML_DTYPES: Final = {14: "bfloat16", 24: "float8_e5m2", 25: "float8_e4m3fn"}
_OTHERS: Final = {20: "resource", 21: "variant", 29: "int4", 30: "uint4"}
_STRING_NUMBER: Final = 7
_FLOATING: Final = {1, 2, 8, 14, 18, 19, 24, 25}
_QUANTIZED: Final = {11, 12, 13, 15, 16}
_NUMBERS: Final = {
    name: number
    for number, name in (_NUMPY | _ML_DTYPES).items()
    if number not in _QUANTIZED
}


def has_fractions(number: int) -> bool:
    """Return whether numbers of a type are, or stand for, more than integers."""
    return number in _FLOATING | _QUANTIZED


def numpy_dtype(number: int) -> np.dtype[Any]:
    """Return NumPy's type; strings are arrays of `object` that hold bytes.

    Raises:
        Malformed: There is no such type.
        Unsupported: It has no form in NumPy.
        MissingLibraryError: It needs ml_dtypes, which is not installed.
    """
    if sys.byteorder != "little":
        raise Unsupported("tensors cannot be read on this machine, it is big-endian")
    if number in _NUMPY:
        return np.dtype(_NUMPY[number])
    if number == _STRING_NUMBER:
        return STRING
    if number in _ML_DTYPES:
        name = _ML_DTYPES[number]
        purpose = f"A tensor of type {name}"
        types = library("ml_dtypes", package="ml_dtypes", purpose=purpose)
        found: np.dtype[Any] = np.dtype(getattr(types, name))
        return found
    if number in _OTHERS:
        raise Unsupported(f"tensors of type {_OTHERS[number]} cannot be read")
    raise Malformed(f"{number} is no type of tensors")


def number_of(dtype: np.dtype[Any]) -> int | None:
    """Return TensorFlow's number for a type of NumPy's; None if it has none."""
    if dtype == STRING:
        return _STRING_NUMBER
    return _NUMBERS.get(dtype.newbyteorder("=").name)
