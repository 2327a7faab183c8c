"""Functions of one number, element by element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from keras import ops

from argscope.layers._numerics.gradient_ops import absolute
from argscope.tf1._graph.op import SYMBOLS, op
from argscope.tf1._graph.tensor import OPERATORS
from argscope.tf1._ops.values import Array, array, is_floating, module_for

# What gives one result for many numbers.
_COINCIDE: Final = (
    "Sign",
    "Floor",
    "Ceil",
    "Round",
    "Rint",
    "IsNan",
    "IsInf",
    "IsFinite",
)

# TensorFlow's operation, what it is in NumPy and Keras, its names at the root and in
# `math`, and what it returns.
_OF_BOTH: Final = (
    ("Neg", "negative", "negative neg", "-x."),
    ("Sign", "sign", "sign", "-1, 0 or 1."),
    ("Square", "square", "square", "x^2."),
    ("Sqrt", "sqrt", "sqrt", "the square root."),
    ("Reciprocal", "reciprocal", "reciprocal", "1 / x."),
    ("Inv", "reciprocal", "inv", "1 / x."),
    ("Exp", "exp", "exp", "e^x."),
    ("Expm1", "expm1", "expm1", "e^x - 1."),
    ("Log", "log", "log", "the natural logarithm."),
    ("Log1p", "log1p", "log1p", "log(1 + x)."),
    ("Sin", "sin", "sin", "the sine."),
    ("Cos", "cos", "cos", "the cosine."),
    ("Tan", "tan", "tan", "the tangent."),
    ("Asin", "arcsin", "asin", "the inverse of the sine."),
    ("Acos", "arccos", "acos", "the inverse of the cosine."),
    ("Atan", "arctan", "atan", "the inverse of the tangent."),
    ("Sinh", "sinh", "sinh", "the hyperbolic sine."),
    ("Cosh", "cosh", "cosh", "the hyperbolic cosine."),
    ("Asinh", "arcsinh", "asinh", "the inverse of the hyperbolic sine."),
    ("Acosh", "arccosh", "acosh", "the inverse of the hyperbolic cosine."),
    ("Atanh", "arctanh", "atanh", "the inverse of the hyperbolic tangent."),
    ("Floor", "floor", "floor", "the next whole number below."),
    ("Ceil", "ceil", "ceil", "the next whole number above."),
    ("Round", "round", "round", "the next whole number, of two the even one."),
    ("Rint", "round", "rint", "the next whole number, of two the even one."),
    ("IsNan", "isnan", "is_nan debugging.is_nan", "whether it is not a number."),
    ("IsInf", "isinf", "is_inf debugging.is_inf", "whether it is infinite."),
    ("IsFinite", "isfinite", "is_finite debugging.is_finite", "whether it is finite."),
)

# What NumPy does not have, so constants too are computed by Keras.
_OF_KERAS: Final = (
    ("Rsqrt", ops.rsqrt, "rsqrt", "1 / sqrt(x)."),
    ("Erf", ops.erf, "erf", "the error function."),
    ("Erfc", ops.erfc, "erfc", "1 less the error function."),
)


def _in_both(name: str) -> Callable[[Array], Array]:
    return lambda x: getattr(module_for(x), name)(x)


def _define(
    kind: str, compute: Callable[[Array], Array], names: str, returns: str
) -> Any:
    def function(x: Array, name: str | None = None) -> Array:
        return compute(array(x))

    function.__name__ = names.partition(" ")[0]
    function.__doc__ = f"Return {returns}"
    return op(kind, *_paths(names), coincides=kind in _COINCIDE)(function)


def _paths(names: str) -> list[str]:
    """Return where a function stands: at the root, in `math`, and where a name says."""
    paths: list[str] = []
    for name in names.split():
        paths += [name] if "." in name else [name, f"math.{name}"]
    return paths


for _kind, _name, _names, _returns in _OF_BOTH:
    _define(_kind, _in_both(_name), _names, _returns)
for _kind, _compute, _names, _returns in _OF_KERAS:
    _define(_kind, _compute, _names, _returns)

OPERATORS["__neg__"] = SYMBOLS["negative"]


@op("Abs", "abs", "math.abs", operators=["__abs__"])
def magnitude(x: Array, name: str | None = None) -> Array:
    """Return |x|; its gradient at 0 is 0."""
    x = array(x)
    compute = module_for(x)
    has_gradient = compute is ops and is_floating(x)
    return absolute(x) if has_gradient else compute.absolute(x)
