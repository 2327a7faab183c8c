"""Tensors of given numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from argscope.tf1._graph.evaluation import evaluation
from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.operation import Call, Operation
from argscope.tf1._graph.structure import leaves, plain, replaced
from argscope.tf1._graph.tensor import Symbol, Tensor, Value
from argscope.tf1._ops.sizes import known_sizes
from argscope.tf1._ops.values import Array, array, dtype_of, module_for, shape_of
from argscope.tf1._types.dtypes import dtype_name
from argscope.tf1._types.shapes import TensorShape


@symbol("constant")
def constant(
    value: Any,
    dtype: Any = None,
    shape: Any = None,
    name: str = "Const",
    verify_shape: bool = False,
) -> Value:
    """Return numbers as a tensor; the last of them is repeated to fill `shape`."""
    number = array(replaced(value, plain), None if dtype is None else dtype_name(dtype))
    if shape is not None:
        number = _filled_up(number, TensorShape(shape).as_list(), verify_shape)
    if evaluation() is not None:
        return Value(number)
    graph = get_default_graph()
    operation = Operation(graph, graph.unique_name(name), "Const", Call(lambda: number))
    operation.outputs.append(Symbol(operation, 0, (number, number)))
    graph.add(operation)
    return Value(number, operation)


def _filled_up(number: Array, shape: list[Any], exactly: bool) -> Array:
    count = int(np.prod(shape, dtype=int))
    if number.size > count or (exactly and list(number.shape) != shape):
        raise ValueError(
            f"tf.constant got {number.size} values of shape {list(number.shape)} for the "
            f"shape {shape}, which has {count}."
        )
    if number.size <= 1:
        return np.broadcast_to(number.reshape(-1)[0], shape)
    repeated = np.repeat(number.reshape(-1)[-1:], count - number.size)
    return np.concatenate([number.reshape(-1), repeated]).reshape(shape)


@op("packed")
def _convert(value: Any, dtype: Any = None, name: str | None = None) -> Array:
    return array(value, None if dtype is None else dtype_name(dtype))


@symbol("convert_to_tensor")
def convert_to_tensor(
    value: Any,
    dtype: Any = None,
    name: str | None = None,
    preferred_dtype: Any = None,
    dtype_hint: Any = None,
) -> Any:
    """Return `value` as a tensor, which a tensor is already.

    Raises:
        ValueError: It is a tensor of another dtype.
    """
    del preferred_dtype, dtype_hint
    if not isinstance(value, Tensor):
        if any(isinstance(leaf, Symbol) for leaf in leaves(value)):
            return _convert(value, dtype, name=name)
        return constant(value, dtype, name=name or "Const")
    if dtype is not None and value.dtype.name != dtype_name(dtype):
        raise ValueError(
            f"Tensor conversion requested dtype {dtype_name(dtype)} for {value!r}; "
            "tf.cast converts."
        )
    return value


# --- one number everywhere


@op("zeros", "zeros")
def zeros(shape: Any, dtype: Any = "float32", name: str | None = None) -> Array:
    """Return zeros."""
    return everywhere(array(0, dtype_name(dtype)), known_sizes(shape, "tf.zeros"))


@op("ones", "ones")
def ones(shape: Any, dtype: Any = "float32", name: str | None = None) -> Array:
    """Return ones."""
    return everywhere(array(1, dtype_name(dtype)), known_sizes(shape, "tf.ones"))


@op("zeros_like", "zeros_like")
def zeros_like(
    tensor: Array, dtype: Any = None, name: str | None = None, optimize: bool = True
) -> Array:
    """Return zeros in the shape of `tensor`."""
    return _like(tensor, 0, dtype)


@op("ones_like", "ones_like")
def ones_like(
    tensor: Array, dtype: Any = None, name: str | None = None, optimize: bool = True
) -> Array:
    """Return ones in the shape of `tensor`."""
    return _like(tensor, 1, dtype)


@op("Fill", "fill")
def fill(dims: Any, value: Array, name: str | None = None) -> Array:
    """Return a tensor that has `value` everywhere."""
    return everywhere(array(value), known_sizes(dims, "tf.fill"))


def _like(tensor: Array, number: int, dtype: Any) -> Array:
    tensor = array(tensor)
    kind = dtype_of(tensor) if dtype is None else dtype_name(dtype)
    return everywhere(array(number, kind), list(shape_of(tensor)))


def everywhere(number: Array, sizes: list[Any]) -> Array:
    """Return a tensor that has a number, or a tensor, everywhere along new axes."""
    # NumPy does not store what it broadcasts, and compilers see that it is one number.
    return module_for(number, *sizes).broadcast_to(number, tuple(sizes))
