"""Making a wrapper look like what it wraps."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar

from argscope._core.target import unwrapped

F = TypeVar("F", bound=Callable[..., Any])


def look_alike(wrapper: F, wrapped: Callable[..., Any], kind: int) -> F:
    """Return `wrapper` with the name, doc and signature of `wrapped`, and of a `kind`.

    Args:
        wrapper: A plain function that returns what `wrapped` returns.
        wrapped: Any callable.
        kind: What it is for `inspect` (see `kinds.py`), which web frameworks and pytest
            ask whether a function makes a coroutine or a generator.
    """
    function: Any = of_kind(wrapper, kind) if kind else wrapper
    function.__annotations__ = {}  # those of `wrapped`, if it has any
    function.__name__, function.__qualname__ = _names(wrapped)
    is_function = isinstance(wrapped, FunctionType)
    # What a class or another object has are not attributes of a function.
    updated = functools.WRAPPER_UPDATES if is_function else ()
    functools.update_wrapper(function, wrapped, updated=updated)
    return function  # type: ignore[no-any-return]  # still what it was


def of_kind(function: Any, kind: int) -> Any:
    """Return the same function with the flags of a kind.

    They change nothing in a call: what makes a generator is the first instruction of a body.
    """
    code = function.__code__.replace(co_flags=function.__code__.co_flags | kind)
    return FunctionType(
        code, function.__globals__, code.co_name, None, function.__closure__
    )


def _names(wrapped: Any) -> tuple[str, str]:
    """Return the name and qualified name of `wrapped`, or of the first it wraps that has one."""
    for inner in unwrapped(wrapped):
        name = getattr(inner, "__name__", None)
        if isinstance(name, str):
            return name, getattr(inner, "__qualname__", name)
    return type(wrapped).__name__, type(wrapped).__qualname__
