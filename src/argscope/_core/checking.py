"""Values from outside of a program are what the arguments are annotated with, or refused."""

from __future__ import annotations

import re
from enum import Enum
from itertools import starmap, zip_longest
from typing import Any, Final

from argscope._base.markers import DEFAULT
from argscope._base.origin import Origin
from argscope._core.annotations import UNTOLD, annotation_of
from argscope._core.data_errors import unfit
from argscope._core.fitting import UnfitError, choices, fitted
from argscope._core.target import Target, target_by_key
from argscope.errors import suggestion

# What stands between quotes is kept.
_MODULES: Final = re.compile(r"('[^']*')|(?:[\w<>]+\.)+(?=\w)")
_SWITCHES: Final = ("true", "false", "yes", "no", "on", "off")


def checked(target: Target, name: str, value: Any, origin: Origin) -> Any:
    """Return a value as the argument of a target takes it.

    Raises:
        ScopeDataError: It is of another type than the argument is annotated with.
    """
    own = target.parameters.defaults.get(name, DEFAULT)
    if value is DEFAULT or value is own:  # such as `size: int = None`
        return value
    expected = annotation_of(target.function, name)
    if expected is UNTOLD:
        return _like(own, value)
    try:
        return fitted(value, expected)
    except UnfitError:
        raise unfit(
            f"{target.name} takes {name}: {_shown(expected)}",
            value,
            hint=_hint(value, expected),
            origin=origin,
            allowed=tuple(choices(expected)),
        ) from None


def _like(own: Any, value: Any) -> Any:
    """Return a list as a tuple where an argument's own default is one."""
    if type(own) is not tuple or type(value) is not list:
        return value
    return tuple(starmap(_like, zip_longest(own[: len(value)], value)))


def suited(target: Target, name: str, value: Any) -> Any:
    """Return a value as the argument takes it, or as it is if it is of another type."""
    try:
        return fitted(value, annotation_of(target.function, name))
    except UnfitError:
        return value


def with_names(value: Any, key: str, name: str) -> Any:
    """Return a value with the names of members of enumerations, and lists for sets.

    That is if the annotation of the argument says what they stand for; else the value.
    """
    written = _with_names(value)
    target = target_by_key(key)
    if target is None:
        return value
    return written if suited(target, name, written) == value else value


def _with_names(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    if type(value) in (set, frozenset):
        return sorted(map(_with_names, value), key=repr)
    if type(value) in (list, tuple):
        return type(value)(map(_with_names, value))
    if type(value) is dict:
        return {_with_names(k): _with_names(item) for k, item in value.items()}
    return value


def _shown(expected: Any) -> str:
    """Return a type as one writes it, without the modules."""
    if isinstance(expected, type) and not hasattr(expected, "__args__"):
        return expected.__name__
    return _MODULES.sub(lambda found: found[1] or "", str(expected))


def _hint(value: Any, expected: Any) -> str:
    """Return what to write instead, if that can be guessed."""
    if not isinstance(value, str):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        as_text = isinstance(value, bool | int | float) and _fits(text, expected)
        return f' Write "{text}", in quotes.' if as_text else ""
    allowed = {each.casefold(): each for each in choices(expected)}
    close = suggestion(allowed.get(value.casefold(), value), allowed.values())
    return close or _without_quotes(value, expected)


def _without_quotes(text: str, expected: Any) -> str:
    on = True
    if text.casefold() in _SWITCHES and _fits(on, expected):
        return " Write true or false."
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        if _fits(number, expected):
            return f" Write {number}, without quotes."
    return ""


def _fits(value: Any, expected: Any) -> bool:
    try:
        fitted(value, expected)
    except UnfitError:
        return False
    return True
