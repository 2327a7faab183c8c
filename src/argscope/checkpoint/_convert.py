"""From a checkpoint to a file that needs no reader of TensorFlow's formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final, TypeAlias

from argscope._base.whole_file import write_whole
from argscope.checkpoint._dtypes import STRING
from argscope.checkpoint._libraries import library
from argscope.checkpoint._npz import NOT_IN_NPZ, NPZ, write_npz
from argscope.checkpoint._reader import Checkpoint, CheckpointReader, load_checkpoint
from argscope.checkpoint._weights_h5 import ENDING, NOT_STORED, write_weights_h5
from argscope.checkpoint._write import write_checkpoint
from argscope.checkpoint.errors import TargetError

SAFETENSORS: Final = ".safetensors"
CKPT: Final = ".ckpt"

_Writer: TypeAlias = Callable[[CheckpointReader, tuple[str, ...], Path], None]


@dataclass(frozen=True)
class Conversion:
    """What `convert` wrote."""

    target: Path
    written: tuple[str, ...]
    """Names of the variables in the file."""
    skipped: tuple[str, ...]
    """Names of those of a type that the file cannot hold."""


def convert(path: Checkpoint, target: str | PathLike[str]) -> Conversion:
    """Write the variables of a checkpoint into another file, under their names.

    A `.safetensors` file holds no strings and no complex128; all variables are in memory
    for a while, as the library that writes them demands. A `.weights.h5` file is for
    `load_weights` of an `argscope.layers.Model`, and holds no strings and no float8. A
    `.npz` file is for `numpy.load`, and holds no strings, no bfloat16 and no float8. A
    target in `.ckpt` is a checkpoint V2, by `write_checkpoint`, of one shard that is not
    compressed; it holds all. These are written one variable after the other.

    Args:
        path: As for `load_checkpoint`.
        target: Path of the new file, ending in one of these; one that exists is
            replaced.

    Raises:
        TargetError: The target ends in something else.
        DamagedCheckpointError: A value is not what was written; no file appears.
        MissingLibraryError: safetensors or h5py is not installed.

    Example:
        >>> import tempfile
        >>> target = Path(tempfile.mkdtemp()) / "model.safetensors"
        >>> convert("tests/checkpoint/files/v2/model.ckpt", target).skipped
        ('complex128', 'words')
    """
    reader, target = load_checkpoint(path), Path(target)
    for suffix, (write, not_stored) in _WRITERS.items():
        if target.name.endswith(suffix):
            names = tuple(n for n in reader if reader.dtypes[n].name not in not_stored)
            write(reader, names, target)
            written = set(names)
            skipped = tuple(name for name in reader if name not in written)
            return Conversion(target, names, skipped)
    raise TargetError.about(target, tuple(_WRITERS))


def _whole(write: _Writer) -> _Writer:
    def write_file(
        reader: CheckpointReader, names: tuple[str, ...], target: Path
    ) -> None:
        write_whole(target, lambda new: write(reader, names, new))

    return write_file


def _write_ckpt(reader: CheckpointReader, _: tuple[str, ...], target: Path) -> None:
    write_checkpoint(target, reader)


def _write_safetensors(
    reader: CheckpointReader, names: tuple[str, ...], target: Path
) -> None:
    safetensors = library(
        "safetensors.numpy", package="safetensors", purpose="A .safetensors file"
    )
    metadata = {"source": reader.path.name, "format": f"TensorFlow {reader.format}"}
    arrays = {name: reader[name] for name in names}
    safetensors.save_file(arrays, target, metadata=metadata)


# What writes files that end so, and the types that have no form in them.
_WRITERS: Final = {
    SAFETENSORS: (_whole(_write_safetensors), {STRING.name, "complex128"}),
    ENDING: (_whole(write_weights_h5), NOT_STORED),
    NPZ: (_whole(write_npz), NOT_IN_NPZ),
    CKPT: (_write_ckpt, set[str]()),
}
