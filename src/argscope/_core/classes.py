"""Classes that are constructed through the scope, and stay the very classes they were.

`C(...)` calls `C.__new__` and then `C.__init__`, each with what the call gives. A
decorated class has functions in their places that add what the active scope says. They
act when exactly this class is constructed: a subclass that calls `C.__init__(self, 5)`, or
inherits it, gets what it gets without them.
"""

from __future__ import annotations

import contextlib
import copyreg
import functools
import sys
from types import FunctionType
from typing import Any, Final, final

from argscope._core.active import ACTIVE
from argscope._core.notes import add_note
from argscope._core.part import Method, Part
from argscope._core.target import Target, new_target
from argscope.errors import TargetTypeError

# `copy` and `pickle` make objects by these two, and fill them with what they had.
_REMAKING: Final = (copyreg.__newobj__.__code__, copyreg.__newobj_ex__.__code__)  # type: ignore[attr-defined]


def decorate(cls: type) -> Target:
    """Let a class consult the scope when it is constructed; return its target.

    Raises:
        TargetTypeError: The class does not let its attributes be set.
    """
    target = new_target(cls)
    target.construction = Construction(cls, target)
    target.publish(cls)
    return target


@final
class Construction:
    """The hooks of one class.

    Args:
        cls: The class, written in Python.
        target: Its target.

    Raises:
        TargetTypeError: The class does not let its attributes be set.
    """

    __slots__ = ("_cls", "_hooks", "_parts", "_target")

    def __init__(self, cls: type, target: Target) -> None:
        self._cls = cls
        self._target = target
        self._hooks: dict[str, Any] = {}
        self._parts: dict[str, Part] = {}
        self.renew()

    def renew(self) -> bool:
        """Put the hooks in their places, again if somebody took them; return if so.

        `@dataclass` above `@add_arg_scope`, for one, writes another `__init__`.
        """
        names = _constructors(self._cls)
        taken = [name for name in names if not self._is_in_place(name)]
        for name in taken:
            self._install(name)
        for name, part in self._parts.items():
            part.is_last = name == names[-1]
        return bool(taken)

    def moved(self, cls: type) -> Target:
        """Return the target of a class that was made anew of the decorated one."""
        return decorate(cls)

    def _is_in_place(self, name: str) -> bool:
        return name in self._hooks and vars(self._cls).get(name) is self._hooks[name]

    def _install(self, name: str) -> None:
        original = vars(self._cls).get(name) or _inherited(self._cls, name)
        if isinstance(original, staticmethod):
            original = original.__func__
        part = self._parts[name] = Part(self._target, original)
        hook = (_init_hook if name == "__init__" else _new_hook)(self._cls, part)
        try:
            setattr(self._cls, name, hook)
        except (TypeError, AttributeError):
            raise TargetTypeError.about(
                "add_arg_scope",
                self._cls,
                expected="a class whose attributes can be set",
                hint="Give it from another module than its own, which makes a view of it.",
            ) from None
        self._hooks[name] = vars(self._cls)[name]


def _constructors(cls: type) -> list[str]:
    """Return those of `__new__` and `__init__` that take what a call of `cls` gives."""
    new, init = _found(cls, "__new__"), _found(cls, "__init__")
    has_init = init is not object.__init__
    takes = isinstance(new, FunctionType) or not has_init
    names = ["__new__"] if new is not object.__new__ and takes else []
    return [*names, "__init__"] if has_init else names


def _found(cls: type, name: str) -> Any:
    return getattr(cls, name)


def _inherited(cls: Any, name: str) -> Method:
    """Return a function that does what a class without an own one does.

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


def _init_hook(cls: type, part: Part) -> Any:
    active, original = ACTIVE.get, part.function

    def hook(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        link = active()
        if link is None or type(self) is not cls:
            return original(self, *args, **kwargs)
        try:
            call = link[0][part]
        except KeyError:
            call = link[1]._call_for(part)
        try:
            return call(self, *args, **kwargs)
        except Exception as error:
            add_note(error, part.target, link, args, kwargs)
            raise

    return _in_place_of(original, hook)


def _new_hook(cls: type, part: Part) -> Any:
    active, original, caller = ACTIVE.get, part.function, sys._getframe

    def hook(made: Any, /, *args: Any, **kwargs: Any) -> Any:
        link = active()
        if link is None or made is not cls or caller(1).f_code in _REMAKING:
            return original(made, *args, **kwargs)
        try:
            call = link[0][part]
        except KeyError:
            call = link[1]._call_for(part)
        try:
            return call(made, *args, **kwargs)
        except Exception as error:
            add_note(error, part.target, link, args, kwargs)
            raise

    shown = _in_place_of(original, hook)
    if not isinstance(_found(cls, "__new__"), FunctionType):
        # `inspect` takes no bound slot for a `__new__` that somebody has written, and
        # goes on to what it would have found without the hook.
        shown = shown.__call__
    return staticmethod(shown)


def _in_place_of(original: Method, hook: Any) -> Any:
    import inspect

    functools.update_wrapper(hook, original)
    with contextlib.suppress(TypeError, ValueError):
        # For those who do not follow `__wrapped__`, as `inspect.getfullargspec`.
        hook.__signature__ = inspect.signature(original)
    return hook
