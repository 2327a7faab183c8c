"""The file `checkpoint` of a folder, which names the newest of its checkpoints.

Source: TensorFlow's `python/training/checkpoint_state.proto`, as text of protocol
buffers: `model_checkpoint_path: "..."` is the newest, and each
`all_model_checkpoint_paths: "..."` one that was kept, the oldest first. A path is
absolute or relative to the folder, on the system where it was written. Escapes in
quotes are those of C.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from errno import ENAMETOOLONG
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Final

from argscope._base.describe import shortened
from argscope._base.listing import listed
from argscope.checkpoint._beside import names_in
from argscope.checkpoint._damage import Malformed
from argscope.checkpoint._files import checkpoint_at
from argscope.checkpoint._found import Found
from argscope.checkpoint.errors import CheckpointNotFoundError, NotACheckpointError

STATE: Final = "checkpoint"

_MOST: Final = 1 << 20  # bytes of a state file that are read
_SHOWN: Final = 1000  # characters of a path in an error
_BEGINS: Final = re.compile(rb"\s*(?:all_)?model_checkpoint_paths?\s*:")
_PATH: Final = re.compile(
    rb'^\s*(model_checkpoint_path|all_model_checkpoint_paths)\s*:\s*"((?:[^"\\\n]|\\.)*)"',
    re.MULTILINE,
)
_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|[xX][0-9a-fA-F]{1,2}|.)", re.DOTALL)
_LETTERS: Final = dict(zip(b"abfnrtv\\'\"?", b"\a\b\f\n\r\t\v\\'\"?", strict=True))


def newest_of(state: Path) -> Found | None:
    """Return the newest checkpoint that a state file names; None for another file.

    Raises:
        CheckpointNotFoundError: The newest one is not there; it tells of older ones.
        NotACheckpointError: A path in it cannot be read.
    """
    if not state.is_file() or not _BEGINS.match(_start(state)):
        return None
    return newest_in(state.parent, state)


def newest_in(folder: Path, state: Path) -> Found:
    """Return the newest checkpoint of a folder that has a state file.

    Raises:
        CheckpointNotFoundError: It is not there; the error tells of older ones.
        NotACheckpointError: The file names none, or a path cannot be read.
    """
    try:
        newest, kept = _read(_start(state))
    except Malformed as problem:
        raise NotACheckpointError.about(
            folder,
            why=f"its file {state.name!r} {problem}",
            instead=names_in(folder),
        ) from None
    if found := _found(folder, newest):
        return found
    there = [found for name in reversed(kept) if (found := _found(folder, name))]
    older = [repr(str(found.path)) for found in there]
    hint = f"Older ones that it names are there: {listed(older)}." if older else ""
    raise CheckpointNotFoundError.newest(
        shortened(newest, _SHOWN), state, hint or names_in(folder)
    )


def unescaped(quoted: bytes) -> str:
    """Return the path that stands between quotes.

    Raises:
        Malformed: It is none.
    """
    try:
        path = _ESCAPE.sub(_character, quoted).decode("utf-8")
    except (ValueError, KeyError):
        path = ""
    if not PureWindowsPath(path).name or "\0" in path:
        shown = shortened(quoted.decode("utf-8", "replace"), _SHOWN)
        raise Malformed(
            f'has a path that cannot be read: "{shown}" (a backslash is written \\\\)'
        )
    return path


def _start(state: Path) -> bytes:
    with state.open("rb") as file:
        return file.read(_MOST).removeprefix(BOM_UTF8)  # of editors on Windows


def _read(text: bytes) -> tuple[str, list[str]]:
    newest, kept = None, []
    for field, quoted in _PATH.findall(text):
        path = unescaped(quoted)
        if field == b"model_checkpoint_path":
            newest = path
        else:
            kept.append(path)
    if newest is None:
        raise Malformed("names no model_checkpoint_path")
    return newest, kept


def _character(escape: re.Match[bytes]) -> bytes:
    code = escape[1]
    if code[:1] in b"xX" and len(code) > 1:
        return bytes([int(code[1:], 16)])
    if code[:1] in b"01234567":
        return bytes([int(code, 8)])
    return bytes([_LETTERS[code[0]]])


def _found(folder: Path, named: str) -> Found | None:
    try:
        return next(filter(None, map(checkpoint_at, _places(folder, named))), None)
    except OSError as error:
        if error.errno == ENAMETOOLONG:
            return None
        raise


def _places(folder: Path, named: str) -> Iterator[Path]:
    yield folder / named
    written = _as_written(named)
    # A folder that was moved still has the absolute path of where it was.
    yield folder / (written.name if written.is_absolute() else written.as_posix())


def _as_written(named: str) -> PurePath:
    windows = PureWindowsPath(named)
    return windows if windows.drive or "/" not in named else PurePosixPath(named)
