"""What the functions of values share: constants stay NumPy's, dtypes are TensorFlow's.

Arithmetic on known shapes has to stay out of the backend: where it compiles, a number of
its own is no size. So what all arguments of are constants is computed by NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from argscope.tf1._types.dtypes import DTYPES
from argscope.tf1._types.strings import strings

Array = Any
"""NumPy's array, for a constant, or a tensor of the backend."""


def is_constant(value: Any) -> bool:
    """Return whether a value is known: a number, NumPy's array, or a list of them."""
    if isinstance(value, list | tuple):
        return all(map(is_constant, value))
    kinds = bool | int | float | complex | str | bytes | np.ndarray | np.generic
    return isinstance(value, kinds)


def module_for(*values: Any) -> Any:
    """Return what computes with the values: `numpy` for constants, else `keras.ops`.

    Both have `add`, `maximum`, `stack`, `reshape`, ... under one name.
    """
    return np if all(value is None or is_constant(value) for value in values) else ops


def array(value: Any, dtype: str | None = None) -> Array:
    """Return a value as an array, of TensorFlow's dtype for it.

    Python's numbers and lists of them are `int32` and `float32`. A list with tensors in it
    is stacked.
    """
    if isinstance(value, list | tuple) and not is_constant(value):
        value = _stacked(value, dtype)
    if not is_constant(value):
        return value if dtype is None else ops.cast(value, dtype)
    if isinstance(value, np.ndarray | np.generic):
        if value.dtype.kind in "SU":
            return strings(value)
        is_shape = value.dtype == object  # of symbols of sizes; or strings
        return value if is_shape else np.asarray(value, _held(dtype))
    made = np.asarray(value)
    if made.dtype.kind in "SU":
        return strings(value)
    default = {"int64": "int32", "float64": "float32"}.get(made.dtype.name)
    return np.asarray(value, _held(dtype) or default)


def pair(x: Any, y: Any) -> tuple[Array, Array]:
    """Return two operands as arrays; a number of Python's is of the other's dtype."""
    if _is_number(x) and not _is_number(y):
        y = array(y)
        return _number(x, y), y
    x = array(x)
    return x, _number(y, x) if _is_number(y) else array(y)


def is_tensor(value: Any) -> bool:
    """Return whether a value is an array: NumPy's or a tensor of the backend."""
    return isinstance(value, np.ndarray | np.generic) or bool(ops.is_tensor(value))


def dtype_of(value: Any) -> str:
    """Return the name of an array's dtype."""
    if isinstance(value, np.ndarray | np.generic):
        return str(value.dtype.name)
    return str(keras.backend.standardize_dtype(value.dtype))


def is_floating(value: Any) -> bool:
    """Return whether an array is of a dtype with fractions."""
    return "float" in dtype_of(value)


def axes_of(axis: Any) -> int | tuple[int, ...] | None:
    """Return axes as plain numbers: one, several, or None."""
    if axis is None or isinstance(axis, int):
        return axis
    found = np.asarray(axis)
    return int(found) if found.ndim == 0 else tuple(map(int, found))


def sizes_of(shape: Any) -> list[Any]:
    """Return a shape as a list of plain numbers, or of what stands for unknown ones."""
    if isinstance(shape, np.ndarray | np.generic):
        return [_size(each) for each in np.asarray(shape).reshape(-1)]
    if isinstance(shape, list | tuple):
        return [_size(each) for each in shape]
    if isinstance(shape, int):
        return [shape]
    return [shape[index] for index in range(int(shape.shape[0]))]


def _size(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        value = value.item()
    return int(value) if isinstance(value, int | float | np.generic) else value


def shape_of(value: Array) -> tuple[Any, ...]:
    """Return the shape.

    Where a backend traces for any batch size, sizes may be tensors (TensorFlow) or symbols
    that count as whole numbers (JAX).
    """
    if isinstance(value, np.ndarray):
        return tuple(value.shape)
    return tuple(ops.shape(value))


def _stacked(values: Sequence[Any], dtype: str | None) -> Array:
    if not any(isinstance(each, list | tuple) or is_tensor(each) for each in values):
        # Symbols of sizes: NumPy computes with them as with numbers.
        return np.array([*values], object)
    parts = [array(value, dtype) for value in values]
    kinds = [dtype_of(part) for part in parts if not is_constant(part)]
    return ops.stack([ops.cast(part, kinds[0]) for part in parts])


def _is_number(value: Any) -> bool:
    return isinstance(value, bool | int | float) and not isinstance(value, np.generic)


def _number(value: Any, other: Array) -> Array:
    if isinstance(value, bool) or (isinstance(value, float) and not is_floating(other)):
        return array(value)
    return np.asarray(value, _held(dtype_of(other)))


def _held(dtype: str | None) -> Any:
    """Return NumPy's dtype for one of TensorFlow's."""
    return None if dtype is None else np.dtype(DTYPES[dtype].as_numpy_dtype)
