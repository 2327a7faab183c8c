"""The formats of files of settings: what reads and writes one, and who stands on which line.

What reads a format is the standard library or a library of the user's: nothing here knows
the grammar of one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, Final, NamedTuple

from argscope._core.file_errors import ScopeFileError, TwiceError
from argscope._core.toml_update import Tables, updated

Path = tuple[str, ...]
"""The keys that lead from the top of a file to a value."""

Lines = dict[Path, int]
"""The lines, from 1, of keys, as far as they are known."""

_DEEPEST: Final = 4  # presets, the preset, the target, the argument
_LONGEST: Final = 200  # lines of one value; behind a longer one lines are not told


class Format(NamedTuple):
    """What reads a text and its lines, and what writes tables in the place of a text.

    Whether it has comments, which begin with `#`, stands at the end.
    """

    read: Callable[[str], Any]
    lines: Callable[[str], Lines]
    write: Callable[[Tables, str], str]
    has_comments: bool = True


def _paths(data: Any, above: Path = ()) -> Iterator[Path]:
    """Yield the paths to everything in a mapping."""
    if isinstance(data, Mapping) and len(above) < _DEEPEST:
        for key, value in data.items():
            yield (*above, key)
            yield from _paths(value, (*above, key))


def _read_json(text: str) -> Any:
    import json  # not at the top: most files are TOML

    return json.loads(text, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise TwiceError(key)
        found[key] = value
    return found


def _write_json(data: Tables, _old: str) -> str:
    import json

    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _no_lines(_text: str) -> Lines:
    return {}


def _toml_lines(text: str) -> Lines:
    """Return lines of TOML: a text cut at a line is TOML just where a statement ends."""
    header = ""
    lines: Lines = {}
    for first, statement in _statements(text):
        if statement.lstrip().startswith("["):
            header, statement = statement, ""  # noqa: PLW2901
        for path in _paths(tomllib.loads(f"{header}\n{statement}")):
            lines.setdefault(path, first)
    return lines


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield the statements of a TOML text that is one, each with its first line."""
    lines, first = text.split("\n"), 0
    for end in range(1, len(lines) + 1):
        statement = "\n".join(lines[first:end])
        if _is_toml(statement):
            yield first + 1, statement
            first = end
        elif end - first == _LONGEST:
            return


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _write_toml(data: Tables, old: str) -> str:
    return updated(old, data, _library("tomlkit", "tomlkit"))


def _read_yaml(text: str) -> Any:
    _yaml_lines(text)  # it refuses a key that is there twice; the library does not
    return _library("yaml", "PyYAML").safe_load(text)


def _yaml_lines(text: str) -> Lines:
    lines: Lines = {}
    _add_yaml_lines(_library("yaml", "PyYAML").compose(text), (), lines)
    return lines


def _add_yaml_lines(node: Any, above: Path, lines: Lines) -> None:
    if getattr(node, "id", "") != "mapping" or len(above) == _DEEPEST:
        return
    own: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.value in own:
            raise TwiceError(key.value, own[key.value], line)
        lines[*above, key.value] = own[key.value] = line
        _add_yaml_lines(value, (*above, key.value), lines)


def _write_yaml(data: Tables, _old: str) -> str:
    dump = _library("yaml", "PyYAML").safe_dump
    return str(dump(data, sort_keys=False, allow_unicode=True))


def _library(module: str, package: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError:
        raise ScopeFileError.missing(package) from None


_YAML: Final = Format(_read_yaml, _yaml_lines, _write_yaml)
FORMATS: Final = {
    ".toml": Format(tomllib.loads, _toml_lines, _write_toml),
    ".json": Format(_read_json, _no_lines, _write_json, has_comments=False),
    ".yaml": _YAML,
    ".yml": _YAML,
}
