"""Scoped functions that `torch.compile` can follow.

The compiler follows Python code, but not `ContextVar.get`. It does read properties that are
written in C, and compiles again where they change; `Readable.link` is such a one. That
takes somewhat longer, so functions are made this way where PyTorch is imported first.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final, final

from argscope._core.active import ACTIVE, Active
from argscope._core.notes import Note
from argscope._core.settings import Settings
from argscope._core.target import Target

Function = Callable[..., Any]


def traceable(function: Function, target: Target) -> Function:
    """Return a function that calls `function` through the scope."""
    active, made = _READABLE, _Made()
    compiling = sys.modules["torch"].compiler.is_dynamo_compiling

    def scoped(*args: Any, **kwargs: Any) -> Any:
        link = active.link
        if link is active:
            link = Active.everywhere
        if link is None:
            return function(*args, **kwargs)
        try:
            call = link[0][target]
        except KeyError:
            if compiling():
                call = made.calls[_prepare(made, link[1], target)]
            else:
                call = link[1]._call_for(target)
        try:
            return call(*args, **kwargs)
        except Exception as error:
            Note.add(error, target, link, args, kwargs)
            raise

    return scoped


@final
class Readable:
    """The active link as an attribute.

    Attributes:
        link: The link of the innermost scope. The object itself where none was opened yet: a
            property hands its object on, and `ContextVar.get` takes that for the default.
    """

    __slots__ = ()

    link: Any = property(ACTIVE.get)  # called with it


_READABLE: Final = Readable()


@final
class _Made:
    """What the compiler had prepared of one target, by the number of the settings.

    The settings are kept: the compiler knows them by their address, for ever.
    """

    __slots__ = ("calls", "settings")

    def __init__(self) -> None:
        self.calls: dict[int, Function] = {}
        self.settings: list[Settings] = []

    def __reduce__(self) -> tuple[Any, ...]:
        return _Made, ()  # another process compiles anew


def _prepare(made: _Made, settings: Settings, target: Target) -> int:
    """Prepare the call of a target, and return the number under which it is `made`.

    The compiler runs this function, and takes what it returns for a constant of these
    settings. It finds out if something that it has read changes, such as their calls.
    """
    number = id(settings)
    if number not in made.calls:
        made.settings.append(settings)
        made.calls[number] = settings._made(target)
        if settings._watch is not None:
            settings._watch.compiled(settings, target)
    return number


_prepare._dynamo_marked_constant = True  # type: ignore[attr-defined]
