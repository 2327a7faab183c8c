"""Weights in files, addressed by path: what must be where, and safetensors.

In Keras's HDF5 files a path is written with `|` for `/`, which would make a group.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, final

import keras

from argscope._base.paths import from_weights_key, to_weights_key
from argscope._base.whole_file import write_whole
from argscope.layers._model import values
from argscope.layers._model.safetensors_package import numpy_files
from argscope.layers._model.shard_files import (
    HEADER,
    INDEX,
    SAFETENSORS,
    index_of,
    remove,
    save_in_shards,
    shards_of,
)
from argscope.layers._model.tensor_files import TensorFiles, existing
from argscope.layers.errors import WeightsFileError

Variables = Mapping[str, keras.Variable]

_BYTES_OF_GB = 1024**3  # as Keras counts them


class Reading(NamedTuple):
    """How a file of weights is read.

    Attributes:
        file: Its name, for errors.
        skip_mismatch: Whether what does not fit is left out.
    """

    file: str = "The file of weights"
    skip_mismatch: bool = False


@final
class Values(Mapping[str, Any]):
    """The values of variables by path, each brought together when it is asked for."""

    def __init__(self, variables: Variables) -> None:
        self._variables = variables

    def __getitem__(self, path: str) -> Any:
        return values.value(self._variables[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def __len__(self) -> int:
        return len(self._variables)


def write(variables: Variables, store: Any) -> None:
    """Write each variable into `store`, a part of a Keras file.

    All processes call this, to bring together what is cut over them, one variable after
    the other; only the first one keeps it.
    """
    for path, value in values.brought_together(variables):
        store[to_weights_key(path)] = value


def read(variables: Variables, store: Any, model: str, reading: Reading) -> None:
    """Give each variable its value in `store`, a part of a Keras file.

    Raises:
        WeightsFileError: See `assign`.
    """
    stored = {from_weights_key(key): store[key] for key in list(store.keys())}
    assign(variables, stored, model, reading)


def assign(
    variables: Variables, stored: Mapping[str, Any], model: str, reading: Reading
) -> None:
    """Give each variable the value of its path, of which its devices' parts are read.

    Raises:
        WeightsFileError: Variables are missing in `stored`, or left over there, or have
            other shapes; unless such are to be skipped.
    """
    shapes = {path: tuple(variable.shape) for path, variable in variables.items()}
    reshaped = {
        path: (tuple(stored[path].shape), shape)
        for path, shape in shapes.items()
        if path in stored and tuple(stored[path].shape) != shape
    }
    missing = [path for path in variables if path not in stored]
    leftover = [path for path in stored if path not in variables]
    if (missing or leftover or reshaped) and not reading.skip_mismatch:
        raise WeightsFileError.about(
            reading.file, model, missing=missing, leftover=leftover, reshaped=reshaped
        )
    for path, variable in variables.items():
        if path in stored and path not in reshaped:
            values.assign(variable, stored[path].__getitem__)


def is_safetensors(file: str | os.PathLike[str]) -> bool:
    """Return whether `file` is, or is to be, in the safetensors format."""
    return str(file).endswith((SAFETENSORS, INDEX))


def save_safetensors(
    variables: Variables,
    file: str | os.PathLike[str],
    *,
    overwrite: bool,
    max_shard_size: float | None = None,
) -> None:
    """Write the variables into a safetensors file, under their paths; or into several.

    Several, with an index, if they are larger than a limit, or cut over processes, which
    then all call this.

    Args:
        variables: By path.
        file: The only file; the others are called after it.
        overwrite: Whether to replace what is there.
        max_shard_size: The limit in GB.

    Raises:
        FileExistsError: The file exists and is not to be overwritten.
        WeightsFileError: It is called as an index.
    """
    whole = Path(file)
    if whole.name.endswith(INDEX):
        raise WeightsFileError.ending(str(file))
    if not overwrite and existing(whole).exists():
        raise FileExistsError(
            f"{existing(whole)} exists. Give overwrite=True to replace it."
        )
    index, stem = index_of(whole), whole.name.removesuffix(SAFETENSORS)
    limit = None if max_shard_size is None else max_shard_size * _BYTES_OF_GB
    older = {whole, index, *shards_of(index)}
    if values.are_cut_over_processes(variables.values()) or (
        limit is not None and sum(map(values.bytes_of, variables.values())) > limit
    ):
        written = save_in_shards(index, variables, stem=stem, limit=limit)
    else:
        written = save_whole(whole, variables, HEADER)
    remove(older.difference(written))


def save_whole(
    path: Path, variables: Variables, header: Mapping[str, str]
) -> list[Path]:
    """Write the variables into one file; of several processes, the first one does.

    All of them call this.
    """
    found = dict(values.brought_together(variables))
    if values.processes().is_first:
        save_file = numpy_files().save_file
        write_whole(path, lambda new: save_file(found, new, {**header}))
    values.meet("written")
    return [path]


def load_safetensors(
    variables: Variables, file: str | os.PathLike[str], model: str, reading: Reading
) -> None:
    """Give each variable the value of its path in safetensors files.

    Raises:
        WeightsFileError: See `assign`, and `TensorFiles`.
    """
    with TensorFiles(existing(Path(file))) as stored:
        assign(variables, stored, model, reading)
