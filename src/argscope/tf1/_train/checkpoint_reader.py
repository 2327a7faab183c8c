"""Looking into checkpoints: `tf.train.NewCheckpointReader` and its like."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from os import fsdecode, fspath
from pathlib import Path
from typing import Any, Final, final

import numpy as np

from argscope.checkpoint import (
    CheckpointError,
    CheckpointNotFoundError,
    DamagedCheckpointError,
    MissingShardError,
    NotACheckpointError,
    UnknownVariableError,
    UnsupportedCheckpointError,
)
from argscope.checkpoint import CheckpointReader as Opened
from argscope.checkpoint import load_checkpoint as opened
from argscope.tf1._graph.op import symbol
from argscope.tf1._host.statuses import KINDS
from argscope.tf1._train.checkpoint_state import latest_checkpoint
from argscope.tf1._types.dtypes import DType, as_dtype

_KINDS: Final[dict[type[CheckpointError], str]] = {
    CheckpointNotFoundError: "NotFound",
    UnknownVariableError: "NotFound",
    NotACheckpointError: "DataLoss",
    DamagedCheckpointError: "DataLoss",
    MissingShardError: "NotFound",
    UnsupportedCheckpointError: "Unimplemented",
}
# What C++ calls the floating-point types.
_IN_C: Final = {"float16": "half", "float32": "float", "float64": "double"}


@final
@symbol("train.CheckpointReader")
class CheckpointReader:
    """The variables of a checkpoint.

    Args:
        path: Its prefix; any of the files of a V1.
    """

    def __init__(self, path: Any) -> None:
        with told_by_kind():
            self._reader = opened(fsdecode(path))

    def has_tensor(self, tensor_str: Any) -> bool:
        """Return whether there is a variable of a name."""
        return fsdecode(tensor_str) in self._reader

    def get_tensor(self, tensor_str: Any) -> Any:
        """Return a variable's value; one string as `bytes`.

        Raises:
            NotFoundError: There is none of the name.
            DataLossError: The value is not what was saved.
        """
        name = fsdecode(tensor_str)
        if name not in self._reader:
            raise KINDS["NotFound"](None, None, f"Key {name} not found in checkpoint")
        with told_by_kind():
            value = self._reader[name]
        return value.item() if value.dtype == object and value.ndim == 0 else value

    def get_variable_to_shape_map(self) -> dict[str, list[int]]:
        """Return the shape of each variable, by name."""
        return {name: list(shape) for name, shape in self._reader.shapes.items()}

    def get_variable_to_dtype_map(self) -> dict[str, DType]:
        """Return the dtype of each variable, by name."""
        return {
            name: as_dtype("string" if dtype == np.dtype(object) else dtype.name)
            for name, dtype in self._reader.dtypes.items()
        }

    def debug_string(self) -> bytes:
        """Return name, dtype and shape of each variable, a line each."""
        dtypes = self.get_variable_to_dtype_map()
        lines = [
            f"{name} (DT_{_IN_C.get(dtypes[name].name, dtypes[name].name).upper()}) {shape}\n"
            for name, shape in self.get_variable_to_shape_map().items()
        ]
        return "".join(lines).replace(", ", ",").encode()


@contextmanager
def told_by_kind() -> Iterator[None]:
    """Raise what is said of checkpoints in the block as TensorFlow 1 did."""
    try:
        yield
    except tuple(_KINDS) as error:
        name = next(name for kind, name in _KINDS.items() if isinstance(error, kind))
        raise KINDS[name](None, None, str(error)) from error


@contextmanager
def opened_checkpoint(path: str) -> Iterator[Opened]:
    """Open a checkpoint; what is said of it in the block is raised as TensorFlow 1 did."""
    with told_by_kind():
        yield opened(path)


@symbol("train.NewCheckpointReader")
def NewCheckpointReader(filepattern: Any) -> CheckpointReader:  # noqa: N802  # its name
    """Open a checkpoint."""
    return CheckpointReader(filepattern)


@symbol("train.load_checkpoint", "contrib.framework.load_checkpoint")
def load_checkpoint(ckpt_dir_or_file: Any) -> CheckpointReader:
    """Open a checkpoint, or the newest of a folder.

    Raises:
        ValueError: The folder has none.
    """
    return CheckpointReader(checkpoint_path(ckpt_dir_or_file))


@symbol("train.load_variable", "contrib.framework.load_variable")
def load_variable(ckpt_dir_or_file: Any, name: str) -> Any:
    """Return the value of a variable of a checkpoint."""
    return load_checkpoint(ckpt_dir_or_file).get_tensor(name.removesuffix(":0"))


@symbol("train.list_variables", "contrib.framework.list_variables")
def list_variables(ckpt_dir_or_file: Any) -> list[tuple[str, list[int]]]:
    """Return name and shape of each variable of a checkpoint, by name."""
    shapes = load_checkpoint(ckpt_dir_or_file).get_variable_to_shape_map()
    return sorted(shapes.items())


def checkpoint_path(folder_or_prefix: Any) -> str:
    """Return the newest checkpoint of a folder; another path as it is.

    Raises:
        ValueError: The folder has none.
    """
    given: str = fspath(folder_or_prefix)
    if not Path(given).is_dir():
        return given
    newest = latest_checkpoint(given)
    if newest is None:
        raise ValueError(
            "Couldn't find 'checkpoint' file or checkpoints in given directory "
            f"{folder_or_prefix}"
        )
    return newest
