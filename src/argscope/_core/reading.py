"""Scopes read from plain data.

Names are looked up among the scoped callables of the program: nothing is imported.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from argscope._base.markers import ANY_KEY, DEFAULT
from argscope._base.origin import COMMAND_LINE, UNKNOWN, Origin
from argscope._core.arguments import any_takes, check_argument
from argscope._core.checking import checked, suited, with_names
from argscope._core.data import (
    MARKS,
    NONE,
    NOWHERE,
    OWN_DEFAULT,
    TARGET,
    UNCHECKED,
    Data,
    Places,
    plain_value,
)
from argscope._core.data_errors import named_twice
from argscope._core.late import LateTarget, Unchecked, names_in
from argscope._core.names import called, known_names, only, sole, targets_called
from argscope._core.settings import Strengths
from argscope._core.strength import PLAIN, Strength
from argscope._core.target import Target, find_target, target_by_key
from argscope.errors import ScopeDataError, UnknownTargetError


class Written(NamedTuple):
    """What was read from plain data: what a scope is made of."""

    settings: Data
    origins: dict[str, dict[str, Origin]]
    strengths: Strengths
    late: frozenset[str]


def read_data(
    data: Mapping[str, Any],
    reader: str,
    *,
    decode: bool,
    late: bool = False,
    origin: Origin = UNKNOWN,
    places: Places = NOWHERE,
) -> Written:
    """Return the checked settings in `data`, how strong they are, and where they stand.

    Args:
        data: Arguments and values by target.
        reader: What was called, for the errors.
        decode: Whether targets may have short names and values may be encoded. If not,
            keys are full keys and values are taken as they are.
        late: Whether a target that is not there may still come.
        origin: Where it was called, for the errors.
        places: Where each default stands, by target and argument, if that is known.
    """
    reading = _Reading(reader, decode=decode, late=late, origin=origin, places=places)
    reading.read(data)
    return Written(
        reading.settings,
        reading.origins,
        reading.strengths,
        frozenset(reading.late_keys),
    )


def taken_again(data: Data) -> Data:
    """Return data for a file such that reading it refuses no value.

    A program can set what its own annotations do not say.
    """
    return {
        key: {name: _taken_again(key, name, value) for name, value in own.items()}
        for key, own in data.items()
    }


def argument_form(key: str, name: str, value: Any) -> Any:
    """Return the form that a value of an argument has in a file, for `taken_again`.

    What is a list comes back as one, also where the argument's own default is a tuple.

    Raises:
        ScopeDataError: It has none.
    """
    plain = plain_value(with_names(value, key, name))
    return _taken_again(key, name, plain, lists_stay=type(value) is list)


def _taken_again(key: str, name: str, written: Any, *, lists_stay: bool = False) -> Any:
    reading = _Reading("", decode=True, late=True, origin=COMMAND_LINE, places=NOWHERE)
    plain, strength = reading.unmarked(written)
    target = None if key == ANY_KEY else sole(key)
    try:
        value = reading.typed_value(target, key, name, plain, COMMAND_LINE)
        is_taken = not lists_stay or type(value) is list
    except ScopeDataError:
        is_taken = False
    plain = plain if is_taken else {UNCHECKED: plain}
    return {f"${strength}": plain} if strength else plain


class _Reading:
    """Plain data that is being read."""

    def __init__(
        self, reader: str, *, decode: bool, late: bool, origin: Origin, places: Places
    ) -> None:
        self.reader = reader
        self.decode = decode
        self.late = late
        self.origin = origin
        self.places = places
        self.settings: Data = {}
        self.origins: dict[str, dict[str, Origin]] = {}
        self.strengths: dict[tuple[str, str], Strength] = {}
        self.late_keys: set[str] = set()
        self.names: dict[str, str] = {}  # of targets, as they were written, by key

    def place(self, *keys: str) -> Origin:
        """Return where a target or an argument stands, as near as is known."""
        return self.places.get(keys, self.origin)

    def require(
        self, given: object, kind: type, where: str, expected: str, *keys: str
    ) -> None:
        if not isinstance(given, kind):
            raise ScopeDataError.unexpected(
                self.reader,
                given,
                where=where,
                expected=expected,
                hint=_hint(given),
                origin=self.place(*keys),
            )

    def read(self, data: Mapping[str, Any]) -> None:
        self.require(data, Mapping, "at the top", "a mapping of targets")
        for written, own in data.items():
            where = f"for {written!r}"
            self.require(written, str, "at the top", "names of targets")
            self.require(own, Mapping, where, "a mapping of arguments", written)
            self.read_table(written, own)

    def read_table(self, written: str, own: Mapping[str, Any]) -> None:
        target = self.target(written, self.place(written))
        # What has no target is `*`, or the name of one still to come.
        key = written if target is None else target.key
        if key in self.names:
            names = self.names[key], written
            raise named_twice(self.reader, key, names, self.place(written))
        self.names[key] = written
        for name, value in own.items():
            where = f"for {written!r}"
            self.require(name, str, where, "names of arguments", written)
            self.check(name, target, key, self.place(written, name))
            # Where a mapping was written, nobody knows.
            place = self.places.get((written, name), UNKNOWN)
            # The interpreter matches keywords by identity first; text from a file is
            # not interned, and would cost several times as much at every call.
            self.read_value(target, key, sys.intern(name), value, place)

    def read_value(
        self, target: Target | None, key: str, name: str, value: Any, place: Origin
    ) -> None:
        if self.decode:
            value, strength = self.unmarked(value)
            if strength:
                self.strengths[key, name] = strength
            value = self.typed_value(target, key, name, value, place)
        self.settings.setdefault(key, {})[name] = value
        self.origins.setdefault(key, {})[name] = place

    def target(self, written: str, origin: Origin) -> Target | None:
        """Return the target with this name; None for `*`, and if it may still come."""
        if written == ANY_KEY:
            return None
        if not self.decode:
            return self.exact(written, origin)
        target = called(written, origin)
        if target is not None or self.late:
            return target
        raise UnknownTargetError.about(written, known=known_names(), origin=origin)

    def exact(self, key: str, origin: Origin) -> Target:
        target = target_by_key(key)
        if target is not None:
            return target
        named = only(targets_called(key), key, origin)
        if named is not None:
            raise UnknownTargetError.short(
                key, full=named.key, reader=self.reader, origin=origin
            )
        raise UnknownTargetError.about(key, known=known_names(), origin=origin)

    def check(self, name: str, target: Target | None, key: str, origin: Origin) -> None:
        """Refuse an argument that is not taken, unless what takes it may still come."""
        if self.late and target is None and not (key == ANY_KEY and any_takes(name)):
            self.late_keys.add(key)
        else:
            check_argument(name, target, caller=self.reader, origin=origin)

    def unmarked(self, written: Any) -> tuple[Any, Strength]:
        """Return what is marked, and how strong it is; what has no mark is plain."""
        mark = next(iter(written)) if isinstance(written, dict) and written else None
        if mark in MARKS and len(written) == 1:
            return written[mark], MARKS[mark]
        return written, PLAIN

    def typed_value(
        self, target: Target | None, key: str, name: str, written: Any, place: Origin
    ) -> Any:
        """Return a value of the type of the argument, if that is known by now."""
        is_free = isinstance(written, dict) and written.keys() == {UNCHECKED}
        value = self.value(written[UNCHECKED] if is_free else written, place)
        if any(names_in(value)):
            self.late_keys.add(key)
        elif target is not None and not is_free:
            if not place.is_outside:
                return suited(target, name, value)
            return checked(target, name, value, place)
        is_late = key in self.late_keys
        return Unchecked(value) if is_free and is_late else value

    def value(self, written: Any, place: Origin) -> Any:
        if isinstance(written, list | tuple):
            return type(written)(self.value(item, place) for item in written)
        if not isinstance(written, dict):
            return written
        if written.keys() == {OWN_DEFAULT}:
            return DEFAULT
        if written.keys() == {NONE}:
            return None
        if written.keys() == {TARGET}:
            return self.named(written[TARGET], place)
        for key in written:
            if isinstance(key, str) and key.startswith("$"):
                marks = " or ".join(MARKS)
                expected = f"{TARGET}, {OWN_DEFAULT}, {NONE}, or {marks} around the whole value"
                raise self.bad_value(key, "in a value", expected, place)
        return {key: self.value(item, place) for key, item in written.items()}

    def named(self, name: Any, place: Origin) -> Any:
        """Return the callable that a value names, or what stands for one to come."""
        if not isinstance(name, str) or name == ANY_KEY:
            where = f"after {TARGET}"
            raise self.bad_value(name, where, "the name of a target", place)
        target = self.target(name, place)
        return LateTarget(name) if target is None else target.public

    def bad_value(
        self, given: object, where: str, expected: str, place: Origin
    ) -> ScopeDataError:
        return ScopeDataError.unexpected(
            self.reader,
            given,
            where=where,
            expected=expected,
            hint=f'Write {{"{TARGET}": "module:function"}} for a scoped callable.',
            origin=place,
        )


def _hint(given: object) -> str:
    """Return what to write in the place of what was given."""
    target = find_target(given)
    if target is not None:
        return f"Write its full name, {target.key!r}."
    if isinstance(given, str):
        return (
            "Read a file first: json.load(), tomllib.load() or yaml.safe_load() return "
            "a mapping."
        )
    if hasattr(given, "__enter__"):
        return "Enter it, `with arg_scope(...) as scope:`, and give the scope."
    return 'Write {"module:function": {"argument": value}}.'
