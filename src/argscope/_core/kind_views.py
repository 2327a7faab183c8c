"""Which view a callable gets, and views of objects that make coroutines or generators."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, Final

from argscope._core.callable_view import (
    ScopedCallable,
    ScopedFunction,
    ScopedMethod,
    transparent,
)
from argscope._core.class_view import ScopedClass
from argscope._core.kinds import ASYNC_GENERATOR, COROUTINE, GENERATOR, kind_of_code
from argscope._core.look_alike import of_kind
from argscope._core.target import Target
from argscope._core.unseen_importlib_bootstrap.view import call_view


def view_of(wrapped: Callable[..., Any], target: Target) -> Any:
    """Return the view of a callable."""
    if isinstance(wrapped, type):
        return ScopedClass(wrapped, target)
    if isinstance(wrapped, FunctionType):
        return ScopedFunction(wrapped, target)
    kind = kind_of_code(type(wrapped).__call__)
    if kind:
        return _OF_KIND[kind](wrapped, target)
    binds = hasattr(type(wrapped), "__get__")
    return (ScopedMethod if binds else ScopedCallable)(wrapped, target)


@transparent
class ScopedGenerating(ScopedCallable):
    """An object whose `__call__` makes a generator."""

    __slots__ = ()

    __call__ = of_kind(call_view, GENERATOR)


@transparent
class ScopedAwaitable(ScopedCallable):
    """An object whose `__call__` makes a coroutine."""

    __slots__ = ()

    __call__ = of_kind(call_view, COROUTINE)


@transparent
class ScopedAsyncGenerating(ScopedCallable):
    """An object whose `__call__` makes an async generator."""

    __slots__ = ()

    __call__ = of_kind(call_view, ASYNC_GENERATOR)


_OF_KIND: Final[dict[int, type[ScopedCallable]]] = {
    GENERATOR: ScopedGenerating,
    COROUTINE: ScopedAwaitable,
    ASYNC_GENERATOR: ScopedAsyncGenerating,
}
