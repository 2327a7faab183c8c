"""Scopes as plain data, for TOML, JSON and YAML files.

    {"package.module:conv2d": {"padding": "SAME", "normalizer_fn": {"$target": "m:f"}}}

A value that is not plain is a dict with one key that starts with a dollar sign.
Reading looks names up among the scoped callables of the program; it never imports.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from argscope._base.markers import ANY_KEY, DEFAULT
from argscope._base.origin import UNKNOWN, Origin
from argscope._core.settings import Settings, Strengths, defaults_in
from argscope._core.strength import PLAIN, Strength
from argscope._core.target import Target, all_targets, find_target, target_by_key
from argscope.errors import ScopeDataError, UnknownArgumentError, UnknownTargetError

if TYPE_CHECKING:
    from argscope._base.origin import Origin

TARGET: Final = "$target"
OWN_DEFAULT: Final = "$default"
NONE: Final = "$none"
"""`None`, for formats that have no null."""

MARKS: Final = {f"${strength}": strength for strength in Strength if strength}

Data = dict[str, dict[str, Any]]
Places = Mapping[tuple[str, str], "Origin"]
"""Where defaults stand, by target and argument as they were written."""

NOWHERE: Final[Places] = {}
Change = Callable[[Any], Any]


def write_data(settings: Settings, change: Change = lambda value: value) -> Data:
    """Return the settings of a scope as plain data.

    Args:
        settings: The settings.
        change: Called on each value first, for values that others give a form in a file.
    """
    data: Data = {}
    for default in defaults_in(settings):
        name = default.name
        plain = _plain(change(default.value), where=name, origin=default.origin)
        own = data.setdefault(default.key, {})
        own[name] = {f"${default.strength}": plain} if default.strength else plain
    return data


def plain_value(value: Any) -> Any:
    """Return the form of one value in a file.

    Raises:
        ScopeDataError: It has none.
    """
    return _plain(value, where="a value", origin=UNKNOWN)


def _plain(value: Any, *, where: str, origin: Origin) -> Any:
    if value is None or type(value) in (bool, int, float, str):
        return value
    if value is DEFAULT:
        return {OWN_DEFAULT: True}
    target = find_target(value)
    if target is not None:
        return {TARGET: target.key}
    if type(value) in (list, tuple):
        items = enumerate(value)
        return type(value)(
            _plain(item, where=f"{where}[{i}]", origin=origin) for i, item in items
        )
    if isinstance(value, dict) and all(_is_plain_key(key) for key in value):
        return {
            key: _plain(item, where=f"{where}[{key!r}]", origin=origin)
            for key, item in value.items()
        }
    raise ScopeDataError.unwritable(value, where=where, origin=origin)


def _is_plain_key(key: object) -> bool:
    return isinstance(key, str) and not key.startswith("$")


class Written(NamedTuple):
    """What was read from plain data."""

    settings: Data
    strengths: Strengths
    origins: dict[str, dict[str, Origin]]


def read_data(
    data: Mapping[str, Any],
    reader: str,
    *,
    decode: bool,
    origin: Origin = UNKNOWN,
    places: Places = NOWHERE,
) -> Written:
    """Return the checked settings in `data`, how strong they are, and where they stand.

    Args:
        data: Arguments and values by target.
        reader: What was called, for the errors.
        decode: Whether targets may have short names and values may be encoded. If not,
            keys are full keys and values are taken as they are.
        origin: Where it was called, for the errors.
        places: Where each default stands, by target and argument, if that is known.
    """

    def require(given: object, kind: type, where: str, expected: str) -> None:
        if not isinstance(given, kind):
            raise ScopeDataError.unexpected(
                reader,
                given,
                where=where,
                expected=expected,
                hint=_hint(given),
                origin=origin,
            )

    require(data, Mapping, "at the top", "a mapping of targets")
    settings: Data = {}
    strengths: dict[tuple[str, str], Strength] = {}
    origins: dict[str, dict[str, Origin]] = {}
    for written, own in data.items():
        where = f"for {written!r}"
        require(written, str, "at the top", "names of targets")
        require(own, Mapping, where, "a mapping of arguments")
        table = next(
            (places[written, n] for n in own if (written, n) in places), origin
        )
        target = _find(written, table) if decode else _exact(written, reader, origin)
        key = ANY_KEY if target is None else target.key
        for name, value in own.items():
            require(name, str, where, "names of arguments")
            set_by = places.get((written, name), origin)
            check_argument(name, target, caller=reader, origin=set_by)
            # The interpreter matches keywords by identity first; text from a file is
            # not interned, and would cost several times as much at every call.
            name = sys.intern(name)  # noqa: PLW2901
            kept, strength = _decoded(value) if decode else (value, PLAIN)
            settings.setdefault(key, {})[name] = kept
            # Where a mapping was written, nobody knows.
            place = places.get((written, name), UNKNOWN)
            origins.setdefault(key, {})[name] = place
            if strength:
                strengths[key, name] = strength
    return Written(settings, strengths, origins)


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


def check_argument(
    name: str,
    target: Target | None,
    *,
    origin: Origin = UNKNOWN,
    caller: str = "arg_scope",
    beside: object = None,
) -> None:
    """Raise an error unless `target` (None: any target) takes the argument `name`.

    `beside` is what else it is set for, as it was given to `arg_scope`.
    """
    if target is not None:
        if target.parameters.accept(name):
            return
        allowed, title = target.parameters.names, target.name
    else:
        allowed = {n: None for t in all_targets() for n in t.parameters.names}
        title = None
        if name in allowed:
            return
    raise UnknownArgumentError.about(
        name,
        target=title,
        allowed=allowed,
        origin=origin,
        caller=caller,
        hint=_taken_by_another(name, beside),
    )


def _taken_by_another(name: str, entries: object) -> str:
    """Return what to write if another entry takes the argument; nothing if none does."""
    if not isinstance(entries, list | tuple):
        return ""
    targets = [t for t in map(find_target, entries) if t is not None]
    takers = [t.name for t in targets if t.parameters.accept(name)]
    if not takers:
        return ""
    only = takers[0].removesuffix("()")
    return f"But {takers[0]} does: write partial({only}, {name}=...) in the list."


def _exact(key: str, reader: str, origin: Origin) -> Target | None:
    """Return the target with this key; None for `*`."""
    if key == ANY_KEY:
        return None
    target = target_by_key(key)
    if target is not None:
        return target
    if called := targets_called(key):
        full = _only(called, key).key
        raise UnknownTargetError.short(key, full=full, reader=reader, origin=origin)
    raise UnknownTargetError.about(key, known=_known(), origin=origin)


def _find(written: str, origin: Origin = UNKNOWN) -> Target | None:
    """Return the target with this key, or the only one with this short name."""
    if written == ANY_KEY:
        return None
    target = target_by_key(written)
    if target is not None:
        return target
    if called := targets_called(written):
        return _only(called, written)
    raise UnknownTargetError.about(written, known=_known(), origin=origin)


def targets_called(short: str) -> list[Target]:
    """Return the targets with this short name."""
    ends = f":{short}", f".{short}"
    return [t for t in all_targets() if f":{t.key.partition(':')[2]}".endswith(ends)]


def _only(targets: list[Target], name: str) -> Target:
    if len(targets) > 1:
        matches = sorted(target.key for target in targets)
        raise UnknownTargetError.ambiguous(name, matches=matches)
    return targets[0]


def _known() -> list[str]:
    return sorted(target.key for target in all_targets())


def _decoded(written: Any) -> tuple[Any, Strength]:
    """Return what is written, and how strong it is; what has no mark is plain."""
    if isinstance(written, dict) and len(written) == 1:
        ((mark, marked),) = written.items()
        if mark in MARKS:
            return _value(marked), MARKS[mark]
    return _value(written), PLAIN


def _value(written: Any) -> Any:
    if isinstance(written, list | tuple):
        return type(written)(_value(item) for item in written)
    if not isinstance(written, dict):
        return written
    if written.keys() == {OWN_DEFAULT}:
        return DEFAULT
    if written.keys() == {NONE}:
        return None
    if written.keys() == {TARGET}:
        name = written[TARGET]
        target = _find(name) if isinstance(name, str) else None
        if target is None:
            raise _bad_value(
                name, where=f"after {TARGET}", expected="the name of a target"
            )
        return target.public
    for key in written:
        if isinstance(key, str) and key.startswith("$"):
            marks = " or ".join(MARKS)
            expected = (
                f"{TARGET}, {OWN_DEFAULT}, {NONE}, or {marks} around the whole value"
            )
            raise _bad_value(key, where="in a value", expected=expected)
    return {key: _value(item) for key, item in written.items()}


def _bad_value(given: object, *, where: str, expected: str) -> ScopeDataError:
    return ScopeDataError.unexpected(
        "ArgScope.from_dict",
        given,
        where=where,
        expected=expected,
        hint=f'Write {{"{TARGET}": "module:function"}} for a scoped callable.',
    )
