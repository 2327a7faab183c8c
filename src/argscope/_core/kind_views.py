"""Views that `inspect` sees as what they view: partials, and what makes coroutines."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final

from argscope._core.kinds import ASYNC_GENERATOR, COROUTINE, GENERATOR, kind_of_code
from argscope._core.look_alike import of_kind
from argscope._core.target import Target
from argscope._core.unseen_importlib_bootstrap.view import call_view
from argscope._core.views import ScopedCallable, ScopedClass, _transparent


def view_of(wrapped: Callable[..., Any], target: Target) -> ScopedCallable:
    """Return the view of a callable that is not a function."""
    if isinstance(wrapped, type):
        return ScopedClass(wrapped, target)
    if isinstance(wrapped, functools.partial):
        return ScopedPartial(wrapped, target)
    kind = kind_of_code(type(wrapped).__call__)
    return _OF_KIND.get(kind, ScopedCallable)(wrapped, target)


@_transparent
class ScopedPartial(ScopedCallable):
    """A partial, and for `inspect` an instance of one: it asks what is inside."""

    __slots__ = ()

    @property  # type: ignore[misc]  # nobody may assign it
    def __class__(self) -> type:
        return type(self.__wrapped__)


@_transparent
class ScopedGenerating(ScopedCallable):
    """An object whose `__call__` makes a generator."""

    __slots__ = ()

    __call__ = of_kind(call_view, GENERATOR)


@_transparent
class ScopedAwaitable(ScopedCallable):
    """An object whose `__call__` makes a coroutine."""

    __slots__ = ()

    __call__ = of_kind(call_view, COROUTINE)


@_transparent
class ScopedAsyncGenerating(ScopedCallable):
    """An object whose `__call__` makes an async generator."""

    __slots__ = ()

    __call__ = of_kind(call_view, ASYNC_GENERATOR)


_OF_KIND: Final[dict[int, type[ScopedCallable]]] = {
    GENERATOR: ScopedGenerating,
    COROUTINE: ScopedAwaitable,
    ASYNC_GENERATOR: ScopedAsyncGenerating,
}
