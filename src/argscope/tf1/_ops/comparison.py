"""Comparing numbers, and what follows from truth values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from argscope.tf1._graph.op import op
from argscope.tf1._ops.operands import operands
from argscope.tf1._ops.values import Array, array, module_for

# TensorFlow's operation, its name, that of NumPy and Keras being the same, and its
# operator. `==` is no operator of tensors: it asks if two are one.
_COMPARISONS: Final = (
    ("Equal", "equal", None),
    ("NotEqual", "not_equal", None),
    ("Less", "less", "__lt__"),
    ("LessEqual", "less_equal", "__le__"),
    ("Greater", "greater", "__gt__"),
    ("GreaterEqual", "greater_equal", "__ge__"),
)

_CONNECTIVES: Final = (
    ("LogicalAnd", "logical_and", "and"),
    ("LogicalOr", "logical_or", "or"),
    ("LogicalXor", "logical_xor", "xor"),
)


def _function(function: str) -> Callable[..., Array]:
    def compute(x: Array, y: Array, name: str | None = None) -> Array:
        x, y = operands(x, y)
        return getattr(module_for(x, y), function)(x, y)

    compute.__name__ = function
    compute.__doc__ = (
        f"Return for each element `{function}(x, y)`; shapes are broadcast."
    )
    return compute


for _kind, _name, _operator in _COMPARISONS:
    _operators = [_operator] if _operator else []
    op(_kind, _name, f"math.{_name}", operators=_operators, coincides=True)(
        _function(_name)
    )
for _kind, _name, _operator in _CONNECTIVES:
    op(_kind, _name, f"math.{_name}", coincides=True)(_function(_name))
    _methods = [f"__{_operator}__", f"__r{_operator}__"]  # all are symmetric
    op(_operator, operators=_methods, coincides=True)(_function(_name))


@op("LogicalNot", "logical_not", "math.logical_not", operators=["__invert__"])
def logical_not(x: Array, name: str | None = None) -> Array:
    """Return whether x is false."""
    x = array(x)
    return module_for(x).logical_not(x)
