"""Arithmetic with two operands, and the operators of tensors for it.

The names that the operations have in a graph are those of TensorFlow 1.15: `x + y` is an
`add`, and `tf.add(x, y)` an `Add`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from keras import ops

from argscope.layers._numerics.gradient_ops import larger
from argscope.tf1._graph.op import op
from argscope.tf1._ops.operands import cast, operands
from argscope.tf1._ops.values import Array, array, dtype_of, is_floating, module_for

# What dividing whole numbers gives.
_QUOTIENTS: Final = {
    "int8": "float32",
    "uint8": "float32",
    "int16": "float32",
    "uint16": "float32",
    "int32": "float64",
    "int64": "float64",
}

# --- sums and products


def _computing(name: str) -> Callable[[Any, Any], Array]:
    """Return the function of two operands that NumPy and Keras have under a name."""

    def compute(x: Any, y: Any) -> Array:
        x, y = operands(x, y)
        return getattr(module_for(x, y), name)(x, y)

    return compute


_added = _computing("add")
_subtracted = _computing("subtract")
_multiplied = _computing("multiply")
_raised = _computing("power")


@op("Add", "add", "math.add")
def add(x: Array, y: Array, name: str | None = None) -> Array:
    """Return x + y."""
    return _added(x, y)


@op("Sub", "subtract", "sub", "math.subtract")
def subtract(x: Array, y: Array, name: str | None = None) -> Array:
    """Return x - y."""
    return _subtracted(x, y)


@op("Mul", "multiply", "mul", "math.multiply")
def multiply(x: Array, y: Array, name: str | None = None) -> Array:
    """Return x * y."""
    return _multiplied(x, y)


@op("Mul", "scalar_mul", "math.scalar_mul")
def scalar_mul(scalar: Array, x: Array, name: str | None = None) -> Array:
    """Return a number times x."""
    return _multiplied(scalar, x)


@op("Pow", "pow", "math.pow")
def power(x: Array, y: Array, name: str | None = None) -> Array:
    """Return x to the power of y."""
    return _raised(x, y)


@op("AddN", "add_n", "math.add_n")
def add_n(inputs: Sequence[Array], name: str | None = None) -> Array:
    """Return the sum of several tensors of one shape."""
    return _sum(inputs)


@op("AccumulateNV2", "accumulate_n", "math.accumulate_n")
def accumulate_n(
    inputs: Sequence[Array],
    shape: Any = None,
    tensor_dtype: Any = None,
    name: str | None = None,
) -> Array:
    """Return the sum of several tensors of one shape."""
    return _sum(inputs)


def _sum(inputs: Any) -> Array:
    several = inputs if isinstance(inputs, list | tuple) else [inputs]
    if not several:
        raise ValueError("inputs must be a list of at least one tensor of one shape.")
    return functools.reduce(_added, map(array, several))


# --- division


@op("div", "div", coincides=True)
def div(x: Array, y: Array, name: str | None = None) -> Array:
    """Return x / y as Python 2 had it: for whole numbers that below the quotient."""
    return _divided_as_python_2(x, y)


@op("truediv", "divide", "truediv", "math.divide", "math.truediv")
def truediv(x: Array, y: Array, name: str | None = None) -> Array:
    """Return x / y, with fractions for whole numbers too."""
    return _quotient(x, y)


@op("RealDiv", "realdiv", "real_div")
def realdiv(x: Array, y: Array, name: str | None = None) -> Array:
    """Return x / y."""
    return _quotient(x, y)


@op("div_no_nan", "div_no_nan", "math.divide_no_nan", "math.div_no_nan")
def divide_no_nan(x: Array, y: Array, name: str | None = None) -> Array:
    """Return x / y, and 0 where y is 0."""
    return ops.divide_no_nan(*operands(x, y))


@op("floordiv", "floordiv", "math.floordiv", coincides=True)
def floordiv(x: Array, y: Array, name: str | None = None) -> Array:
    """Return the whole number below x / y."""
    return _floored(x, y)


@op("FloorDiv", "floor_div", coincides=True)
def floor_div(x: Array, y: Array, name: str | None = None) -> Array:
    """Return the whole number below x / y."""
    return _floored(x, y)


@op("FloorMod", "mod", "floormod", "math.mod", "math.floormod", coincides=True)
def floormod(x: Array, y: Array, name: str | None = None) -> Array:
    """Return what floor division leaves: it has the sign of y."""
    return _left(x, y)


@op("TruncateDiv", "truncatediv", coincides=True)
def truncatediv(x: Array, y: Array, name: str | None = None) -> Array:
    """Return x / y for whole numbers, rounded towards 0."""
    return truncated_quotient(*operands(x, y))


@op("TruncateMod", "truncatemod", coincides=True)
def truncatemod(x: Array, y: Array, name: str | None = None) -> Array:
    """Return what division towards 0 leaves: it has the sign of x."""
    x, y = operands(x, y)
    module = module_for(x, y)
    return module.sign(x) * module.mod(module.absolute(x), module.absolute(y))


def truncated_quotient(x: Array, y: Array) -> Array:
    """Return x / y for arrays of whole numbers, rounded towards 0."""
    module = module_for(x, y)
    size = module.floor_divide(module.absolute(x), module.absolute(y))
    return size * module.sign(x) * module.sign(y)


_floored = _computing("floor_divide")
_left = _computing("mod")


def _quotient(x: Any, y: Any) -> Array:
    x, y = operands(x, y)
    dtype = _QUOTIENTS.get(dtype_of(x))
    if dtype is not None and dtype_of(y) in _QUOTIENTS:
        x, y = cast(x, dtype), cast(y, dtype)
    return module_for(x, y).true_divide(x, y)


def _divided_as_python_2(x: Any, y: Any) -> Array:
    x, y = operands(x, y)
    return _floored(x, y) if dtype_of(x) in _QUOTIENTS else _quotient(x, y)


# --- operators


def _operator(
    kind: str, method: str, compute: Callable[[Any, Any], Array], coincides: bool
) -> None:
    """Make a function what an operator of tensors does, from both sides."""

    def apply(x: Array, y: Array) -> Array:
        return compute(x, y)

    def reflected(y: Array, x: Array) -> Array:
        return compute(x, y)

    op(kind, operators=[f"__{method}__"], coincides=coincides)(apply)
    op(kind, operators=[f"__r{method}__"], coincides=coincides)(reflected)


for _kind, _method, _compute, _coincides in (
    ("add", "add", _added, False),
    ("sub", "sub", _subtracted, False),
    ("mul", "mul", _multiplied, False),
    ("pow", "pow", _raised, False),
    ("div", "div", _divided_as_python_2, True),
    ("truediv", "truediv", _quotient, False),
    ("floordiv", "floordiv", _floored, True),
    ("mod", "mod", _left, True),
):
    _operator(_kind, _method, _compute, _coincides)


# --- of several


@op("SquaredDifference", "squared_difference", "math.squared_difference")
def squared_difference(x: Array, y: Array, name: str | None = None) -> Array:
    """Return (x - y)^2."""
    difference = _subtracted(x, y)
    return module_for(difference).square(difference)


@op("Maximum", "maximum", "math.maximum", coincides=True)
def maximum(x: Array, y: Array, name: str | None = None) -> Array:
    """Return the larger of two, for each element."""
    return larger_of(x, y)


@op("Minimum", "minimum", "math.minimum", coincides=True)
def minimum(x: Array, y: Array, name: str | None = None) -> Array:
    """Return the smaller of two, for each element."""
    return smaller_of(x, y)


def larger_of(x: Any, y: Any) -> Array:
    """Return the larger of two; of equals the first has all of the gradient."""
    x, y = operands(x, y)
    if module_for(x, y) is np or not is_floating(x):
        return module_for(x, y).maximum(x, y)
    return larger(*map(ops.convert_to_tensor, (x, y)))


def smaller_of(x: Any, y: Any) -> Array:
    """Return the smaller of two; of equals the first has all of the gradient."""
    x, y = operands(x, y)
    if module_for(x, y) is np or not is_floating(x):
        return module_for(x, y).minimum(x, y)
    return ops.negative(larger(*map(ops.negative, (x, y))))


@op("Atan2", "atan2", "math.atan2")
def atan2(y: Array, x: Array, name: str | None = None) -> Array:
    """Return the angle of the point (x, y)."""
    y, x = operands(y, x)
    return module_for(y, x).arctan2(y, x)


@op("Xlogy", "math.xlogy")
def xlogy(x: Array, y: Array, name: str | None = None) -> Array:
    """Return x log(y), and 0 where x is 0."""
    x, y = operands(x, y)
    is_zero = ops.equal(x, 0)
    logarithms = ops.log(ops.where(is_zero, ops.ones_like(y), y))
    return ops.where(is_zero, ops.zeros_like(y), ops.multiply(x, logarithms))
