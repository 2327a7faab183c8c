"""Scopes as plain data, for TOML, JSON and YAML files.

    {"package.module:conv2d": {"padding": "SAME", "normalizer_fn": {"$target": "m:f"}}}

A value that is not plain is a dict with one key that starts with a dollar sign.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from argscope._base.markers import DEFAULT
from argscope._base.origin import UNKNOWN
from argscope._core.checking import with_names
from argscope._core.late import LateTarget, Unchecked
from argscope._core.settings import Settings, defaults_in
from argscope._core.strength import Strength
from argscope._core.target import find_target
from argscope.errors import ScopeDataError

if TYPE_CHECKING:
    from argscope._base.origin import Origin

TARGET: Final = "$target"
OWN_DEFAULT: Final = "$default"
NONE: Final = "$none"
"""`None`, for formats that have no null."""
UNCHECKED: Final = "$unchecked"
"""Around a value that is taken though it is not of the type of the argument."""

MARKS: Final = {f"${strength}": strength for strength in Strength if strength}

Data = dict[str, dict[str, Any]]
Places = Mapping[tuple[str, ...], "Origin"]
"""Where targets and arguments stand, by target, or target and argument, as written."""

NOWHERE: Final[Places] = {}


class Part(NamedTuple):
    """Plain data that a scope can be read from.

    Attributes:
        data: Arguments and values by target, if it is what it should be.
        places: Where each of them stands, as far as that is known.
        origin: Where it stands as a whole.
    """

    data: Any
    places: Places
    origin: Origin


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
        value = with_names(change(default.value), default.key, name)
        plain = _plain(value, where=name, origin=default.origin)
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
    if isinstance(value, LateTarget):
        return {TARGET: value.name}
    if isinstance(value, Unchecked):
        return {UNCHECKED: _plain(value.value, where=where, origin=origin)}
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
