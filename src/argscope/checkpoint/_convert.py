"""From a checkpoint to a file that needs no reader of TensorFlow's formats."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final

from argscope.checkpoint._dtypes import STRING
from argscope.checkpoint._libraries import library
from argscope.checkpoint._reader import CheckpointReader
from argscope.checkpoint.errors import TargetError

SUFFIXES: Final = (".safetensors", ".weights.h5")

_STRINGS: Final = {STRING.name}
_NO_FORM_IN: Final = {
    ".safetensors": _STRINGS | {"complex128"},
    # Keras marks bfloat16 by an attribute; HDF5 itself has no such type.
    ".weights.h5": _STRINGS | {"bfloat16"},
}


@dataclass(frozen=True)
class Conversion:
    """What `convert` wrote."""

    target: Path
    written: tuple[str, ...]
    """Names of the variables in the file."""
    skipped: tuple[str, ...]
    """Names of those of a type that the file cannot hold."""


def convert(path: str | PathLike[str], target: str | PathLike[str]) -> Conversion:
    """Write the variables of a checkpoint into another file, under their names.

    A `.safetensors` file holds no strings and no complex128; all variables are in memory
    for a while, as the library that writes them demands. A `.weights.h5` file is for
    `load_weights` of an `argscope.layers.Model`, holds no strings and no bfloat16, and
    is written one variable after the other.

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
    suffix = next((each for each in SUFFIXES if str(target).endswith(each)), None)
    if suffix is None:
        raise TargetError.about(target, SUFFIXES)
    reader = CheckpointReader(path)
    names = [n for n in reader if reader.dtypes[n].name not in _NO_FORM_IN[suffix]]
    _WRITERS[suffix](reader, names, Path(target))
    skipped = tuple(name for name in reader if name not in names)
    return Conversion(Path(target), tuple(names), skipped)


def _write_safetensors(
    reader: CheckpointReader, names: list[str], target: Path
) -> None:
    safetensors = library(
        "safetensors.numpy", package="safetensors", purpose="A .safetensors file"
    )
    metadata = {"source": reader.path.name, "format": f"TensorFlow {reader.format}"}
    arrays = {name: reader[name] for name in names}
    safetensors.save_file(arrays, target, metadata=metadata)


def _write_hdf5(reader: CheckpointReader, names: list[str], target: Path) -> None:
    """Write as `argscope.layers` does: all in one group, with `|` for `/`."""
    h5py = library("h5py", package="h5py", purpose="A .weights.h5 file")
    for name in names:  # before the file appears
        reader.check(name)
    with h5py.File(target, "w") as file:
        group = file.create_group("vars")
        for name in names:
            group[name.replace("/", "|")] = reader[name]


_WRITERS: Final = {".safetensors": _write_safetensors, ".weights.h5": _write_hdf5}
