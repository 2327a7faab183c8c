"""Types of Python as JSON Schema, as far as a value in a file can be of them."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from argscope._core.data import TARGET

Schema = dict[str, Any]

ANYTHING: Final[Schema] = {}
NULL: Final[Schema] = {
    # TOML has no null, and so has a mark in its place.
    "anyOf": [{"type": "null"}, {"$ref": "#/definitions/none"}]
}
_TARGET: Final[Schema] = {"$ref": "#/definitions/target"}
_PLAIN: Final[Mapping[Any, Schema]] = {
    # A bool is an int for Python, but whoever writes `true` for a number is mistaken.
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    None: NULL,
    type(None): NULL,
    Callable: _TARGET,
}
_LISTS: Final = (list, Sequence, Iterable)


def type_as_schema(kind: Any) -> Schema:
    """Return the schema of values of a type; `{}` for what it cannot tell.

    Example:
        >>> from argscope.report._knobs.types_as_schema import type_as_schema
        >>> type_as_schema(list[int])
        {'type': 'array', 'items': {'type': 'integer'}}
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return any_of(type_as_schema(each) for each in arguments)
    if origin is typing.Literal:
        return _literal(arguments)
    if origin in (typing.Annotated, typing.Final):
        return type_as_schema(arguments[0])
    if origin is tuple or kind is tuple:
        return _tuple(arguments)
    found = origin or kind
    if found in _LISTS:
        return {"type": "array", "items": type_as_schema(*arguments or (Any,))}
    if found in (dict, Mapping):
        values = type_as_schema(arguments[1]) if len(arguments) == 2 else ANYTHING
        return {"type": "object", "additionalProperties": values}
    try:
        return _PLAIN.get(found, ANYTHING)
    except TypeError:  # an annotation may be anything
        return ANYTHING


def any_of(schemas: Iterable[Schema]) -> Schema:
    """Return the schema of what one of the schemas takes."""
    flat: list[Schema] = []
    for schema in schemas:
        parts = schema["anyOf"] if schema.keys() == {"anyOf"} else [schema]
        flat += [part for part in parts if part not in flat]
    if ANYTHING in flat:
        return ANYTHING
    return flat[0] if len(flat) == 1 else {"anyOf": flat}


def _literal(values: tuple[Any, ...]) -> Schema:
    plain = [value for value in values if type(value) in (bool, int, str)]
    return any_of([{"enum": plain}, *([NULL] if None in values else [])])


def _tuple(items: tuple[Any, ...]) -> Schema:
    if not items:
        return {"type": "array"}
    if items[-1] is ...:
        return {"type": "array", "items": type_as_schema(items[0])}
    count = len(items)
    kinds = [type_as_schema(each) for each in items]
    return {"type": "array", "items": kinds, "minItems": count, "maxItems": count}


def definitions() -> dict[str, Schema]:
    """Return what the schemas of types refer to."""
    return {
        "none": _mark("None, for which TOML has no form.", {"$none": {"enum": [True]}}),
        "target": _mark(
            "A scoped callable, by its name.", {TARGET: {"type": "string"}}
        ),
    }


def _mark(description: str, content: Schema) -> Schema:
    return {
        "description": description,
        "type": "object",
        "properties": content,
        "required": list(content),
        "additionalProperties": False,
    }
