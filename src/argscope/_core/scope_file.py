"""Files of plain data, and the lines on which their values stand.

What reads a format is the standard library or a library of the user's: nothing here knows
the grammar of one.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from errno import ENOENT
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any, Final

from argscope._base.origin import IN_FILE, Origin
from argscope._core.data import NONE, Data, Places
from argscope._core.file_errors import ScopeFileError

Lines = dict[tuple[str, str], int]
"""The lines, from 1, of values by target and argument, as far as they are known."""

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
    lines = lines_of(text)
    return data, {
        each: Origin((str(path), lines.get(each, 0), IN_FILE))
        for each in _arguments(data)
    }


def write_file(
    given: str | PathLike[str], data: Data, remarks: Sequence[str] = ()
) -> None:
    """Write data into a file, and lines of remarks below where the format has comments.

    Raises:
        ScopeFileError: There is no such format, no library for it here, or the format
            has no form for a value.
    """
    from argscope._base.whole_file import write_whole

    path = Path(given)
    write = _format_of(path, _WRITERS)
    comments = remarks if path.suffix in _WITH_COMMENTS else ()
    try:
        lines = (f"# {line}\n" if line else "\n" for line in comments)
        encoded = (write(data) + "".join(lines)).encode()
    except ScopeFileError:
        raise
    except Exception as error:  # noqa: BLE001  # of whichever library
        raise ScopeFileError.unwritable(path, path.suffix, error) from None
    write_whole(path, lambda new: new.write_bytes(encoded))


def check_can_write(given: str | PathLike[str]) -> None:
    """Refuse a file that cannot be written, before there is anything to write.

    Raises:
        ScopeFileError: There is no such format, or no library for it here.
        OSError: Its folder is not there.
    """
    path = Path(given)
    _format_of(path, _WRITERS)({})
    if not path.parent.is_dir():
        raise FileNotFoundError(ENOENT, "The folder is not there", str(path.parent))


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


def _arguments(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield target and argument of each value."""
    for target, own in data.items():
        if isinstance(own, Mapping):
            for argument in own:
                yield target, argument


def _no_lines(_text: str) -> Lines:
    return {}


def _toml_lines(text: str) -> Lines:
    """Return lines of TOML: a text cut at a line is TOML just where a statement ends."""
    header = ""
    lines: Lines = {}
    for first, statement in _statements(text):
        if statement.lstrip().startswith("["):
            header, statement = statement, ""  # noqa: PLW2901
        read = tomllib.loads(f"{header}\n{statement}")
        lines.update(dict.fromkeys(_arguments(read), first))
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


def _yaml_lines(text: str) -> Lines:
    root = _library("yaml", "PyYAML").compose(text)
    return {
        (target.value, argument.value): argument.start_mark.line + 1
        for target, own in (root.value if root is not None else ())
        if own.id == "mapping"
        for argument, _ in own.value
    }


def _read_yaml(text: str) -> Any:
    return _library("yaml", "PyYAML").safe_load(text)


def _write_yaml(data: Data) -> str:
    dump = _library("yaml", "PyYAML").safe_dump
    return str(dump(data, sort_keys=False, allow_unicode=True))


def _write_toml(data: Data) -> str:
    library = _library("tomlkit", "tomlkit")
    inline = {
        target: {name: _in_a_line(value, library) for name, value in own.items()}
        for target, own in data.items()
    }
    return str(library.dumps(inline))


def _in_a_line(value: Any, library: Any) -> Any:
    """Return a value for TOML: tables stand where they belong, and None is a mark."""
    if value is None:
        return _in_a_line({NONE: True}, library)
    if isinstance(value, list | tuple):
        return [_in_a_line(item, library) for item in value]
    if isinstance(value, dict):
        table = library.inline_table()
        table.update({key: _in_a_line(item, library) for key, item in value.items()})
        return table
    return value


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
_WITH_COMMENTS: Final = (".toml", ".yaml", ".yml")
_WRITERS: Final = {
    ".toml": _write_toml,
    ".json": _write_json,
    ".yaml": _write_yaml,
    ".yml": _write_yaml,
}
