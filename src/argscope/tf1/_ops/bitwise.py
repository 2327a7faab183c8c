"""Functions of the bits of whole numbers."""

from __future__ import annotations

from argscope.tf1._graph.op import op
from argscope.tf1._ops.operands import operands
from argscope.tf1._ops.values import Array, array, module_for


@op("LeftShift", "bitwise.left_shift")
def left_shift(x: Array, y: Array, name: str | None = None) -> Array:
    """Return the bits of x, moved up by y places."""
    x, y = operands(x, y)
    return module_for(x, y).left_shift(x, y)


@op("RightShift", "bitwise.right_shift")
def right_shift(x: Array, y: Array, name: str | None = None) -> Array:
    """Return the bits of x, moved down by y places."""
    x, y = operands(x, y)
    return module_for(x, y).right_shift(x, y)


@op("BitwiseAnd", "bitwise.bitwise_and")
def bitwise_and(x: Array, y: Array, name: str | None = None) -> Array:
    """Return the bits that both have."""
    x, y = operands(x, y)
    return module_for(x, y).bitwise_and(x, y)


@op("BitwiseOr", "bitwise.bitwise_or")
def bitwise_or(x: Array, y: Array, name: str | None = None) -> Array:
    """Return the bits that one of both has."""
    x, y = operands(x, y)
    return module_for(x, y).bitwise_or(x, y)


@op("BitwiseXor", "bitwise.bitwise_xor")
def bitwise_xor(x: Array, y: Array, name: str | None = None) -> Array:
    """Return the bits that just one of both has."""
    x, y = operands(x, y)
    return module_for(x, y).bitwise_xor(x, y)


@op("Invert", "bitwise.invert")
def invert(x: Array, name: str | None = None) -> Array:
    """Return the bits that x does not have."""
    x = array(x)
    return module_for(x).bitwise_not(x)
