"""What a shell completes when somebody presses TAB, by argcomplete.

No program is imported for that: it would run code at a key. The names of its targets are
read in the schema beside it, which `argscope schema` wrote.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

ENDING: Final = ".schema.json"
_FILES: Final = ("toml", "json", "yaml", "yml")


def complete(parser: argparse.ArgumentParser) -> None:
    """Tell the shell that asks what may follow, and end the process.

    Without argcomplete, do nothing.
    """
    try:
        library: Any = import_module("argcomplete")
    except ModuleNotFoundError:
        return
    for action in _actions(parser):
        if "--set" in action.option_strings:
            action.completer = _assignments  # type: ignore[attr-defined]  # its way
        elif "--settings" in action.option_strings:
            action.completer = library.FilesCompleter(_FILES)  # type: ignore[attr-defined]
    library.autocomplete(parser)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)


def _assignments(
    prefix: str, parsed_args: argparse.Namespace, **_others: Any
) -> list[str]:
    """Return what `target.argument=value` may begin with `prefix`."""
    schema = _schema(parsed_args)
    name, equals, _ = prefix.partition("=")
    if equals:
        target, _, argument = name.rpartition(".")
        values = _values(_arguments(schema, target).get(argument, {}))
        return [f"{name}={value}" for value in values]
    targets = [t for t in schema.get("properties", {}) if _arguments(schema, t)]
    begun = [target for target in targets if prefix.startswith(f"{target}.")]
    left = begun or [target for target in targets if target.startswith(prefix)]
    if len(left) > 1:
        return [f"{target}." for target in left]
    return [f"{t}.{argument}=" for t in left for argument in _arguments(schema, t)]


def _schema(options: argparse.Namespace) -> dict[str, Any]:
    """Return the schema of the program that was typed; an empty one if there is none."""
    module = getattr(options, "module", None)
    programs = getattr(options, "programs", None) or [""]
    stem = Path(module.rpartition(".")[2]) if module else Path(programs[0])
    try:
        found = json.loads(stem.with_suffix(ENDING).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _arguments(schema: dict[str, Any], target: str) -> dict[str, Any]:
    key = schema.get("properties", {}).get(target, {}).get("$ref", "")
    table = schema.get("definitions", {}).get(key.removeprefix("#/definitions/"), {})
    arguments: dict[str, Any] = table.get("properties", {})
    return arguments


def _values(argument: dict[str, Any]) -> Iterator[str]:
    """Yield the values that a schema names: choices, and the default."""
    for kind in argument.get("anyOf", [argument]):
        if kind.get("type") == "boolean":
            yield from ("true", "false")
        yield from map(str, kind.get("enum", ()))
    if isinstance(argument.get("default"), int | float) and "anyOf" in argument:
        yield json.dumps(argument["default"])
