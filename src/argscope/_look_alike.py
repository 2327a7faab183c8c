"""Making a wrapper look like what it wraps."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, Final, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_IS_COROUTINE_FUNCTION: Final = 0x80  # inspect.CO_COROUTINE


def look_alike(wrapper: F, wrapped: Callable[..., Any]) -> F:
    """Return `wrapper` with the name, doc, signature and kind of `wrapped`.

    `inspect.iscoroutinefunction` tells the kind from the code, so a plain function
    that returns the coroutine of `wrapped` has to be marked as one.
    """
    functools.update_wrapper(wrapper, wrapped)
    code = getattr(wrapped, "__code__", None)
    if code is not None and code.co_flags & _IS_COROUTINE_FUNCTION:
        _mark_coroutine_function(wrapper)
    return wrapper


if sys.version_info >= (3, 12):

    def _mark_coroutine_function(wrapper: Any) -> None:
        # As inspect.markcoroutinefunction does, without the cost of importing inspect.
        import inspect

        inspect.markcoroutinefunction(wrapper)

else:

    def _mark_coroutine_function(wrapper: Any) -> None:
        # Python 3.11 has no mark. The flag alone changes nothing in a call: what makes
        # a coroutine is the first instruction of the body, which a wrapper has not.
        code = wrapper.__code__
        flags = code.co_flags | _IS_COROUTINE_FUNCTION
        wrapper.__code__ = code.replace(co_flags=flags)
