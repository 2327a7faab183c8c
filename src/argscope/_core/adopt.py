"""`adopt`: functions and methods of others as targets, for every caller in the process.

A Python function is changed in itself: it gets code that calls a twin of what it was
through the scope. So all who hold it, under whatever name, hold the target. Of a function
that is written in C nothing can be changed; there, a view of it takes its place in the
module or class that it is an attribute of.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import RLock
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any, Final, Protocol, Self, final

from argscope._core.callable_view import ScopedCallable, view_of
from argscope._core.class_view import plain_class
from argscope._core.scoped_function import scoped_function
from argscope._core.target import MARK, find_named, find_target, new_target, registered
from argscope.errors import TargetTypeError

# inspect.CO_NESTED, CO_GENERATOR, CO_COROUTINE and CO_ASYNC_GENERATOR
_KINDS: Final = 0x10 | 0x20 | 0x80 | 0x200


def adopt(function: Callable[..., Any], /, *more: Callable[..., Any]) -> Adoption:
    """Make functions of others targets where they are, for all callers in the process.

    `add_arg_scope` never changes what it is given, so it cannot reach the calls that
    other code makes, nor the methods of a class that is not yours. This does, and is the
    only thing here that changes somebody else's program. It counts: what is adopted twice
    is a target until both are undone.

    Args:
        function: A function or method, such as `json.dumps` or `Session.get`. One that is
            written in Python becomes a target itself, whoever holds it under whatever
            name, and also for the subclasses that inherit it. Of one that is written in C
            the attribute of its module or class is replaced by a view: code that has
            imported it by `from module import name` before keeps the original.
        *more: Other functions and methods.

    Returns:
        A context manager that undoes it at the end of the block. Without `with`, it lasts
        until `undo()` of what is returned is called, or until the end of the program.

    Raises:
        TargetTypeError: Something is not a function, or is of a type that Python does not
            let anybody change, as all types written in C. Then nothing is adopted.

    Example:
        >>> import json
        >>> from argscope import adopt, arg_scope
        >>> with adopt(json.dumps), arg_scope([json.dumps], sort_keys=True):
        ...     json.dumps({"b": 1, "a": 2})
        '{"a": 2, "b": 1}'
        >>> json.dumps({"b": 1, "a": 2})
        '{"b": 1, "a": 2}'
    """
    with _LOCK:
        found = [_place_of(_plain(one)) for one in (function, *more)]
        adoption = Adoption()
        for place in found:
            if place is not None:
                adoption._add(place)
    return adoption


@final
class Adoption:
    """What `adopt` returned; at the end of a `with` block it is undone."""

    def __init__(self) -> None:
        self._places: list[_Place] = []

    def _add(self, place: _Place) -> None:
        known = _ADOPTED.setdefault(id(place.original), place)
        if not known.count:
            known.change()
        known.count += 1
        self._places.append(known)

    def undo(self) -> None:
        """Make everything as it was, unless somebody else has adopted it too.

        A second call does nothing.
        """
        with _LOCK:
            while self._places:
                place = self._places.pop()
                place.count -= 1
                if not place.count:
                    del _ADOPTED[id(place.original)]
                    place.restore()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.undo()

    def __repr__(self) -> str:
        names = ", ".join(place.name for place in self._places)
        return f"<adoption of {names or 'nothing'}>"


class _Place(Protocol):
    """Where a function can be made a target, and made what it was again."""

    original: Any
    name: str
    count: int

    def change(self) -> None: ...

    def restore(self) -> None: ...


_LOCK: Final = RLock()
_ADOPTED: Final[dict[int, _Place]] = {}
"""What is adopted now, by the address of the function, which it keeps alive."""


def _plain(function: Any) -> Any:
    """Return the function itself, of a view or a bound method of one."""
    if type(function) is MethodType:
        function = function.__func__
    if isinstance(function, ScopedCallable):
        return function.__wrapped__
    return plain_class(function)


def _place_of(function: Any) -> _Place | None:
    """Return where `function` is to be changed; None if it is a target of itself.

    Raises:
        TargetTypeError: It cannot be changed.
    """
    if id(function) in _ADOPTED:
        return _ADOPTED[id(function)]
    if find_target(function) is not None:
        return None
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
            function.__signature__ = inspect.signature(function)
            function.__wrapped__ = twin  # where `inspect` finds the source
        target = new_target(twin)
        function.__code__ = _calling(scoped_function(twin, target), function)
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
    twin.__qualname__ = function.__qualname__
    twin.__module__ = function.__module__
    twin.__doc__ = function.__doc__
    twin.__annotations__ = function.__annotations__
    twin.__dict__.update(vars(function))
    return twin


def _calling(scoped: FunctionType, function: FunctionType) -> CodeType:
    """Return code for `function` that calls `scoped` with all that it gets.

    The code of a function can name what is in its module and in its closure, and both
    belong to somebody else. What it is to call is therefore one of its constants.
    """
    code, own = _pattern.__code__, function.__code__
    constants = tuple(scoped if c == _PATTERN else c for c in code.co_consts)
    return code.replace(
        co_consts=constants,
        co_name=own.co_name,
        co_qualname=own.co_qualname,
        co_flags=code.co_flags | (own.co_flags & _KINDS),
        co_freevars=own.co_freevars,
    )


def _pattern(*args: Any, **kwargs: Any) -> Any:
    scoped: Any = "what is called"
    return scoped(*args, **kwargs)


_PATTERN: Final = "what is called"


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
    module = getattr(function, "__module__", None)
    path = getattr(function, "__qualname__", None) or getattr(function, "__name__", "")
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
