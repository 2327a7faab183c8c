"""Arithmetic and comparison, element by element."""

from __future__ import annotations

from keras import ops

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


@op("Relu", "nn.relu")
def relu(features: Array, name: str | None = None) -> Array:
    """Return what is positive, and 0 for the rest."""
    return ops.relu(array(features))
