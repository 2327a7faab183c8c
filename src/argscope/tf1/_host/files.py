"""`tf.gfile` and `tf.io.gfile`: files, by the names of TensorFlow 1.

Paths are those of the local disk. What goes wrong is one of `tf.errors`.
"""

from __future__ import annotations

import glob as patterns
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self, final

from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._host.statuses import KINDS, told_by_kind


@final
@symbol("gfile.GFile", "gfile.FastGFile", "gfile.Open", "io.gfile.GFile")
class GFile:
    """An open file, of text or, with a `b` in the mode, of bytes.

    Args:
        name: Its path.
        mode: As `open` has it.
    """

    def __init__(self, name: Any, mode: str = "r") -> None:
        self.name = _path(name)
        self.mode = mode
        encoding = None if "b" in mode else "utf-8"
        with told_by_kind():
            self._file: Any = Path(self.name).open(  # noqa: SIM115  # it is one
                mode, encoding=encoding
            )

    def size(self) -> int:
        """Return its length in bytes."""
        return Path(self.name).stat().st_size

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def __next__(self) -> Any:
        return next(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def __del__(self) -> None:
        file = vars(self).get("_file")  # none, where it could not be opened
        if file is not None:
            file.close()


@final
@dataclass(frozen=True, slots=True)
class FileStatistics:
    """What is known of a file.

    Attributes:
        length: Its length in bytes.
        mtime_nsec: When it was changed, in nanoseconds since 1970.
        is_directory: Whether it is a directory.
    """

    length: int
    mtime_nsec: int
    is_directory: bool


def exists(path: Any) -> bool:
    """Return whether there is a file or a directory."""
    return Path(_path(path)).exists()


def isdir(path: Any) -> bool:
    """Return whether there is a directory."""
    return Path(_path(path)).is_dir()


def listdir(path: Any) -> list[str]:
    """Return the names of what is in a directory."""
    with told_by_kind():
        return sorted(each.name for each in Path(_path(path)).iterdir())


def glob(pattern: Any) -> list[str]:
    """Return the paths that match a pattern, or one of several."""
    given = pattern if isinstance(pattern, list | tuple) else [pattern]
    # Paths come as they were written, which those of pathlib do not.
    return sorted(p for each in given for p in patterns.glob(_path(each)))  # noqa: PTH207


def mkdir(path: Any) -> None:
    """Make a directory, which must not be there."""
    with told_by_kind():
        Path(_path(path)).mkdir()


def makedirs(path: Any) -> None:
    """Make a directory and those above it, where they are not there."""
    with told_by_kind():
        Path(_path(path)).mkdir(parents=True, exist_ok=True)


def remove(path: Any) -> None:
    """Delete a file."""
    with told_by_kind():
        Path(_path(path)).unlink()


def rmtree(path: Any) -> None:
    """Delete a directory and all that is in it."""
    with told_by_kind():
        shutil.rmtree(_path(path))


def copy(src: Any, dst: Any, overwrite: bool = False) -> None:
    """Copy a file."""
    _keep(dst, overwrite)
    with told_by_kind():
        shutil.copyfile(_path(src), _path(dst))


def rename(src: Any, dst: Any, overwrite: bool = False) -> None:
    """Move a file."""
    _keep(dst, overwrite)
    with told_by_kind():
        Path(_path(src)).replace(_path(dst))


def stat(path: Any) -> FileStatistics:
    """Return what is known of a file."""
    with told_by_kind():
        found = Path(_path(path)).stat()
    return FileStatistics(found.st_size, found.st_mtime_ns, isdir(path))


def walk(top: Any, topdown: bool = True) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield the path of each directory, what directories are in it, and what files."""
    yield from os.walk(_path(top), topdown)


def _path(path: Any) -> str:
    return os.fsdecode(path)


def _keep(path: Any, overwrite: bool) -> None:
    """Refuse to write over a file, unless that is wanted."""
    if not overwrite and exists(path):
        raise KINDS["AlreadyExists"](None, None, f"file already exists: {_path(path)}")


_OLD_NAMES: Final[dict[Callable[..., Any], str]] = {
    exists: "Exists",
    isdir: "IsDirectory",
    listdir: "ListDirectory",
    glob: "Glob",
    mkdir: "MkDir",
    makedirs: "MakeDirs",
    remove: "Remove",
    rmtree: "DeleteRecursively",
    copy: "Copy",
    rename: "Rename",
    stat: "Stat",
    walk: "Walk",
}
for _function, _name in _OLD_NAMES.items():
    SYMBOLS[f"gfile.{_name}"] = SYMBOLS[f"io.gfile.{_function.__name__}"] = _function
