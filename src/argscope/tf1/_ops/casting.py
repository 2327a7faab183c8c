"""From one type of numbers to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from keras import ops

from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._ops import operands
from argscope.tf1._ops.values import Array, array, dtype_of, module_for
from argscope.tf1._types.dtypes import DTYPES, dtype_name


def in_dtype(x: Array, dtype: Any) -> Array:
    """Return an array in another dtype; symbols of sizes stay whole numbers that they are."""
    kind = dtype_name(dtype)
    if dtype_of(x) == "object" and "int" not in kind:
        sizes = [ops.cast(each, kind) for each in x.reshape(-1)]
        return ops.reshape(ops.stack(sizes), x.shape)
    return operands.cast(x, kind)


@op("Cast")
def _cast(x: Array, dtype: Any, name: str | None = None) -> Array:
    return in_dtype(array(x), dtype)


@symbol("cast", "dtypes.cast")
def cast(x: Any, dtype: Any, name: str | None = None) -> Any:
    """Return `x` in another dtype; a tensor that has it stays itself."""
    if isinstance(x, Tensor) and x.dtype.name == dtype_name(dtype):
        return x
    return _cast(x, dtype, name=name)


cast.of_values = _cast.of_values  # type: ignore[attr-defined]  # for layers


@op("saturate_cast", "saturate_cast", "dtypes.saturate_cast")
def saturate_cast(value: Array, dtype: Any, name: str | None = None) -> Array:
    """Return `value` in another dtype, what is beyond its range at the end of it."""
    value = array(value)
    old, new = DTYPES[dtype_of(value)], DTYPES[dtype_name(dtype)]
    module = module_for(value)
    if old.min < new.min:
        value = module.maximum(value, array(new.min, old.name))
    if old.max > new.max:
        value = module.minimum(value, array(new.max, old.name))
    return in_dtype(value, dtype)


@op("Bitcast", "bitcast")
def bitcast(input: Array, type: Any, name: str | None = None) -> Array:
    """Return the bytes of `input` as another dtype of the same size.

    Raises:
        NotImplementedError: Its elements are larger or smaller.
    """
    input = array(input)
    old, new = DTYPES[dtype_of(input)], DTYPES[dtype_name(type)]
    if old.size != new.size:
        raise NotImplementedError(
            f"tf.bitcast from {old.name} to {new.name}: the sizes of elements differ, "
            "which is not there."
        )
    if isinstance(input, np.ndarray):
        return input.view(new.as_numpy_dtype)
    return ops.view(input, new.name)


def _to(dtype: str) -> Callable[..., Any]:
    def convert(x: Any, name: str | None = None) -> Any:
        return cast(x, dtype, name)

    convert.__name__ = name = f"to_{_SPOKEN.get(dtype, dtype)}"
    convert.__doc__ = f"Return `x` as {dtype}."
    return symbol(name)(convert)


_SPOKEN: Final = {"float32": "float", "float64": "double"}

to_float, to_double, to_int32, to_int64, to_bfloat16, to_complex64 = map(
    _to, ("float32", "float64", "int32", "int64", "bfloat16", "complex64")
)
