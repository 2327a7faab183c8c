"""Files of settings: targets and arguments, and presets of them to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from errno import EISDIR, ENOENT
from os import PathLike
from pathlib import Path
from typing import Any, Final, NamedTuple

from argscope._base.origin import IN_FILE, Origin
from argscope._core.data import Data, Part
from argscope._core.file_errors import ScopeFileError
from argscope._core.file_formats import FORMATS, Format, Lines
from argscope._core.names import sole
from argscope._core.reading import taken_again

PRESETS: Final = "presets"
"""The table of a file that holds others to choose from."""

_LONGEST: Final = 1 << 20  # bytes: no settings written by people are longer
_DEEPEST: Final = 100
_MOST: Final = 1 << 18  # values, where one can be written to stand in many places


class _File(NamedTuple):
    path: Path
    data: Any
    lines: Lines

    @property
    def presets(self) -> Mapping[str, Any]:
        found = self.data.get(PRESETS, {}) if isinstance(self.data, Mapping) else {}
        if not isinstance(found, Mapping):
            raise ScopeFileError.no_presets(self.origin(PRESETS), found)
        return found

    def origin(self, *keys: str) -> Origin:
        return Origin((str(self.path), self.lines.get(keys, 0), IN_FILE))

    def part(self, data: Any, *above: str) -> Part:
        places: dict[tuple[str, ...], Origin] = {}
        for target, own in data.items() if isinstance(data, Mapping) else ():
            places[target,] = self.origin(*above, target)
            for argument in own if isinstance(own, Mapping) else ():
                places[target, argument] = self.origin(*above, target, argument)
        return Part(data, places, self.origin(*above))


def read_files(
    paths: Iterable[str | PathLike[str]], presets: Sequence[str]
) -> Iterator[Part]:
    """Yield what is in files, and then in some of their presets, in this order.

    Raises:
        ScopeFileError: A file is not what its name says, too long, or cannot be read
            here, or no file has such a preset.
        OSError: There is no such file.
    """
    files = [_read(Path(path)) for path in paths]
    for file in files:
        data = file.data
        if file.presets:
            data = {key: own for key, own in data.items() if key != PRESETS}
        yield file.part(data)
    for name in presets:
        having = [file for file in files if name in file.presets]
        if not having:
            known = {each: None for file in files for each in file.presets}
            raise ScopeFileError.no_preset(name, [f.path for f in files], tuple(known))
        for file in having:
            yield file.part(file.presets[name], PRESETS, name)


def check_can_write(given: str | PathLike[str]) -> None:
    """Refuse a file that cannot be written, before there is anything to write.

    Raises:
        ScopeFileError: There is no such format, or no library for it here.
        OSError: Its folder is not there, or it is one itself.
    """
    path = Path(given)
    _format_of(path).write({}, "")
    if not path.parent.is_dir():
        raise FileNotFoundError(ENOENT, "The folder is not there", str(path.parent))
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "A folder is there", str(path))


def write_file(given: str | PathLike[str], data: Data) -> None:
    """Write data into a file, in the place of what is there but for its presets.

    Raises:
        ScopeFileError: There is no such format, no library for it here, or the format
            has no form for a value.
    """
    path = Path(given)
    write = _format_of(path).write
    old, held = _old(path)
    data = taken_again(data)
    names = {target.key: name for name in held if (target := sole(name))}
    tables: dict[str, Any] = {names.get(key, key): own for key, own in data.items()}
    if PRESETS in held:
        tables[PRESETS] = held[PRESETS]
    _write(path, lambda: write(tables, old))


def write_record(
    given: str | PathLike[str], data: Data, remarks: Iterable[str]
) -> None:
    """Write data into a new file, with lines of remarks below where the format has comments.

    Raises:
        ScopeFileError: As `write_file`.
    """
    path = Path(given)
    format_ = _format_of(path)
    lines = (f"# {line}\n" if line else "\n" for line in remarks)
    comments = "".join(lines) if format_.has_comments else ""
    _write(path, lambda: format_.write(data, "") + comments)


def _write(path: Path, text: Callable[[], str]) -> None:
    from argscope._base.whole_file import write_whole

    try:
        encoded = text().encode()
    except ScopeFileError:
        raise
    except Exception as error:  # noqa: BLE001  # of whichever library
        raise ScopeFileError.unwritable(path, path.suffix, error) from None
    write_whole(path, lambda new: new.write_bytes(encoded))


def _old(path: Path) -> tuple[str, Mapping[str, Any]]:
    """Return the text of a file and what it says; nothing if it is no such file."""
    try:
        text, data = _text(path), _read(path).data
    except (ScopeFileError, OSError):
        return "", {}
    is_read = isinstance(data, Mapping) and all(isinstance(key, str) for key in data)
    return (text, data) if is_read else ("", {})


def _read(path: Path) -> _File:
    format_ = _format_of(path)
    text = _text(path)
    try:
        data = format_.read(text)
    except ScopeFileError:
        raise
    except Exception as error:  # noqa: BLE001  # of whichever library
        raise ScopeFileError.bad(path, path.suffix, error) from None
    if data is None:  # a file of comments
        data = {}
    if not _has_an_end(data):
        raise ScopeFileError.endless(path, _DEEPEST, _MOST)
    return _File(path, data, format_.lines(text))


def _format_of(path: Path) -> Format:
    if path.suffix not in FORMATS:
        raise ScopeFileError.unknown(path, tuple(FORMATS))
    return FORMATS[path.suffix]


def _text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(_LONGEST + 1)
    if len(data) > _LONGEST:
        raise ScopeFileError.too_long(path, _LONGEST)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScopeFileError.not_text(path, error) from None


def _has_an_end(data: Any) -> bool:
    """Return whether data is not too much: in YAML a value can hold itself."""
    rest, seen = [(data, 0)], 0
    while rest:
        value, depth = rest.pop()
        seen += 1
        if depth > _DEEPEST or seen > _MOST:
            return False
        inner = value.values() if isinstance(value, Mapping) else value
        if isinstance(value, Mapping | list):
            rest += [(each, depth + 1) for each in inner]
    return True
