"""From what a user calls a checkpoint to its files."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Final

from argscope.checkpoint._beside import names_in, not_there
from argscope.checkpoint._files import DATA, INDEX, checkpoint_at, files_of, index_of
from argscope.checkpoint._found import Found
from argscope.checkpoint._graph_location import graph_at
from argscope.checkpoint._packed import packed_at
from argscope.checkpoint._saved_model import saved_model_in, saved_model_of
from argscope.checkpoint._state_file import STATE, newest_in, newest_of
from argscope.checkpoint._wrong_file import (
    refuse_other,
    refuse_placeholders,
    unknown,
)
from argscope.checkpoint.errors import NotACheckpointError


def locate(path: str | PathLike[str]) -> Found:
    """Find what a path means.

    Raises:
        CheckpointNotFoundError: There is nothing at `path`.
        NotACheckpointError: What is there is something else.
        SeveralCheckpointsError: There is more than one.
        MissingShardError: One of several files is not there.
    """
    found = _located(Path(path))
    with found.told():
        refuse_placeholders(files_of(found))
    return found


def _located(given: Path) -> Found:
    if given.is_dir() and not (given.name and index_of(given).is_file()):
        return _in_folder(given)
    for way in _WAYS:
        if found := way(given):
            return found
    if not given.exists() or _is_part(given):
        raise not_there(_prefix(given))
    raise unknown(given)


def _in_folder(folder: Path) -> Found:
    state = folder / STATE
    if state.is_file():
        return newest_in(folder, state)
    if found := saved_model_in(folder):
        return found
    raise NotACheckpointError.about(
        folder,
        why=f"the folder has no file {STATE!r} that names the newest one",
        instead=names_in(folder),
    )


def _is_part(path: Path) -> bool:
    return _prefix(path) != path


def _prefix(path: Path) -> Path:
    name = DATA.sub("", path.name).removesuffix(INDEX)
    return path.with_name(name) if name else path


def _of_part(path: Path) -> Found | None:
    """Return the checkpoint that has a file of that name, `.index` or `.data-*`."""
    return checkpoint_at(_prefix(path)) if _is_part(path) else None


# What a path may mean that is no folder. The first that finds something is right.
_WAYS: Final[tuple[Callable[[Path], Found | None], ...]] = (
    _of_part,
    checkpoint_at,
    saved_model_of,
    graph_at,
    newest_of,
    refuse_other,
    packed_at,
)
