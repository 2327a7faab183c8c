"""Functions that return what they are given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from argscope.tf1._graph.op import op, symbol
from argscope.tf1._ops.creation import convert_to_tensor
from argscope.tf1._ops.values import Array, array


@op("Identity", "identity", operators=["identity"])
def identity(input: Array, name: str | None = None) -> Array:
    """Return what is given."""
    return array(input)


@op("IdentityN", "identity_n")
def identity_n(input: Sequence[Array], name: str | None = None) -> list[Array]:
    """Return the tensors that are given."""
    return [array(each) for each in input]


@symbol("guarantee_const")
def guarantee_const(input: Any, name: str | None = None) -> Any:
    """Return `input`, of which the program promises that it is a constant."""
    return identity(input, name=name or "GuaranteeConst")


@symbol("ensure_shape")
def ensure_shape(x: Any, shape: Any, name: str | None = None) -> Any:
    """Return `x`, whose static shape is now what is known of `shape` too.

    Raises:
        ValueError: It contradicts what was known.
    """
    known = identity(convert_to_tensor(x), name=name or "EnsureShape")
    known.set_shape(shape)
    return known


@symbol("Print")
def print_and_return(
    input_: Any,
    data: Any,
    message: str | None = None,
    first_n: int | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Return `input_`. Nothing is printed: compiled programs have no numbers to print."""
    del data, message, first_n, summarize
    return identity(input_, name=name or "Print")


@op("CheckNumerics", "check_numerics", "debugging.check_numerics")
def check_numerics(tensor: Array, message: str, name: str | None = None) -> Array:
    """Return `tensor`; whether its numbers are finite is not looked at."""
    return array(tensor)
