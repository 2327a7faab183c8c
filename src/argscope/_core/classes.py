"""Classes that are constructed through the scope, and stay the very classes they were.

`C(...)` calls `C.__new__` and then `C.__init__`, each with what the call gives. A
decorated class has functions in their places that add what the active scope says. They
act when exactly this class is constructed: a subclass that calls `C.__init__(self, 5)`, or
inherits it, gets what it gets without them.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, final

from argscope._core.part import Part
from argscope._core.target import Target, new_target
from argscope._core.unseen_importlib_bootstrap.hooks import (
    inherited,
    init_hook,
    new_hook,
    part_of,
)
from argscope.errors import TargetTypeError


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

    __slots__ = ("_cls", "_target")

    def __init__(self, cls: type, target: Target) -> None:
        self._cls = cls
        self._target = target
        self.renew()

    def renew(self) -> bool:
        """Put the hooks in their places, again if somebody took them; return if so.

        `@dataclass` above `@add_arg_scope`, for one, writes another `__init__`.
        """
        names = _constructors(self._cls)
        taken = [name for name in names if self._part(name) is None]
        for name in taken:
            self._install(name)
        if taken:
            for name in names:
                part: Any = self._part(name)
                part.is_last = name == names[-1]
        return bool(taken)

    def moved(self, cls: type) -> Target:
        """Return the target of a class that was made anew of the decorated one."""
        return decorate(cls)

    def _part(self, name: str) -> Part | None:
        """Return what the hook in this place calls, if ours is there."""
        return part_of(vars(self._cls).get(name), self._target)

    def _install(self, name: str) -> None:
        original = vars(self._cls).get(name) or inherited(self._cls, name)
        if isinstance(original, staticmethod):
            original = original.__func__
        make = init_hook if name == "__init__" else new_hook
        hook = make(self._cls, Part(self._target, original))
        try:
            setattr(self._cls, name, hook)
        except (TypeError, AttributeError):
            raise TargetTypeError.about(
                "add_arg_scope",
                self._cls,
                expected="a class whose attributes can be set",
                hint="Give it from another module than its own, which makes a view of it.",
            ) from None


def _constructors(cls: type) -> list[str]:
    """Return those of `__new__` and `__init__` that take what a call of `cls` gives."""
    new, init = _found(cls, "__new__"), _found(cls, "__init__")
    has_init = init is not object.__init__
    takes = isinstance(new, FunctionType) or not has_init
    names = ["__new__"] if new is not object.__new__ and takes else []
    return [*names, "__init__"] if has_init else names


def _found(cls: type, name: str) -> Any:
    return getattr(cls, name)
