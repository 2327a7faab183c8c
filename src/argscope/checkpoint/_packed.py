"""Checkpoints in archives, such as those of the networks that were published.

A path may go on inside of an archive, `models.tar.gz/inner/model.ckpt`, to say which of
several checkpoints is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from argscope._base.describe import visible
from argscope._base.listing import listed
from argscope._base.paths import is_in
from argscope.checkpoint._archive import format_of, pieces
from argscope.checkpoint._damage import Malformed, blamed_on
from argscope.checkpoint._files import (
    checkpoint_at,
    checkpoint_of,
    index_of,
    newest_first,
    prefix_and_suffix,
)
from argscope.checkpoint._found import Found
from argscope.checkpoint._graph_file import begins_as_graph
from argscope.checkpoint._graph_location import graph_at
from argscope.checkpoint._table import FOOTER, ends_as_table
from argscope.checkpoint._unpacked import Unpacked
from argscope.checkpoint.errors import (
    CheckpointError,
    CheckpointNotFoundError,
    NotACheckpointError,
    SeveralCheckpointsError,
)

_HEAD: Final = 4096  # bytes that tell a graph: the names of its first node


class _File(NamedTuple):
    """A file in an archive, by its place there."""

    place: int
    name: str
    is_table: bool
    is_graph: bool


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
    tables = newest_first({checkpoint_of(file.name) for file in files if file.is_table})
    graphs = sorted({file.name for file in files if file.is_graph})
    if not tables and not graphs:
        raise _none_in(archive, files)
    inner = path.relative_to(archive).as_posix()
    # Many a checkpoint is published with its graph beside it, which has to be asked for.
    meant = _meant(tables, inner) or _meant(graphs, inner)
    if len(meant) != 1:
        named = meant or [*tables, *graphs]
        raise _not_one(path, [str(archive / each) for each in named], meant)
    parts = [file for file in files if checkpoint_of(file.name) == meant[0]]
    unpacked = Unpacked(archive / prefix_and_suffix(meant[0])[0])
    _unpack(archive, parts, unpacked)
    with unpacked.told_as_packed():
        found = checkpoint_at(unpacked.prefix) or graph_at(unpacked.prefix)
    return found._replace(unpacked=unpacked) if found else None


def _files(archive: Path) -> list[_File]:
    names: dict[int, str] = {}
    heads: dict[int, bytes] = defaultdict(bytes)
    ends: dict[int, bytes] = defaultdict(bytes)
    for place, name, data in pieces(archive):
        names[place] = name
        heads[place] += data[: _HEAD - len(heads[place])]
        ends[place] = (ends[place] + data)[-FOOTER:]
    return [_file(p, name, heads[p], ends[p]) for p, name in names.items()]


def _file(place: int, name: str, head: bytes, end: bytes) -> _File:
    # As a path below that of the archive, which is shown and may be asked for.
    path = visible(PurePosixPath(name).as_posix()).lstrip("/")
    return _File(place, path, ends_as_table(end), begins_as_graph(head))


def _meant(there: list[str], inner: str) -> list[str]:
    if inner == ".":
        return there
    if checkpoint_of(inner) in there:
        return [checkpoint_of(inner)]
    return [
        each
        for each in there
        if is_in(each, inner) or prefix_and_suffix(each)[0] == inner
    ]


def _unpack(archive: Path, files: list[_File], unpacked: Unpacked) -> None:
    suffixes = {file.place: prefix_and_suffix(file.name)[1] for file in files}
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
