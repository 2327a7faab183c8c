"""From a checkpoint to a file that needs no reader of TensorFlow's formats."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final

from argscope.checkpoint._dtypes import STRING
from argscope.checkpoint._libraries import library
from argscope.checkpoint._reader import CheckpointReader

_NOT_STORED: Final = {STRING.name, "complex128"}  # safetensors has no form for them


@dataclass(frozen=True)
class Conversion:
    """What `convert` wrote."""

    target: Path
    written: tuple[str, ...]
    """Names of the variables in the file."""
    skipped: tuple[str, ...]
    """Names of strings and complex128, which the file cannot hold."""


def convert(path: str | PathLike[str], target: str | PathLike[str]) -> Conversion:
    """Write the variables of a checkpoint into a `.safetensors` file, under their names.

    All of them are in memory for a while, as the library that writes them demands.

    Args:
        path: As for `load_checkpoint`.
        target: Path of the new file; one that exists is replaced.

    Raises:
        DamagedCheckpointError: A value is not what was written; no file appears.

    Example:
        >>> import tempfile
        >>> target = Path(tempfile.mkdtemp()) / "model.safetensors"
        >>> convert("tests/checkpoint/files/v2/model.ckpt", target).skipped
        ('complex128', 'words')
    """
    safetensors = library(
        "safetensors.numpy", package="safetensors", purpose="A .safetensors file"
    )
    reader = CheckpointReader(path)
    names = [n for n in reader if reader.dtypes[n].name not in _NOT_STORED]
    metadata = {"source": reader.path.name, "format": f"TensorFlow {reader.format}"}
    arrays = {name: reader[name] for name in names}
    safetensors.save_file(arrays, target, metadata=metadata)
    skipped = tuple(name for name in reader if name not in arrays)
    return Conversion(Path(target), tuple(names), skipped)
