"""Arithmetic and comparison, element by element."""

from __future__ import annotations

from typing import Any

from argscope.tf1._graph.op import op
from argscope.tf1._ops.values import Array, array, module_for, pair


@op("add", "add", "math.add", operators=["__add__"])
def add(x: Array, y: Array, name: str | None = None) -> Array:
    """Return x + y."""
    x, y = pair(x, y)
    return module_for(x, y).add(x, y)


@op("add", operators=["__radd__"])
def radd(y: Array, x: Array) -> Array:
    """Return x + y."""
    return add.of_values(x, y)


@op("sub", "subtract", "sub", "math.subtract", operators=["__sub__"])
def subtract(x: Array, y: Array, name: str | None = None) -> Array:
    """Return x - y."""
    x, y = pair(x, y)
    return module_for(x, y).subtract(x, y)


@op("mul", "multiply", "mul", "math.multiply", operators=["__mul__", "__rmul__"])
def multiply(x: Array, y: Array, name: str | None = None) -> Array:
    """Return x * y."""
    x, y = pair(x, y)
    return module_for(x, y).multiply(x, y)


@op("Shape", "shape")
def shape(input: Array, name: str | None = None, out_type: Any = "int32") -> Array:
    """Return the sizes."""
    from argscope.tf1._ops.values import shape_of

    return array(list(shape_of(array(input))), out_type)


@op("Reshape", "reshape")
def reshape(tensor: Array, shape: Any, name: str | None = None) -> Array:
    """Return the elements in another shape."""
    from argscope.tf1._ops.values import sizes_of

    tensor = array(tensor)
    return module_for(tensor).reshape(tensor, sizes_of(shape))


@op("strided_slice", operators=["__getitem__"])
def strided_slice(tensor: Array, key: Any) -> Array:
    """Return tensor[key]."""
    return tensor[key]
