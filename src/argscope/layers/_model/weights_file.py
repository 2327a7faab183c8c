"""Weights in files, addressed by path: what must be where, and safetensors.

In Keras's HDF5 files a path is written with `|` for `/`, which would make a group.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

import keras
import numpy as np

from argscope._base.paths import from_weights_key, to_weights_key
from argscope._base.whole_file import write_whole
from argscope._catalog.errors import MissingPackageError
from argscope.layers.errors import WeightsFileError

Variables = Mapping[str, keras.Variable]

SAFETENSORS: Final = ".safetensors"


class Reading(NamedTuple):
    """How a file of weights is read.

    Attributes:
        file: Its name, for errors.
        skip_mismatch: Whether what does not fit is left out.
    """

    file: str = "The file of weights"
    skip_mismatch: bool = False


def write(variables: Variables, store: Any) -> None:
    """Write each variable into `store`, a part of a Keras file."""
    for path, variable in variables.items():
        # The value: for a variable NumPy 2 warns of a protocol that Keras 3.15 lacks.
        store[to_weights_key(path)] = variable.value


def read(variables: Variables, store: Any, model: str, reading: Reading) -> None:
    """Give each variable its value in `store`, a part of a Keras file.

    Raises:
        WeightsFileError: See `assign`.
    """
    values = {from_weights_key(key): store[key] for key in list(store.keys())}
    assign(variables, values, model, reading)


def assign(
    variables: Variables, values: Mapping[str, Any], model: str, reading: Reading
) -> None:
    """Give each variable the value of its path.

    Raises:
        WeightsFileError: Variables are missing in `values`, or left over there, or have
            other shapes; unless such are to be skipped.
    """
    shapes = {path: tuple(variable.shape) for path, variable in variables.items()}
    reshaped = {
        path: (tuple(values[path].shape), shape)
        for path, shape in shapes.items()
        if path in values and tuple(values[path].shape) != shape
    }
    missing = [path for path in variables if path not in values]
    leftover = [path for path in values if path not in variables]
    if (missing or leftover or reshaped) and not reading.skip_mismatch:
        raise WeightsFileError.about(
            reading.file, model, missing=missing, leftover=leftover, reshaped=reshaped
        )
    for path, variable in variables.items():
        if path in values and path not in reshaped:
            variable.assign(values[path])


def is_safetensors(file: str | os.PathLike[str]) -> bool:
    """Return whether `file` is to be in the safetensors format."""
    return str(file).endswith(SAFETENSORS)


def save_safetensors(
    variables: Variables, file: str | os.PathLike[str], *, overwrite: bool
) -> None:
    """Write the variables into a safetensors file, under their paths.

    Raises:
        FileExistsError: The file exists and is not to be overwritten.
    """
    if not overwrite and Path(file).exists():
        raise FileExistsError(f"{file} exists. Give overwrite=True to replace it.")
    arrays = {path: in_order(variable) for path, variable in variables.items()}
    save_file = _safetensors().save_file
    write_whole(Path(file), lambda new: save_file(arrays, new, {"format": "np"}))


def in_order(variable: keras.Variable) -> Any:
    """Return the value as a NumPy array whose memory is in the order of its axes.

    On torch kernels lie in another order, and safetensors 0.8 writes memory as it lies.
    """
    return np.asarray(keras.ops.convert_to_numpy(variable.value), order="C")


def load_safetensors(
    variables: Variables, file: str | os.PathLike[str], model: str, reading: Reading
) -> None:
    """Give each variable the value of its path in a safetensors file.

    Raises:
        WeightsFileError: See `assign`.
    """
    assign(variables, _safetensors().load_file(file), model, reading)


def _safetensors() -> Any:
    try:
        return import_module("safetensors.numpy")
    except ModuleNotFoundError:
        raise MissingPackageError.about(
            "The format safetensors", "safetensors", "safetensors"
        ) from None
