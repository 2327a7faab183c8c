"""Names of targets that are not there yet.

A file may be read before the modules are imported that define what it names. Such names
stay in the scope as they were written, and mean the target once there is one: a short
name is then a key between `*`, which stands for more targets, and the target's own.

A scope keeps in `_late` the keys that something was not known of when they were read: the
target itself, an argument for all targets, or a target that is a value.

Imported for scopes with late names, and only for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, final

from argscope._base.origin import Origin
from argscope._core.checking import checked
from argscope._core.names import called, is_called, is_short, known_names
from argscope._core.target import Target
from argscope.errors import UnknownTargetError


@final
class LateTarget:
    """A value of a scope: the target of this name, once there is one."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LateTarget) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"@{self.name}"

    def __reduce__(self) -> tuple[type[LateTarget], tuple[str]]:
        return LateTarget, (self.name,)


@final
class Unchecked:
    """A value for a target that is not there yet, whatever its annotation will say."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unchecked) and bool(self.value == other.value)

    def __hash__(self) -> int:
        return hash(Unchecked)

    def __repr__(self) -> str:
        return repr(self.value)

    def __reduce__(self) -> tuple[type[Unchecked], tuple[Any]]:
        return Unchecked, (self.value,)


def short_names(late: Iterable[str], target: Target, origin_of: Any) -> list[str]:
    """Return those of the `late` keys that are short names of a target, the shorter first.

    Args:
        late: Keys of a scope.
        target: The target.
        origin_of: Returns the place where something was set for a key.

    Raises:
        UnknownTargetError: Another target has one of the names too.
    """
    names = [k for k in late if is_short(k) and is_called(target.key, k)]
    for name in names:
        called(name, origin_of(name))
    return sorted(names, key=len)


def arrived(value: Any, origin: Origin, target: Target | None, name: str) -> Any:
    """Return a value of a scope with the targets in the place of their names.

    Args:
        value: The value.
        origin: Where it was set.
        target: What takes it as the argument `name`; None if it is set for any target.
        name: The argument.

    Raises:
        UnknownTargetError: A target is still not there, or several have the name.
        ScopeDataError: It is of another type than the argument is annotated with.
    """
    if isinstance(value, Unchecked):
        return _named(value.value, origin)
    value = _named(value, origin)
    if target is None or not origin.is_outside:
        return value
    return checked(target, name, value, origin)


def _named(value: Any, origin: Origin) -> Any:
    if isinstance(value, LateTarget):
        target = called(value.name, origin)
        if target is None:
            raise UnknownTargetError.about(
                value.name, known=known_names(), origin=origin
            )
        return target.public
    if not any(names_in(value)):
        return value
    if isinstance(value, dict):
        return {key: _named(item, origin) for key, item in value.items()}
    return type(value)(_named(item, origin) for item in value)


def names_in(value: Any) -> Iterator[str]:
    """Yield the names of late targets in a value that was read."""
    if isinstance(value, LateTarget):
        yield value.name
    elif isinstance(value, Unchecked):
        yield from names_in(value.value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from names_in(item)
    elif type(value) in (list, tuple):
        for item in value:
            yield from names_in(item)
