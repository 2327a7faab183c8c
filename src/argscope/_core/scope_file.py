"""Files of plain data, and the lines on which their values stand.

What reads a format is the standard library or a library of the user's: nothing here knows
the grammar of one.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any, Final

from argscope._base.origin import IN_FILE, Origin
from argscope._core.data import Data, Places
from argscope._core.file_errors import ScopeFileError

Lines = Iterator[tuple[str, str, int]]
"""Target, argument and line, from 1, of each value; 0 if the line is not known."""

_MOST: Final = 1 << 20  # bytes: no settings written by people are longer
_LONGEST: Final = 200  # lines of one value; behind a longer one lines are not told


def read_file(given: str | PathLike[str]) -> tuple[Mapping[str, Any], Places]:
    """Return the data in a file, and where each argument stands.

    Raises:
        ScopeFileError: It is not what its name says, too long, or cannot be read here.
        OSError: There is no such file.
    """
    path = Path(given)
    read, lines_of = _format_of(path, _READERS)
    text = _text(path)
    try:
        data = read(text)
    except ScopeFileError:
        raise
    except Exception as error:  # noqa: BLE001  # of whichever library
        raise ScopeFileError.bad(path, path.suffix, error) from None
    if data is None:  # a file of comments
        data = {}
    if not isinstance(data, Mapping):
        return data, {}
    name = str(path)
    places = {
        (target, argument): Origin((name, line, IN_FILE))
        for target, argument, line in lines_of(text, data)
    }
    return data, places


def write_file(given: str | PathLike[str], data: Data) -> None:
    """Write data into a file.

    Raises:
        ScopeFileError: There is no such format, or no library for it here.
        ScopeDataError: The format has no form for a value.
    """
    from argscope._base.whole_file import write_whole

    path = Path(given)
    text = _format_of(path, _WRITERS)(data)
    write_whole(path, lambda new: new.write_text(text, encoding="utf-8"))


def _format_of(path: Path, formats: Mapping[str, Any]) -> Any:
    if path.suffix not in formats:
        raise ScopeFileError.unknown(path, tuple(formats))
    return formats[path.suffix]


def _text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(_MOST + 1)
    if len(data) > _MOST:
        raise ScopeFileError.too_long(path, _MOST)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScopeFileError.not_text(path, error) from None


def _no_lines(_text: str, data: Mapping[str, Any]) -> Lines:
    return _each(data, lambda _target, _argument: 0)


def _each(data: Mapping[str, Any], line: Callable[[str, str], int]) -> Lines:
    for target, own in data.items():
        if isinstance(own, Mapping):
            for argument in own:
                yield target, argument, line(target, argument)


def _toml_lines(text: str, data: Mapping[str, Any]) -> Lines:
    """Return lines of TOML: a text cut at a line is TOML just where a statement ends."""
    header = ""
    known: dict[tuple[str, str], int] = {}
    for first, statement in _statements(text):
        if statement.lstrip().startswith("["):
            header, statement = statement, ""  # noqa: PLW2901
        read = tomllib.loads(f"{header}\n{statement}")
        for target, argument, _ in _no_lines(statement, read):
            known[target, argument] = first
    return _each(data, lambda target, argument: known.get((target, argument), 0))


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


def _yaml_lines(text: str, data: Mapping[str, Any]) -> Lines:
    del data
    root = _library("yaml", "PyYAML").compose(text)
    for target, own in root.value if root is not None else ():
        if own.id == "mapping":
            for argument, _ in own.value:
                yield target.value, argument.value, argument.start_mark.line + 1


def _read_yaml(text: str) -> Any:
    return _library("yaml", "PyYAML").safe_load(text)


def _write_yaml(data: Data) -> str:
    dump = _library("yaml", "PyYAML").safe_dump
    return str(dump(data, sort_keys=False, allow_unicode=True))


def _write_toml(data: Data) -> str:
    return str(_library("tomlkit", "tomlkit").dumps(data))


def _write_json(data: Data) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _library(module: str, package: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError:
        raise ScopeFileError.missing(package) from None


_READERS: Final = {
    ".toml": (tomllib.loads, _toml_lines),
    ".json": (json.loads, _no_lines),
    ".yaml": (_read_yaml, _yaml_lines),
    ".yml": (_read_yaml, _yaml_lines),
}
_WRITERS: Final = {
    ".toml": _write_toml,
    ".json": _write_json,
    ".yaml": _write_yaml,
    ".yml": _write_yaml,
}
