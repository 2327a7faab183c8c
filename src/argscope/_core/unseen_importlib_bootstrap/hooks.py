"""What stands in the places of `__new__` and `__init__` in a decorated class."""

from __future__ import annotations

import contextlib
import copyreg
import functools
import sys
from types import FunctionType
from typing import Any, Final

from argscope._core.active import Active
from argscope._core.notes import Note
from argscope._core.part import Method, Part
from argscope._core.target import Target

_PART: Final = "__argscope_part__"

# `copy` and `pickle` make objects by these two, and fill them with what they had.
_REMAKING: Final = (copyreg.__newobj__.__code__, copyreg.__newobj_ex__.__code__)  # type: ignore[attr-defined]


def init_hook(cls: type, part: Part) -> Any:
    """Return an `__init__` that consults the scope where exactly `cls` is constructed."""
    original = part.function

    def hook(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        link = Active.link()
        if link is None or type(self) is not cls:
            return original(self, *args, **kwargs)
        try:
            call = link[0][part]
        except KeyError:
            call = link[1]._call_for(part)
        try:
            return call(self, *args, **kwargs)
        except Exception as error:
            Note.add(error, part.target, link, args, kwargs)
            raise

    return _in_place_of(original, hook, part)


def new_hook(cls: type, part: Part) -> Any:
    """Return a `__new__` that consults the scope where exactly `cls` is constructed."""
    original, caller = part.function, sys._getframe

    def hook(made: Any, /, *args: Any, **kwargs: Any) -> Any:
        link = Active.link()
        if link is None or made is not cls or caller(1).f_code in _REMAKING:
            return original(made, *args, **kwargs)
        try:
            call = link[0][part]
        except KeyError:
            call = link[1]._call_for(part)
        try:
            return call(made, *args, **kwargs)
        except Exception as error:
            Note.add(error, part.target, link, args, kwargs)
            raise

    shown = _in_place_of(original, hook, part)
    found: Any = cls.__new__
    if not isinstance(found, FunctionType):
        # `inspect` takes no bound slot for a `__new__` that somebody has written, and
        # goes on to what it would have found without the hook.
        shown = shown.__call__
    return staticmethod(shown)


def inherited(cls: Any, name: str) -> Method:
    """Return a function that does what a class without a method `name` of its own does.

    It looks the base's up at each call: there may be a class between, in a subclass.
    """
    found = getattr(cls, name)
    if name == "__init__":

        def inherited(self: Any, /, *args: Any, **kwargs: Any) -> Any:
            return super(cls, self).__init__(*args, **kwargs)

    else:

        def inherited(self: Any, /, *args: Any, **kwargs: Any) -> Any:
            return super(cls, self).__new__(self, *args, **kwargs)

    return functools.update_wrapper(inherited, found)


def part_of(method: Any, target: Target) -> Part | None:
    """Return what of `target` a method calls, as it stands in a class; None if not a hook."""
    function = getattr(method, "__func__", method)  # of a static method
    function = getattr(function, "__self__", function)  # of its slot
    part = getattr(function, _PART, None)
    return part if isinstance(part, Part) and part.target is target else None


def _in_place_of(original: Method, hook: Any, part: Part) -> Any:
    import inspect

    functools.update_wrapper(hook, original)
    setattr(hook, _PART, part)
    with contextlib.suppress(TypeError, ValueError):
        # For those who do not follow `__wrapped__`, as `inspect.getfullargspec`.
        hook.__signature__ = inspect.signature(original)
    return hook
