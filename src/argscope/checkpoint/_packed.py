"""Checkpoints in archives, such as those of the networks that were published.

A path may go on inside of an archive, `models.tar.gz/inner/model.ckpt`, to say which of
several checkpoints is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from argscope._base.describe import visible
from argscope._base.listing import listed
from argscope._base.paths import is_in
from argscope.checkpoint._archive import format_of, pieces
from argscope.checkpoint._damage import Malformed, blamed_on
from argscope.checkpoint._files import (
    checkpoint_at,
    index_of,
    newest_first,
    prefix_and_suffix,
)
from argscope.checkpoint._found import Found
from argscope.checkpoint._table import FOOTER, ends_as_table
from argscope.checkpoint._unpacked import Unpacked
from argscope.checkpoint.errors import (
    CheckpointError,
    CheckpointNotFoundError,
    NotACheckpointError,
    SeveralCheckpointsError,
)


class _File(NamedTuple):
    """A file in an archive, by its place there."""

    place: int
    prefix: str
    suffix: str
    is_table: bool

    @property
    def name(self) -> str:
        return f"{self.prefix}{self.suffix}"


def packed_at(path: Path) -> Found | None:
    """Return the checkpoint in an archive, or at a path in one; None: it is no archive.

    Raises:
        CheckpointNotFoundError: The archive has none at that path.
        NotACheckpointError: The archive has none.
        SeveralCheckpointsError: It has several.
        DamagedCheckpointError: It is cut off, or not as it was written.
        UnsupportedCheckpointError: It is encrypted, of a rare kind, or has too much.
    """
    archive = next((each for each in (path, *path.parents) if each.is_file()), None)
    if archive is None or format_of(archive) is None:
        return None
    files = _files(archive)
    prefixes = newest_first({file.prefix for file in files if file.is_table})
    if not prefixes:
        raise _none_in(archive, files)
    inner = path.relative_to(archive).as_posix()
    meant = [prefix for prefix in prefixes if _is_meant(prefix, inner)]
    if len(meant) != 1:
        raise _not_one(path, [str(archive / each) for each in meant or prefixes], meant)
    unpacked = Unpacked(archive / meant[0])
    _unpack(archive, [file for file in files if file.prefix == meant[0]], unpacked)
    with unpacked.told_as_packed():
        found = checkpoint_at(unpacked.prefix)
    return found._replace(unpacked=unpacked) if found else None


def _files(archive: Path) -> list[_File]:
    names: dict[int, str] = {}
    ends: dict[int, bytes] = defaultdict(bytes)
    for place, name, data in pieces(archive):
        names[place] = name
        ends[place] = (ends[place] + data)[-FOOTER:]
    return [_file(place, name, ends[place]) for place, name in names.items()]


def _file(place: int, name: str, end: bytes) -> _File:
    # As a path below that of the archive, which is shown and may be asked for.
    path = visible(PurePosixPath(name).as_posix()).lstrip("/")
    return _File(place, *prefix_and_suffix(path), is_table=ends_as_table(end))


def _is_meant(prefix: str, inner: str) -> bool:
    return inner == "." or is_in(prefix, inner) or prefix == prefix_and_suffix(inner)[0]


def _unpack(archive: Path, files: list[_File], unpacked: Unpacked) -> None:
    suffixes = {file.place: file.suffix for file in files}
    if len(set(suffixes.values())) < len(files):
        with blamed_on(archive, "archive"):
            raise Malformed("it has a file of the checkpoint twice")
    for place, _, data in pieces(archive):
        if place in suffixes:
            unpacked.append(suffixes[place], data)


def _none_in(archive: Path, files: list[_File]) -> CheckpointError:
    names = [repr(file.name) for file in files]
    return NotACheckpointError.about(
        archive,
        why=f"no file in the archive is one; it has {listed(names)}",
        instead="Give an archive with a checkpoint of TensorFlow's Saver.",
    )


def _not_one(path: Path, paths: list[str], meant: Collection[str]) -> CheckpointError:
    if meant:
        return SeveralCheckpointsError.about(path, paths)
    return CheckpointNotFoundError.about(
        path,
        looked_for=f"{index_of(path).name} (V2) and no {path.name} (V1)",
        hint=f"The archive has {listed([repr(each) for each in paths])}.",
    )
