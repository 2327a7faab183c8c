"""The operands of a function of two, and the dtypes that backends have."""

from __future__ import annotations

from typing import Any, Final

import keras
import numpy as np
from keras import ops

from argscope.tf1._ops.values import Array, array, dtype_of, is_constant, pair

if keras.backend.backend() == "jax":
    from jax.dtypes import canonicalize_dtype

    def available(dtype: str) -> str:
        """Return the dtype that stands for one: JAX has no 64 bits, unless it is told to."""
        return str(canonicalize_dtype(dtype).name) if dtype.endswith(_WIDE) else dtype

else:

    def available(dtype: str) -> str:
        """Return the dtype that stands for one: itself."""
        return dtype


_WIDE: Final = ("int64", "float64", "complex128")


def operands(x: Any, y: Any) -> tuple[Array, Array]:
    """Return two operands as arrays of one dtype.

    TensorFlow gives a constant the dtype of the tensor it meets. One of fractions does not
    become whole numbers, though.
    """
    x, y = pair(x, y)
    if is_constant(x) and not is_constant(y):
        return _like(x, y), y
    if is_constant(y) and not is_constant(x):
        return x, _like(y, x)
    return x, y


def _like(constant: Array, tensor: Array) -> Array:
    dtype = dtype_of(tensor)
    if constant.dtype == object:  # of symbols of sizes
        return ops.cast(
            ops.stack([*constant]) if constant.ndim else constant.item(), dtype
        )
    if constant.dtype.kind == "f" and not dtype.startswith(_FRACTIONS):
        return constant
    return constant if dtype == "bfloat16" else np.asarray(constant, dtype)


_NARROW: Final = ("uint8", "int8", "uint16", "int16")
_FRACTIONS: Final = ("float", "bfloat", "complex")


def cast(value: Array, dtype: str) -> Array:
    """Return an array in another dtype."""
    if is_constant(value):
        return array(np.asarray(value), dtype)
    dtype, old = available(dtype), dtype_of(value)
    if old == dtype:
        return value
    if dtype in _NARROW and old.startswith(_FRACTIONS):
        # XLA on CPUs rounds, instead of cutting off, what it sums and makes narrow at once.
        value = ops.cast(value, "int32")
    return ops.cast(value, dtype)
