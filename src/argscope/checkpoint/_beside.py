"""What lies beside a path where there is nothing, and may have been meant."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

from argscope._base.listing import listed
from argscope.checkpoint._files import checkpoints_in, data_of, index_of
from argscope.checkpoint._renamed import renamed
from argscope.checkpoint.errors import CheckpointNotFoundError


def not_there(path: Path) -> CheckpointNotFoundError:
    """Return the error for a path at which there is nothing, with what may be meant."""
    looked_for = f"{index_of(path).name} (V2) and no {path.name} (V1)"
    return CheckpointNotFoundError.about(path, looked_for=looked_for, hint=_hint(path))


def names_in(folder: Path) -> str:
    """Return the sentence that tells which checkpoints to give of a folder."""
    names = checkpoints_in(folder)
    if not names:
        return "Give the path of a checkpoint, such as 'run/model.ckpt-1000'."
    return f"Give one of its checkpoints: {listed([repr(name) for name in names])}."


def _hint(path: Path) -> str:
    if not path.parent.is_dir():
        return f"There is no folder {path.parent}."
    if data := data_of(path):
        return _without_index(index_of(path), data[0].name)
    names = checkpoints_in(path.parent)
    later = re.compile(rf"{re.escape(path.name)}-\d+")
    meant = [name for name in names if later.fullmatch(name)]
    meant = meant or get_close_matches(path.name, names)
    if meant:
        return f"Did you mean {listed([repr(name) for name in meant])}?"
    return names_in(path.parent) if names else ""


def _without_index(index: Path, data: str) -> str:
    other = renamed(index)
    remedy = f"Rename {other.name!r} to it" if other else f"Put {index.name} beside it"
    return f"{data!r} is there, and not its index, which has the names. {remedy}."
