"""Whether a value from a file fits what an argument is annotated with.

Asked about are plain types alone: `bool`, `int`, `float`, `str`, `None`, `Literal`,
enumerations, unions, and lists, tuples, sets and dicts of these. Any value fits another.

A value is taken as it is, but for what a file has no form for: an `int` where a `float`
is expected, a list where a tuple or a set is, and the name of a member of an enumeration.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from enum import Enum
from itertools import repeat
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, NewType, Union

_UNIONS: Final = (Union, UnionType)
_PLAIN: Final = (bool, int, float, str, NoneType)
_OF_ITEMS: Final = (list, tuple, set, frozenset)


class UnfitError(Exception):
    """A value is not one of a type."""


def fitted(value: Any, expected: Any) -> Any:
    """Return the value as one of the `expected` type.

    Raises:
        UnfitError: It is none.
    """
    kind, inner = _parts(expected)
    if kind in _UNIONS:
        return _of_union(value, inner)
    if kind is Literal:
        return _of_literal(value, inner)
    if _is_enum(kind):
        return _of_literal(value, tuple(kind))
    if kind in _OF_ITEMS:
        return _of_items(value, kind, inner)
    if kind is dict:
        return _of_dict(value, inner or (Any, Any))
    if kind is float and type(value) is int:
        return float(value)
    _require(kind not in _PLAIN or type(value) is kind)
    return value


def choices(expected: Any) -> Iterator[str]:
    """Yield the texts that a value of this type can be, where they can be listed."""
    kind, inner = _parts(expected)
    if kind in _UNIONS:
        for each in inner:
            yield from choices(each)
    elif kind is Literal or _is_enum(kind):
        for member in inner or kind:
            name = member.name if isinstance(member, Enum) else member
            if isinstance(name, str):
                yield name


def _parts(expected: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return what a type is made with, and of what."""
    if isinstance(expected, NewType):
        return _parts(expected.__supertype__)
    if (
        type(expected).__name__ == "TypeAliasType"
    ):  # `type X = ...`, from Python 3.12 on
        return _parts(expected.__value__)
    kind, inner = typing.get_origin(expected), typing.get_args(expected)
    if kind is Annotated:
        return _parts(inner[0])
    return (NoneType if expected is None else kind or expected), inner


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _require(fits: bool) -> None:
    if not fits:
        raise UnfitError


def _of_union(value: Any, members: tuple[Any, ...]) -> Any:
    """Return the value as it is if one of the members takes that, or as the first does."""
    found = []
    for member in members:
        try:
            found.append(fitted(value, member))
        except UnfitError:
            continue
    _require(bool(found))
    return next((each for each in found if each is value), found[0])


def _of_literal(value: Any, members: tuple[Any, ...]) -> Any:
    for member in members:
        given = member.name if isinstance(member, Enum) else member
        if value is member or (type(value) is type(given) and value == given):
            return member
    raise UnfitError


def _of_items(value: Any, kind: Any, inner: tuple[Any, ...]) -> Any:
    _require(type(value) in (kind, list))
    is_record = kind is tuple and inner and inner[-1] is not ...
    _require(not is_record or len(value) == len(inner))
    each = inner if is_record else repeat(inner[0] if inner else Any)
    items = [fitted(*pair) for pair in zip(value, each, strict=False)]
    if type(value) is kind and all(map(_is, items, value)):
        return value
    try:
        return kind(items)
    except TypeError:  # what cannot be in a set
        raise UnfitError from None


def _of_dict(value: Any, inner: tuple[Any, ...]) -> Any:
    _require(type(value) is dict)
    of_key, of_value = inner
    keys = [fitted(key, of_key) for key in value]
    values = [fitted(each, of_value) for each in value.values()]
    if all(map(_is, keys, value)) and all(map(_is, values, value.values())):
        return value
    return dict(zip(keys, values, strict=True))


def _is(one: Any, other: Any) -> bool:
    return one is other
