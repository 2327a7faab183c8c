"""Making a wrapper look like what it wraps."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType
from typing import Any, Final, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

# inspect.CO_GENERATOR, CO_COROUTINE and CO_ASYNC_GENERATOR
_KINDS: Final = 0x20 | 0x80 | 0x200


def look_alike(wrapper: F, wrapped: Callable[..., Any]) -> F:
    """Return `wrapper` with the name, doc, signature and kind of `wrapped`.

    Web frameworks and pytest ask `inspect` whether a function makes a coroutine or a
    generator, and `inspect` reads it from the flags of the code. A plain function that
    returns what `wrapped` returns is of the same kind, so it gets the same flags. They
    change nothing in a call: what makes a generator is the first instruction of a body.
    """
    code = getattr(wrapped, "__code__", None)
    if code is not None and code.co_flags & _KINDS:
        wrapper = _of_kind(wrapper, code.co_flags & _KINDS)
    functools.update_wrapper(wrapper, wrapped)
    return wrapper


def _of_kind(function: Any, kind: int) -> Any:
    code = function.__code__.replace(co_flags=function.__code__.co_flags | kind)
    return FunctionType(
        code, function.__globals__, code.co_name, None, function.__closure__
    )
