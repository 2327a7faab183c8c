"""Command line options made of the fields of a configuration's dataclass."""

from __future__ import annotations

import argparse
import types
import typing
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, Final

from argscope.cli._parser import number, whole_number

_READ: Final = {int: whole_number, float: number, str: str, Path: Path}
_METAVARS: Final = {int: "INT", float: "FLOAT", str: "NAME", Path: "PATH"}


def add_option(group: Any, field: Field[Any], kind: Any, text: str) -> None:
    """Add `--the-name` of a field to a group of options.

    An option that is not given is not in the parsed namespace: the dataclass has the
    defaults.

    Args:
        group: A parser, or a group of its options.
        field: The field.
        kind: Its type, as `types_of` tells it: `int`, `float`, `str`, `Path`, `bool`,
            or `tuple[str, ...]`.
        text: What it is for.
    """
    option = f"--{field.name.replace('_', '-')}"
    common = {"dest": field.name, "default": argparse.SUPPRESS, "help": text}
    if kind is bool:
        group.add_argument(option, action="store_true", **common)
    elif typing.get_origin(kind) is tuple:
        group.add_argument(option, nargs="+", metavar="SCOPE", **common)
    else:
        group.add_argument(option, type=_READ[kind], metavar=_METAVARS[kind], **common)


def types_of(config: type) -> dict[str, Any]:
    """Return the type of each field, without a `None` that it may be."""
    hints = typing.get_type_hints(config)
    return {field.name: _without_none(hints[field.name]) for field in fields(config)}


def default_text(field: Field[Any]) -> str:
    """Return the default of a field for a help text; empty if there is none to tell."""
    untold = (MISSING, None, (), False)
    return "" if any(field.default is each for each in untold) else f"{field.default}"


def _without_none(kind: Any) -> Any:
    if isinstance(kind, types.UnionType):
        (kind,) = (each for each in typing.get_args(kind) if each is not type(None))
    return kind
