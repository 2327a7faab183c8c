"""Assertions of programs: checked where a graph tells enough, and nothing where it does not.

What is known while the graph is made is checked then: ranks, dtypes, constants, static
shapes. What only values tell is not checked: compiled programs do not stop half-way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._ops.creation import convert_to_tensor
from argscope.tf1._ops.shapes import get_static_value
from argscope.tf1._ops.values import Array, array, module_for
from argscope.tf1._types.dtypes import as_dtype
from argscope.tf1.errors import AssertionFailedError


def _passed(name: str) -> Operation:
    """Return an operation that does nothing, for programs to wait for."""
    graph = get_default_graph()
    made = Operation(graph, graph.unique_name(name), "NoOp")
    graph.add(made)
    return made


@symbol("Assert", "debugging.Assert")
def assert_true(
    condition: Any, data: Any, summarize: int | None = None, name: str | None = None
) -> Operation:
    """Check that a condition is true.

    Raises:
        AssertionFailedError: It is known to be false.
    """
    del summarize
    known = get_static_value(
        condition if isinstance(condition, Tensor) else np.asarray(condition)
    )
    if known is not None and not np.all(known):
        raise AssertionFailedError.about("tf.Assert(condition)", None, data)
    return _passed(name or "Assert")


@symbol("print")
def print_tensors(*inputs: Any, **_how: Any) -> Operation:
    """Return an operation that does nothing: compiled programs have nothing to print."""
    del inputs
    return _passed("PrintV2")


# --- of numbers


def _assertion(
    name: str, sign: str, holds: Callable[[Any, Any], Any], other: Any = None
) -> Callable[..., Operation]:
    """Put an assertion about two tensors, or a tensor and 0, into the namespace."""

    def check(
        values: Sequence[Any], data: Any, message: str | None, label: str | None
    ) -> Operation:
        known = [get_static_value(convert_to_tensor(each)) for each in values]
        if all(each is not None for each in known):
            both = known if other is None else [known[0], other]
            if not np.all(holds(*both)):
                condition = (
                    f"tf.{name}: {' '.join(['x', sign, 'y' if other is None else '0'])}"
                )
                raise AssertionFailedError.about(condition, message, *(data or known))
        return _passed(label or name)

    if other is None:

        def assertion(
            x: Any,
            y: Any,
            data: Any = None,
            summarize: int | None = None,
            message: str | None = None,
            name: str | None = None,
        ) -> Operation:
            del summarize
            return check([x, y], data, message, name)

    else:

        def assertion(  # type: ignore[misc]  # the other signature
            x: Any,
            data: Any = None,
            summarize: int | None = None,
            message: str | None = None,
            name: str | None = None,
        ) -> Operation:
            del summarize
            return check([x], data, message, name)

    assertion.__name__ = name
    assertion.__doc__ = (
        f"Check that {'x and y are' if other is None else 'x is'} {sign}."
    )
    return symbol(name, f"debugging.{name}")(assertion)


_OF_TWO: Final = {
    "assert_equal": ("==", np.equal),
    "assert_none_equal": ("!=", np.not_equal),
    "assert_less": ("<", np.less),
    "assert_less_equal": ("<=", np.less_equal),
    "assert_greater": (">", np.greater),
    "assert_greater_equal": (">=", np.greater_equal),
}
_OF_ONE: Final = {
    "assert_positive": (">", np.greater),
    "assert_negative": ("<", np.less),
    "assert_non_negative": (">=", np.greater_equal),
    "assert_non_positive": ("<=", np.less_equal),
}
for _name, (_sign, _holds) in _OF_TWO.items():
    _assertion(_name, _sign, _holds)
for _name, (_sign, _holds) in _OF_ONE.items():
    _assertion(_name, _sign, _holds, 0)


@symbol("assert_near", "debugging.assert_near")
def assert_near(
    x: Any,
    y: Any,
    rtol: Any = None,
    atol: Any = None,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check that two tensors are nearly equal; by default within ten roundings.

    Raises:
        AssertionFailedError: They are known not to be.
    """
    del summarize
    x, y = convert_to_tensor(x), convert_to_tensor(y)
    known = [get_static_value(each) for each in (x, y)]
    if all(each is not None for each in known):
        one, other = (np.asarray(each) for each in known)
        rounding = 10 * np.finfo(x.dtype.as_numpy_dtype).eps
        within = (rounding if atol is None else np.asarray(atol)) + (
            rounding if rtol is None else np.asarray(rtol)
        ) * np.abs(other)
        if np.any(np.abs(one - other) > within):
            raise AssertionFailedError.about(
                "tf.assert_near: x ~ y", message, *(data or known)
            )
    return _passed(name or "assert_near")


# --- of ranks and dtypes


def _of_rank(name: str, sign: str, holds: Callable[[int, Any], bool]) -> Any:
    def assertion(
        x: Any,
        rank: Any,
        data: Any = None,
        summarize: int | None = None,
        message: str | None = None,
        name: str | None = None,
    ) -> Operation:
        del data, summarize
        tensor = convert_to_tensor(x)
        wanted = get_static_value(convert_to_tensor(rank))
        if wanted is not None and not holds(len(tensor.shape), wanted):
            raise AssertionFailedError.about(
                f"tf.{own}: rank {sign} {wanted.tolist()}", message, repr(tensor)
            )
        return _passed(name or own)

    own = assertion.__name__ = name
    assertion.__doc__ = f"Check that the rank of `x` is {sign} `rank`."
    return assertion


assert_rank = symbol("assert_rank", "debugging.assert_rank")(
    _of_rank("assert_rank", "==", lambda own, rank: own == int(rank))
)
assert_rank_at_least = symbol("assert_rank_at_least", "debugging.assert_rank_at_least")(
    _of_rank("assert_rank_at_least", ">=", lambda own, rank: own >= int(rank))
)
assert_rank_in = symbol("assert_rank_in", "debugging.assert_rank_in")(
    _of_rank("assert_rank_in", "in", lambda own, ranks: own in ranks.tolist())
)


@symbol("assert_scalar", "debugging.assert_scalar")
def assert_scalar(
    tensor: Any, name: str | None = None, message: str | None = None
) -> Any:
    """Return a tensor, which has to be a single number."""
    tensor = convert_to_tensor(tensor)
    if len(tensor.shape):
        raise AssertionFailedError.about(
            "tf.assert_scalar: rank == 0", message, repr(tensor)
        )
    return tensor


@symbol("assert_type", "debugging.assert_type")
def assert_type(
    tensor: Any, tf_type: Any, message: str | None = None, name: str | None = None
) -> Operation:
    """Check the dtype of a tensor.

    Raises:
        TypeError: It is another.
    """
    tensor = convert_to_tensor(tensor)
    if tensor.dtype != as_dtype(tf_type):
        start = f"{message} " if message else ""
        raise TypeError(f"{start}{tensor!r} must be of type {as_dtype(tf_type)!r}.")
    return _passed(name or "assert_type")


@symbol("assert_integer", "debugging.assert_integer")
def assert_integer(
    x: Any, message: str | None = None, name: str | None = None
) -> Operation:
    """Check that a tensor is one of whole numbers.

    Raises:
        TypeError: It is not.
    """
    tensor = convert_to_tensor(x)
    if not tensor.dtype.is_integer:
        start = f"{message} " if message else ""
        raise TypeError(f"{start}{tensor!r} must be of an integer type.")
    return _passed(name or "assert_integer")


@symbol("assert_same_float_dtype", "debugging.assert_same_float_dtype")
def assert_same_float_dtype(tensors: Any = None, dtype: Any = None) -> Any:
    """Return the one dtype of tensors, which has fractions; float32 of none.

    Raises:
        ValueError: They are of several, or of one without fractions.
    """
    found = [each.dtype for each in tensors or () if isinstance(each, Tensor)]
    found += [] if dtype is None else [as_dtype(dtype)]
    if len({each.name for each in found}) > 1 or not all(
        each.is_floating for each in found
    ):
        names = [each.name for each in found]
        raise ValueError(f"Expected tensors of one floating point type, got {names}.")
    return found[0] if found else as_dtype("float32")


@symbol("is_numeric_tensor", "debugging.is_numeric_tensor")
def is_numeric_tensor(tensor: Any) -> bool:
    """Return whether something is a tensor of numbers."""
    if not isinstance(tensor, Tensor):
        return False
    return (
        tensor.dtype.is_floating or tensor.dtype.is_integer or tensor.dtype.is_complex
    )


# --- answers as tensors


@op("is_non_decreasing", "is_non_decreasing", "debugging.is_non_decreasing")
def is_non_decreasing(x: Array, name: str | None = None) -> Array:
    """Return whether no element is less than the one before it."""
    return _rises(x, "less_equal")


@op(
    "is_strictly_increasing",
    "is_strictly_increasing",
    "debugging.is_strictly_increasing",
)
def is_strictly_increasing(x: Array, name: str | None = None) -> Array:
    """Return whether each element is greater than the one before it."""
    return _rises(x, "less")


def _rises(x: Array, comparison: str) -> Array:
    flat = array(x)
    flat = module_for(flat).reshape(flat, (-1,))
    module = module_for(flat)
    return module.all(getattr(module, comparison)(flat[:-1], flat[1:]))
