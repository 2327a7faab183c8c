"""Functions that call another one through the scope.

In a program that uses PyTorch they are such that `torch.compile` can follow them. The
compiler follows Python code, but not `ContextVar.get`. It does read properties that are
written in C, and compiles again where they change; `Readable.link` is such a one. That
takes somewhat longer, so it is done where PyTorch is imported first.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any, Final, cast, final

from argscope._core.active import ACTIVE
from argscope._core.look_alike import look_alike
from argscope._core.notes import add_note
from argscope._core.settings import Settings
from argscope._core.signature import signature_of
from argscope._core.target import Target

Function = Callable[..., Any]


def scoped_function(function: Function, target: Target) -> FunctionType:
    """Return a function that calls `function` through the scope, and looks like it."""
    make = _traceable if "torch" in sys.modules else _fast
    public: Any = look_alike(make(function, target), function)
    if sys.version_info >= (3, 12):
        # inspect.signature() and help() call it, and so show what a call would get now.
        public.__signature__ = lambda: signature_of(target)
    return cast("FunctionType", public)


def _fast(function: Function, target: Target) -> Function:
    active = ACTIVE.get

    def scoped(*args: Any, **kwargs: Any) -> Any:
        link = active()
        if link is None:
            return function(*args, **kwargs)
        try:
            call = link[0][target]
        except KeyError:
            call = link[1]._call_for(target)
        try:
            return call(*args, **kwargs)
        except Exception as error:
            add_note(error, target, link, args, kwargs)
            raise

    return scoped


def _traceable(function: Function, target: Target) -> Function:
    active, made = _READABLE, _Made()
    compiling = sys.modules["torch"].compiler.is_dynamo_compiling

    def scoped(*args: Any, **kwargs: Any) -> Any:
        link = active.link
        if link is None or link is active:
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
            add_note(error, target, link, args, kwargs)
            raise

    return scoped


@final
class Readable:
    """The active link as an attribute.

    Attributes:
        link: What `ACTIVE` holds. The object itself where no scope was opened yet: a
            property hands its object on, and `ContextVar.get` takes that for the default.
    """

    __slots__ = ()

    link: Any = property(ACTIVE.get)


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


def _prepare(made: _Made, settings: Settings, target: Target) -> int:
    """Prepare the call of a target, and return the number under which it is `made`.

    The compiler runs this function, and takes what it returns for a constant of these
    settings. It finds out if something that it has read changes, such as their calls.
    """
    number = id(settings)
    if number not in made.calls:
        made.settings.append(settings)
        made.calls[number] = settings._call_for(target)
        settings._calls.pop(target, None)
    return number


_prepare._dynamo_marked_constant = True  # type: ignore[attr-defined]
