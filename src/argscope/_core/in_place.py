"""Where a function can be made a target for all who call it, and undone.

Python functions are changed in themselves. Of a function that is written in C nothing can
be changed; a view of it takes its place in the module or class that has it.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from types import FunctionType, ModuleType
from typing import Any, Final, Protocol, final

from argscope._core.kind_views import view_of
from argscope._core.target import MARK, find_named, new_target, registered
from argscope._core.unseen_importlib_bootstrap.adopted import code_calling
from argscope._core.unseen_importlib_bootstrap.function import scoped_function
from argscope.errors import TargetTypeError


class Place(Protocol):
    """Where a function can be made a target, and made what it was again."""

    original: Any
    name: str
    count: int

    def change(self) -> None: ...

    def restore(self) -> None: ...


def place_of(function: Any) -> Place:
    """Return where a function that is no target is to be changed.

    Raises:
        TargetTypeError: It cannot be changed.
    """
    if isinstance(function, FunctionType):
        return _InItself(function)
    if isinstance(function, type) or not callable(function):
        raise TargetTypeError.about(
            "adopt",
            function,
            expected="functions and methods",
            hint=next((h for kind, h in _HINTS if isinstance(function, kind)), ""),
        )
    return _AsAttribute(function)


_HINTS: Final[list[tuple[type, str]]] = [
    (type, "Give add_arg_scope the class, or adopt its __init__."),
    (list, "Give them one by one, without brackets."),
    (tuple, "Give them one by one, without brackets."),
    (str, "Write the name without quotes."),
    (ModuleType, "Give add_arg_scope the module, or adopt functions of it."),
]

_ADDED: Final = frozenset({"__signature__", "__wrapped__", "_key_op", MARK})


@final
class _InItself:
    """A Python function, which gets other code."""

    def __init__(self, function: FunctionType) -> None:
        self.original = function
        self.name = function.__qualname__
        self.count = 0
        self._code = function.__code__
        self._attributes: dict[str, Any] = {}  # those whose place is taken
        self._before = registered(function)

    def change(self) -> None:
        import inspect

        function = self.original
        own = vars(function)
        self._attributes = {name: own[name] for name in own.keys() & _ADDED}
        twin = _twin(function)
        if not own.keys() & {"__wrapped__", "__signature__"}:
            with contextlib.suppress(Exception):  # annotations name what is not there
                own["__signature__"] = inspect.signature(function)
            own["__wrapped__"] = twin  # where `inspect` finds the source
        target = new_target(twin)
        function.__code__ = code_calling(scoped_function(twin, target), function)
        target.publish(function)

    def restore(self) -> None:
        function = self.original
        function.__code__ = self._code
        own = vars(function)
        for name in own.keys() & _ADDED:
            del own[name]
        own.update(self._attributes)
        if self._before is not None and self._before.public is not None:
            self._before.publish(self._before.public)  # it has its name again


def _twin(function: FunctionType) -> FunctionType:
    """Return a function that does what `function` does, whatever becomes of its code."""
    twin = FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    twin.__kwdefaults__ = function.__kwdefaults__
    functools.update_wrapper(twin, function)
    del twin.__wrapped__  # type: ignore[attr-defined]  # it stands in its place, not above
    vars(twin).update(vars(function))
    return twin


@final
class _AsAttribute:
    """A function written in C, which is an attribute of a module or of a class."""

    def __init__(self, function: Any) -> None:
        self.original = function
        self.name = str(getattr(function, "__qualname__", function))
        self.count = 0
        self._owner = _owner(function)
        self._names = [n for n, v in vars(self._owner).items() if v is function]
        self._view: Any = None

    def change(self) -> None:
        known = registered(self.original)
        self._view = known and known.public
        if self._view is None:
            target = new_target(self.original)
            self._view = view_of(self.original, target)
            target.publish(self._view)
        for name in self._names:
            setattr(self._owner, name, self._view)

    def restore(self) -> None:
        for name in self._names:
            if vars(self._owner).get(name) is self._view:
                setattr(self._owner, name, self.original)


def _owner(function: Any) -> Any:
    """Return the module or class that has `function` as an attribute.

    Raises:
        TargetTypeError: None has it by the name that it says it has, or it is a class that
            cannot be changed.
    """
    module = str(getattr(function, "__module__", None))
    path = str(getattr(function, "__qualname__", getattr(function, "__name__", "")))
    owner = getattr(function, "__objclass__", None)  # a method of a class written in C
    if owner is None:
        outer, _, _ = path.rpartition(".")
        owner = find_named(f"{module}:{outer}") if outer else sys.modules.get(module)
    if owner is None or not any(v is function for v in vars(owner).values()):
        raise TargetTypeError.about(
            "adopt",
            function,
            expected="what is found by the name that it has",
            hint="Use add_arg_scope, which makes a view of it, and call the view.",
        )
    if isinstance(owner, type):
        _require_changeable(owner, function)
    return owner


def _require_changeable(owner: type, function: Any) -> None:
    name = next(name for name, value in vars(owner).items() if value is function)
    try:
        setattr(owner, name, function)
    except TypeError:
        raise TargetTypeError.about(
            "adopt",
            function,
            expected="a function whose class can be changed",
            hint=f"{owner.__qualname__} is written in C. Make a subclass with a method of "
            "that name under @add_arg_scope, or scope one bound method with "
            "add_arg_scope.",
        ) from None
