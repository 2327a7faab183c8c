"""The values of a TensorProto, in the field of its type.

Source: TensorFlow's `core/framework/tensor.proto` and `core/util/saved_tensor_slice_util.h`.
V1 checkpoints have all values there, graphs some. Each type has a field of its own. Floating-point values stand in 4 or 8 bytes,
integers in varints: negative ones in 64 bits, half and bfloat16 by the bits they are made
of. A complex value is two floats.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from argscope.checkpoint._damage import Malformed
from argscope.checkpoint._dtypes import STRING
from argscope.checkpoint._wire import Field, fields, message, varints

_Decoder = Callable[[list[Field], np.dtype[Any]], NDArray[Any]]


def tensor_values(tensor: memoryview, dtype: np.dtype[Any], count: int) -> NDArray[Any]:
    """Return a tensor's values, of which there must be `count`.

    Raises:
        Malformed: There are more or fewer, or one is beyond its type.
    """
    values = stored_values(tensor, dtype)
    if len(values) != count:
        raise Malformed(f"it has {len(values)} values instead of {count}")
    return values


def stored_values(tensor: memoryview, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return all values of a TensorProto as a new array of one axis.

    Raises:
        Malformed: One is beyond the type, or does not end.
    """
    number, decode = _FIELDS[dtype.name]
    return decode([field for n, field in fields(tensor) if n == number], dtype)


def _fixed(found: list[Field], dtype: np.dtype[Any]) -> NDArray[Any]:
    pieces = [message(field) for field in found]
    size = sum(map(len, pieces))
    if size % dtype.itemsize:
        raise Malformed(f"{size} bytes are no whole number of values")
    result = np.empty(size // dtype.itemsize, dtype)
    target, at = result.view(np.uint8), 0
    for piece in pieces:
        target[at : at + len(piece)] = np.frombuffer(piece, np.uint8)
        at += len(piece)
    return result


def _integers(found: list[Field], dtype: np.dtype[Any]) -> NDArray[Any]:
    numbers = _numbers(found)
    if dtype.kind == "u":
        return _fitting(numbers, dtype)
    return _fitting(numbers.view(np.int64), dtype)


def _bits(found: list[Field], dtype: np.dtype[Any]) -> NDArray[Any]:
    return _fitting(_numbers(found), np.dtype(np.uint16)).view(dtype)


def _truths(found: list[Field], _dtype: np.dtype[Any]) -> NDArray[Any]:
    numbers = _numbers(found)
    if numbers.max(initial=0) > 1:
        raise Malformed("a truth value is neither 0 nor 1")
    return numbers.astype(np.bool_)


def _strings(found: list[Field], _dtype: np.dtype[Any]) -> NDArray[Any]:
    result = np.empty(len(found), object)
    result[:] = [bytes(message(field)) for field in found]
    return result


def _numbers(found: list[Field]) -> NDArray[np.uint64]:
    pieces = [np.empty(0, np.uint64)]
    for field in found:
        if isinstance(field, int):
            pieces.append(np.array([field], np.uint64))
            continue
        numbers, rest = varints(field)
        if rest:
            raise Malformed("a number does not end")
        pieces.append(numbers)
    return np.concatenate(pieces)


def _fitting(numbers: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    limits = np.iinfo(dtype)
    if len(numbers) and (numbers.min() < limits.min or numbers.max() > limits.max):
        raise Malformed(f"a number is beyond {dtype.name}")
    return numbers.astype(dtype)


_FIELDS: Final[dict[str, tuple[int, _Decoder]]] = {
    "float32": (5, _fixed),
    "float64": (6, _fixed),
    "int32": (7, _integers),
    "int16": (7, _integers),
    "int8": (7, _integers),
    "uint8": (7, _integers),
    "uint16": (7, _integers),
    STRING.name: (8, _strings),
    "complex64": (9, _fixed),
    "int64": (10, _integers),
    "bool": (11, _truths),
    "complex128": (12, _fixed),
    "float16": (13, _bits),
    "bfloat16": (13, _bits),
    "uint32": (16, _integers),
    "uint64": (17, _integers),
    "float8_e5m2": (18, _fixed),
    "float8_e4m3fn": (18, _fixed),
}
