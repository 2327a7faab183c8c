"""Scopes as plain data, for TOML, JSON and YAML files.

    {"package.module:conv2d": {"padding": "SAME", "normalizer_fn": {"$target": "m:f"}}}

A value that is not plain is a dict with one key that starts with a dollar sign.
Reading looks names up among the scoped callables of the program; it never imports.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from argscope._base.markers import ANY_KEY, DEFAULT
from argscope._base.origin import UNKNOWN, Origin
from argscope._core.settings import Forced, Settings, defaults_in
from argscope._core.target import Target, all_targets, find_target, target_by_key
from argscope.errors import ScopeDataError, UnknownArgumentError, UnknownTargetError

if TYPE_CHECKING:
    from argscope._base.origin import Origin

TARGET: Final = "$target"
FORCED: Final = "$forced"
OWN_DEFAULT: Final = "$default"

Data = dict[str, dict[str, Any]]
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
        own[name] = {FORCED: plain} if default.forced else plain
    return data


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


def read_data(data: Mapping[str, Any], *, decode: bool) -> tuple[Data, Forced]:
    """Return the checked settings in `data`, and which of them are forced.

    Args:
        data: Arguments and values by target.
        decode: Whether targets may have short names and values may be encoded. If not,
            keys are full keys and values are taken as they are.
    """
    reader = "ArgScope.from_dict" if decode else "ArgScope"
    _require(data, Mapping, reader, where="at the top", expected="a mapping of targets")
    settings: Data = {}
    forced: set[tuple[str, str]] = set()
    for written, own in data.items():
        where = f"for {written!r}"
        _require(written, str, reader, where="at the top", expected="names of targets")
        _require(own, Mapping, reader, where=where, expected="a mapping of arguments")
        target = _find(written) if decode else _exact(written)
        key = ANY_KEY if target is None else target.key
        for name, value in own.items():
            _require(name, str, reader, where=where, expected="names of arguments")
            check_argument(name, target, caller=reader)
            # The interpreter matches keywords by identity first; text from a file is
            # not interned, and would cost several times as much at every call.
            name = sys.intern(name)  # noqa: PLW2901
            if decode and isinstance(value, dict) and value.keys() == {FORCED}:
                forced.add((key, name))
                value = value[FORCED]  # noqa: PLW2901
            settings.setdefault(key, {})[name] = _value(value) if decode else value
    return settings, frozenset(forced)


def _require(
    given: object, kind: type, reader: str, *, where: str, expected: str
) -> None:
    if not isinstance(given, kind):
        raise ScopeDataError.unexpected(reader, given, where=where, expected=expected)


def check_argument(
    name: str,
    target: Target | None,
    *,
    origin: Origin = UNKNOWN,
    caller: str = "arg_scope",
) -> None:
    """Raise an error unless `target` (None: any target) takes the argument `name`."""
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
        name, target=title, allowed=allowed, origin=origin, caller=caller
    )


def _exact(key: str) -> Target | None:
    if key == ANY_KEY:
        return None
    target = target_by_key(key)
    if target is None:
        raise UnknownTargetError.about(key, known=_known())
    return target


def _find(written: str) -> Target | None:
    """Return the target with this key, or the only one with this short name."""
    if written == ANY_KEY or target_by_key(written) is not None:
        return _exact(written)
    matches = [
        target
        for target in all_targets()
        if f":{target.key.partition(':')[2]}".endswith((f":{written}", f".{written}"))
    ]
    if len(matches) > 1:
        raise UnknownTargetError.ambiguous(
            written, matches=sorted(t.key for t in matches)
        )
    return matches[0] if matches else _exact(written)


def _known() -> list[str]:
    return sorted(target.key for target in all_targets())


def _value(written: Any) -> Any:
    if isinstance(written, list | tuple):
        return type(written)(_value(item) for item in written)
    if not isinstance(written, dict):
        return written
    if written.keys() == {OWN_DEFAULT}:
        return DEFAULT
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
            expected = f"{TARGET}, {OWN_DEFAULT}, or {FORCED} around the whole value"
            raise _bad_value(key, where="in a value", expected=expected)
    return {key: _value(item) for key, item in written.items()}


def _bad_value(given: object, *, where: str, expected: str) -> ScopeDataError:
    return ScopeDataError.unexpected(
        "ArgScope.from_dict", given, where=where, expected=expected
    )
