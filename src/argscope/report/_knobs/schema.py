"""A JSON Schema of files of settings: what editors complete, show and check by.

Draft 4, the newest that taplo reads, and with it the TOML extension of VS Code; nothing
here means anything else in draft 7, which editors of JSON and YAML read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from argscope._base.markers import ANY_KEY, UNSET
from argscope._core.data import MARKS, OWN_DEFAULT, UNCHECKED
from argscope._core.scope_file import PRESETS
from argscope.report._knobs.facts import Knob, TargetKnobs
from argscope.report._knobs.types_as_schema import (
    ANYTHING,
    NULL,
    Schema,
    any_of,
    definitions,
    type_as_schema,
)

DRAFT: Final = "http://json-schema.org/draft-04/schema#"
_STRONGER: Final[Schema] = {"$ref": "#/definitions/stronger"}


def schema_of(targets: Sequence[TargetKnobs], program: str | None = None) -> Schema:
    """Return the schema of files of settings for these targets.

    Args:
        targets: The targets.
        program: The module that is the main one when the program runs.
    """
    names = {target.name: _reference(target.key) for target in targets}
    names[ANY_KEY] = _reference(ANY_KEY)
    tables: Schema = {
        "properties": names,
        # Other names are as good, but not worth to be offered.
        "patternProperties": {
            f"^({'|'.join(others)})$": _reference(target.key)
            for target in targets
            if (others := list(_other_names(target, program)))
        },
        "additionalProperties": False,
    }
    preset = {"type": "object", **tables}
    presets = {
        "type": "object",
        "additionalProperties": {"$ref": "#/definitions/preset"},
    }
    return {
        "$schema": DRAFT,
        "title": "Settings for argscope",
        "type": "object",
        **tables,
        "properties": {**names, PRESETS: presets},
        "definitions": {
            **{target.key: _table(target) for target in targets},
            ANY_KEY: _table_for_all(targets),
            "preset": preset,
            "stronger": _stronger(),
            **definitions(),
        },
    }


def _reference(key: str) -> Schema:
    # A pointer is part of an address: see RFC 6901.
    pointer = key.replace("~", "~0").replace("/", "~1")
    return {"$ref": f"#/definitions/{pointer}"}


def _other_names(target: TargetKnobs, program: str | None) -> Iterator[str]:
    """Yield patterns of the longer names by which settings may call a target."""
    module, _, name = target.key.partition(":")
    parts = name.split(".")
    ends = [".".join(parts[first:]) for first in range(len(parts))]
    longer = [each for each in (target.key, *ends) if len(each) > len(target.name)]
    main = [f"__main__:{name}"] if module == program else []
    for each in (*longer, *main):
        yield each.replace(".", "[.]")


def _table(target: TargetKnobs) -> Schema:
    return {
        **({"description": target.doc} if target.doc else {}),
        "type": "object",
        "properties": {knob.name: _argument(knob) for knob in target.knobs},
        "additionalProperties": target.takes_more,
    }


def _argument(knob: Knob) -> Schema:
    kind = type_as_schema(knob.type)
    # Many write `size: int = None`, and mean it.
    may_be = any_of([kind, *([NULL] if knob.plain is None else []), _STRONGER])
    about = knob.doc or knob.annotation
    return {
        **({"description": about} if about else {}),
        **({} if knob.plain in (UNSET, None) else {"default": knob.plain}),
        **may_be,
    }


def _table_for_all(targets: Iterable[TargetKnobs]) -> Schema:
    takers: dict[str, list[str]] = {}
    for target in targets:
        for knob in target.knobs:
            takers.setdefault(knob.name, []).append(target.name)
    return {
        "description": "Arguments of all targets that take them.",
        "type": "object",
        "properties": {
            name: {"description": f"For {', '.join(names)}."}
            for name, names in takers.items()
        },
        "additionalProperties": False,
    }


def _stronger() -> Schema:
    """Return the schema of what may stand for the value of any argument."""
    return {
        "description": "The own default, or a value of another strength or type.",
        "type": "object",
        "properties": {
            OWN_DEFAULT: {"enum": [True]},
            **dict.fromkeys((UNCHECKED, *MARKS), ANYTHING),
        },
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }
