"""Shapes, and tensors in other shapes."""

from __future__ import annotations

from typing import Any

from argscope.tf1._graph.op import op
from argscope.tf1._ops.values import Array, array, module_for, shape_of, sizes_of


@op("Shape", "shape")
def shape(input: Array, name: str | None = None, out_type: Any = "int32") -> Array:
    """Return the sizes."""
    return array(list(shape_of(array(input))), out_type)


@op("Reshape", "reshape")
def reshape(tensor: Array, shape: Any, name: str | None = None) -> Array:
    """Return the elements in another shape."""
    tensor = array(tensor)
    return module_for(tensor).reshape(tensor, sizes_of(shape))
