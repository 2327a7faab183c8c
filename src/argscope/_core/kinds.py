"""Kinds of callables: those whose call makes a coroutine or a generator, to be run in steps."""

from __future__ import annotations

from types import CodeType
from typing import Any, Final

from argscope._core.target import unwrapped

# The flags of a code object, as in inspect, which takes longer to import than argscope.
GENERATOR: Final = 0x20
COROUTINE: Final = 0x80
ASYNC_GENERATOR: Final = 0x200


def kind_of_code(function: Any) -> int:
    """Return the flag by which a function written in Python says what it makes.

    Returns:
        `GENERATOR`, `COROUTINE` or `ASYNC_GENERATOR`; 0 for anything else.
    """
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType):
        return 0
    return code.co_flags & (GENERATOR | COROUTINE | ASYNC_GENERATOR)


def kind_of(function: Any) -> int:
    """Return the same for any callable; of an object, if need be, for its `__call__`."""
    import inspect

    for asked in (function, type(function).__call__):
        if inspect.iscoroutinefunction(asked):
            return COROUTINE
        if inspect.isasyncgenfunction(asked):
            return ASYNC_GENERATOR
        if inspect.isgeneratorfunction(asked):
            return GENERATOR
    return 0


def makes_steps(function: Any) -> bool:
    """Return whether `function`, or one that it wraps, makes a coroutine or a generator."""
    return any(kind_of(inner) for inner in unwrapped(function))
