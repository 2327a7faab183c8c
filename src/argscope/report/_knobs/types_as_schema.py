"""Types of Python as JSON Schema: those that values from files are checked against."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, Final

from argscope._core.data import NONE

Schema = dict[str, Any]

ANYTHING: Final[Schema] = {}
NULL: Final[Schema] = {
    # TOML has no null, and so has a mark in its place.
    "anyOf": [{"type": "null"}, {"$ref": "#/definitions/none"}]
}
_PLAIN: Final[Mapping[Any, Schema]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    None: NULL,
    types.NoneType: NULL,
}
_LISTS: Final = (list, set, frozenset)


def type_as_schema(kind: Any) -> Schema:
    """Return the schema of values of a type; `{}` for one that takes any value.

    Example:
        >>> from argscope.report._knobs.types_as_schema import type_as_schema
        >>> type_as_schema(list[int])
        {'type': 'array', 'items': {'type': 'integer'}}
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return any_of(type_as_schema(each) for each in arguments)
    if origin is typing.Literal:
        return _one_of(arguments)
    if origin is typing.Annotated:
        return type_as_schema(arguments[0])
    if isinstance(kind, typing.NewType):
        return type_as_schema(kind.__supertype__)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _one_of(tuple(kind))
    return _container(origin or kind, arguments)


def _container(kind: Any, inner: tuple[Any, ...]) -> Schema:
    if kind is tuple and inner and inner[-1] is not ...:
        items, count = [type_as_schema(each) for each in inner], len(inner)
        return {"type": "array", "items": items, "minItems": count, "maxItems": count}
    if kind is tuple or kind in _LISTS:
        return {"type": "array", "items": type_as_schema((*inner, Any)[0])}
    if kind is dict:
        values = type_as_schema(inner[1] if inner else Any)
        return {"type": "object", "additionalProperties": values}
    try:
        return _PLAIN.get(kind, ANYTHING)
    except TypeError:  # an annotation may be anything
        return ANYTHING


def _one_of(members: tuple[Any, ...]) -> Schema:
    """Return the schema of members of an enumeration, by their names, or of a Literal."""
    values = [each.name if isinstance(each, Enum) else each for each in members]
    plain = [value for value in values if type(value) in (bool, int, str)]
    return any_of([{"enum": plain}, *([NULL] if None in values else [])])


def any_of(schemas: Iterable[Schema]) -> Schema:
    """Return the schema of what one of the schemas takes."""
    flat: list[Schema] = []
    for schema in schemas:
        parts = schema["anyOf"] if schema.keys() == {"anyOf"} else [schema]
        flat += [part for part in parts if part not in flat]
    if ANYTHING in flat:
        return ANYTHING
    return flat[0] if len(flat) == 1 else {"anyOf": flat}


def definitions() -> dict[str, Schema]:
    """Return what the schemas of types refer to."""
    return {
        "none": {
            "description": "None, for which TOML has no form.",
            "type": "object",
            "properties": {NONE: {"enum": [True]}},
            "required": [NONE],
            "additionalProperties": False,
        }
    }
