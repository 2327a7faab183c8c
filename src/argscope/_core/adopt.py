"""`adopt`: functions and methods of others as targets, for every caller in the process.

A Python function is changed in itself: it gets code that calls a twin of what it was
through the scope. So all who hold it, under whatever name, hold the target. Of a function
that is written in C nothing can be changed; there, a view of it takes its place in the
module or class that it is an attribute of.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from types import MethodType
from typing import Any, Final, Self, final

from argscope._core.callable_view import ScopedCallable
from argscope._core.class_view import plain_class
from argscope._core.in_place import Place, place_of
from argscope._core.target import find_target


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
        places = [
            _ADOPTED.get(id(one)) or place_of(one)
            for one in map(_plain, (function, *more))
            if id(one) in _ADOPTED or find_target(one) is None
        ]
        adoption = Adoption()
        for place in places:
            adoption._add(place)
    return adoption


@final
class Adoption:
    """What `adopt` returned; at the end of a `with` block it is undone."""

    def __init__(self) -> None:
        self._places: list[Place] = []

    def _add(self, place: Place) -> None:
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


_LOCK: Final = RLock()
_ADOPTED: Final[dict[int, Place]] = {}
"""What is adopted now, by the address of the function, which it keeps alive."""


def _plain(function: Any) -> Any:
    """Return the function itself, of a view or a bound method of one."""
    if type(function) is MethodType:
        function = function.__func__
    if isinstance(function, ScopedCallable):
        return function.__wrapped__
    return plain_class(function)
