"""The file `checkpoint` of a folder: which checkpoints are there, and which is the newest.

Source:
    tensorflow/python/training/checkpoint_state.proto and checkpoint_management.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from os import fspath
from os.path import join, relpath
from pathlib import Path
from typing import Any, Final, final

from argscope._base.whole_file import write_whole
from argscope.checkpoint._damage import Malformed
from argscope.checkpoint._state_file import STATE, unescaped
from argscope.tf1._graph.op import symbol
from argscope.tf1._host.logs import LEVELS, log
from argscope.tf1._train.checkpoint_files import checkpoint_exists

_NUMBERS: Final = ("all_model_checkpoint_timestamps", "last_preserved_timestamp")
_FIELD: Final = re.compile(
    rb'\s*(?:(\w+)\s*:\s*(?:"((?:[^"\\\n]|\\.)*)"|([-+.\w]+))|#[^\n]*)'
)
_ESCAPES: Final = dict(
    zip(b"\n\r\t\"'\\", ("\\n", "\\r", "\\t", '\\"', "\\'", "\\\\"), strict=True)
)


@final
@dataclass
class CheckpointState:
    """What the file tells; its text is that of the protocol buffer.

    Attributes:
        model_checkpoint_path: The newest checkpoint.
        all_model_checkpoint_paths: Those that were kept, from the oldest to the newest.
        all_model_checkpoint_timestamps: When each was saved, in seconds since 1970.
        last_preserved_timestamp: When one was last saved that is never deleted.
    """

    model_checkpoint_path: str = ""
    all_model_checkpoint_paths: list[str] = field(default_factory=list)
    all_model_checkpoint_timestamps: list[float] = field(default_factory=list)
    last_preserved_timestamp: float | None = None

    def __str__(self) -> str:
        return "".join(f"{key}: {_literal(value)}\n" for key, value in self._fields())

    def as_file(self) -> bytes:
        """Return what stands in the file, where only ASCII does."""
        lines = (f"{key}: {_ascii(_literal(value))}\n" for key, value in self._fields())
        return "".join(lines).encode()

    def _fields(self) -> Iterator[tuple[str, str | float]]:
        yield "model_checkpoint_path", self.model_checkpoint_path
        for path in self.all_model_checkpoint_paths:
            yield "all_model_checkpoint_paths", path
        for time in self.all_model_checkpoint_timestamps:
            yield "all_model_checkpoint_timestamps", time
        if self.last_preserved_timestamp is not None:
            yield "last_preserved_timestamp", self.last_preserved_timestamp


@symbol("train.generate_checkpoint_state_proto")
def generate_checkpoint_state_proto(
    save_dir: str,
    model_checkpoint_path: str,
    all_model_checkpoint_paths: list[str] | None = None,
    all_model_checkpoint_timestamps: list[float] | None = None,
    last_preserved_timestamp: float | None = None,
) -> CheckpointState:
    """Return what is to stand in the file: paths relative to `save_dir` if that is relative.

    Raises:
        ValueError: There are more or fewer times than paths.
    """
    paths = list(all_model_checkpoint_paths or ())
    if paths[-1:] != [model_checkpoint_path]:
        paths.append(model_checkpoint_path)
    times = list(all_model_checkpoint_timestamps or ())
    if times and len(times) != len(paths):
        raise ValueError(
            "Checkpoint timestamps, if provided, must match checkpoint paths (got paths "
            f"{paths} and timestamps {times})"
        )
    if not Path(save_dir).is_absolute():
        model_checkpoint_path, *paths = (
            path if Path(path).is_absolute() else relpath(path, save_dir or ".")
            for path in (model_checkpoint_path, *paths)
        )
    return CheckpointState(
        model_checkpoint_path, paths, times, last_preserved_timestamp
    )


@symbol("train.update_checkpoint_state")
def update_checkpoint_state(
    save_dir: Any,
    model_checkpoint_path: str,
    all_model_checkpoint_paths: list[str] | None = None,
    latest_filename: str | None = None,
    all_model_checkpoint_timestamps: list[float] | None = None,
    last_preserved_timestamp: float | None = None,
    *,
    relative: bool = False,
) -> None:
    """Write the file, whole at every moment.

    Args:
        save_dir: The folder.
        model_checkpoint_path: The newest checkpoint.
        all_model_checkpoint_paths: All, from the oldest to the newest.
        latest_filename: The name of the file; default: `checkpoint`.
        all_model_checkpoint_timestamps: When each was saved.
        last_preserved_timestamp: When one was last saved that is never deleted.
        relative: Whether absolute paths are to be relative to the folder.

    Raises:
        RuntimeError: A checkpoint would have the path of the file.
    """
    save_dir = fspath(save_dir)
    paths = [model_checkpoint_path, *(all_model_checkpoint_paths or ())]
    if relative:
        paths = [
            relpath(path, save_dir) if Path(path).is_absolute() else path
            for path in paths
        ]
    state = generate_checkpoint_state_proto(
        save_dir,
        paths[0],
        paths[1:],
        all_model_checkpoint_timestamps,
        last_preserved_timestamp,
    )
    file = _in(save_dir, latest_filename or STATE)
    if file == state.model_checkpoint_path:
        raise RuntimeError(
            f"Save path '{model_checkpoint_path}' conflicts with path used for checkpoint "
            "state.  Please use a different save path."
        )
    write_whole(Path(file), lambda new: new.write_bytes(state.as_file()))


@symbol("train.get_checkpoint_state", "contrib.framework.get_checkpoint_state")
def get_checkpoint_state(
    checkpoint_dir: Any, latest_filename: str | None = None
) -> CheckpointState | None:
    """Return what the file of a folder tells; None if there is none, or another file.

    Raises:
        ValueError: It names no checkpoint.
    """
    folder = fspath(checkpoint_dir)
    file = Path(_in(folder, latest_filename or STATE))
    if not file.is_file():
        return None
    try:
        state = _parsed(file.read_bytes())
    except (OSError, Malformed) as error:
        log(LEVELS["WARN"], f"{file} {error}: Checkpoint ignored")
        return None
    if not state.model_checkpoint_path:
        raise ValueError(f"Invalid checkpoint state loaded from {folder}")
    state.model_checkpoint_path = _in(folder, state.model_checkpoint_path)
    state.all_model_checkpoint_paths = [
        _in(folder, path) for path in state.all_model_checkpoint_paths
    ]
    return state


@symbol("train.latest_checkpoint")
def latest_checkpoint(
    checkpoint_dir: Any, latest_filename: str | None = None
) -> str | None:
    """Return the newest checkpoint of a folder; None if there is none."""
    state = get_checkpoint_state(checkpoint_dir, latest_filename)
    if state is None:
        return None
    if checkpoint_exists(state.model_checkpoint_path):
        return state.model_checkpoint_path
    log(
        LEVELS["ERROR"],
        f"Couldn't match files for checkpoint {state.model_checkpoint_path}",
    )
    return None


def _in(folder: str, path: str) -> str:
    """Return a path in a folder, as both are written; an absolute one as it is."""
    return join(folder, path)  # noqa: PTH118  # pathlib would write it another way


def _literal(value: str | float) -> str:
    """Return a value as the text of protocol buffers has it."""
    if isinstance(value, str):
        return f'"{value.translate(_ESCAPES)}"'
    return repr(float(value)).removesuffix(".0")


def _ascii(text: str) -> str:
    octal = (chr(b) if 0x20 <= b < 0x7F else f"\\{b:03o}" for b in text.encode())
    return "".join(octal)


def _parsed(text: bytes) -> CheckpointState:
    found: dict[str, list[Any]] = {}
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _FIELD.match(text, at)
        if match is None:
            raise Malformed("is not the text of a CheckpointState")
        at = match.end()
        name, string, number = match.groups()
        if name is None:  # a comment
            continue
        is_number = name.decode() in _NUMBERS
        if is_number != (string is None):
            raise Malformed(f"has another kind of value for {name.decode()}")
        value: Any = _number(number) if is_number else unescaped(string)
        found.setdefault(name.decode(), []).append(value)
    last = found.get("last_preserved_timestamp")
    return CheckpointState(
        found.get("model_checkpoint_path", [""])[-1],
        found.get("all_model_checkpoint_paths", []),
        found.get("all_model_checkpoint_timestamps", []),
        last[-1] if last else None,
    )


def _number(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        raise Malformed(f"has no number {text.decode()!r}") from None
