"""From what a user calls a checkpoint to its files.

Source: TensorFlow's `python/training/checkpoint_state.proto`: a folder's file
`checkpoint` is a text with a line `model_checkpoint_path: "..."`, the newest one, as an
absolute path or one relative to the folder.
"""

from __future__ import annotations

import ast
import re
from enum import Enum
from os import PathLike
from pathlib import Path
from typing import Final, NamedTuple

from argscope._base.listing import listed
from argscope.checkpoint._graph_file import is_graph, is_text_graph, variables_of
from argscope.checkpoint._table import is_table
from argscope.checkpoint.errors import CheckpointNotFoundError, NotACheckpointError

STATE: Final = "checkpoint"

_NEWEST: Final = re.compile(
    r'^\s*model_checkpoint_path\s*:\s*("(?:[^"\\\n]|\\.)*")', re.MULTILINE
)
_DATA: Final = re.compile(r"\.data-\d{5}-of-\d{5}$")


class Kind(Enum):
    """What was found, which says how it is read."""

    V1 = "one file in the V1 format"
    V2 = "a prefix of files in the V2 format"
    GRAPH = "one file with a graph"


class Found(NamedTuple):
    """Where the variables are."""

    path: Path
    """The prefix of a V2 checkpoint, or the one file of another kind."""
    kind: Kind


def locate(path: str | PathLike[str]) -> Found:
    """Find what a path means.

    Raises:
        CheckpointNotFoundError: There is nothing at `path`.
        NotACheckpointError: What is there is something else.
    """
    given = Path(path)
    if given.is_dir():
        given = _newest(given)
    if given.name.endswith(".index") and given.is_file():
        return Found(given.with_name(given.name.removesuffix(".index")), Kind.V2)
    if _index(given).is_file():
        return Found(given, Kind.V2)
    if not given.is_file():
        raise CheckpointNotFoundError.about(
            given, looked_for=f"{_index(given).name} (V2) and no {given.name} (V1)"
        )
    if is_table(given):
        return Found(given, Kind.V1)
    if found := _graph_at(given):
        return found
    raise NotACheckpointError.about(
        given,
        why="it does not end as a table of tensors does, or was cut off",
        instead=_instead(given),
    )


def _graph_at(path: Path) -> Found | None:
    """Return the graph in a file, or the variables of the SavedModel that it is of.

    Raises:
        NotACheckpointError: It is a graph as text.
    """
    variables = variables_of(path)
    if variables is not None and _index(variables).is_file():
        return Found(variables, Kind.V2)
    if is_graph(path):
        return Found(path, Kind.GRAPH)
    if is_text_graph(path):
        raise NotACheckpointError.about(
            path,
            why="it holds a graph as text, and only the binary form is read",
            instead="With TensorFlow, tf.io.write_graph(..., as_text=False) writes that.",
        )
    return None


def _index(prefix: Path) -> Path:
    return prefix.with_name(f"{prefix.name}.index")


def _newest(folder: Path) -> Path:
    state = folder / STATE
    if not state.is_file():
        raise NotACheckpointError.about(
            folder,
            why=f"the folder has no file {STATE!r} that names the newest one",
            instead=_prefixes(folder),
        )
    found = _NEWEST.search(state.read_text(encoding="utf-8", errors="replace"))
    if found is None:
        raise NotACheckpointError.about(
            folder,
            why=f"its file {STATE!r} names no model_checkpoint_path",
            instead=_prefixes(folder),
        )
    return _moved_along(folder, _unquoted(found[1], state))


def _unquoted(literal: str, state: Path) -> str:
    try:
        # The escapes of the text format are C's, and Python's bytes have them too.
        return bytes(ast.literal_eval(f"b{_ascii(literal)}")).decode("utf-8")
    except (ValueError, SyntaxError):
        raise NotACheckpointError.about(
            state.parent,
            why=f"its file {STATE!r} has a path that cannot be read: {literal}",
            instead=_prefixes(state.parent),
        ) from None


def _ascii(literal: str) -> str:
    return "".join(
        c if c < "\x80" else "".join(f"\\x{byte:02x}" for byte in c.encode())
        for c in literal
    )


def _moved_along(folder: Path, named: str) -> Path:
    path = folder / named
    beside = folder / path.name
    absent = not _index(path).is_file() and not path.is_file()
    # A folder that was moved still has the absolute path of where it was.
    return beside if absent and Path(named).is_absolute() else path


def _prefixes(folder: Path) -> str:
    names = sorted(p.name.removesuffix(".index") for p in folder.glob("*.index"))
    if not names:
        return "Give the path of a checkpoint, such as 'run/model.ckpt-1000'."
    return f"Give one of its checkpoints: {listed([repr(name) for name in names])}."


def _instead(path: Path) -> str:
    prefix = _DATA.sub("", path.name).removesuffix(".meta").removesuffix(".index")
    if prefix != path.name:
        return f"Give the prefix of its files: {str(path.with_name(prefix))!r}."
    return "Give a file that TensorFlow's Saver wrote, or the prefix of its files."
