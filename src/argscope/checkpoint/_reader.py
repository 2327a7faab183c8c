"""A checkpoint as a mapping from names of variables to arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from argscope.checkpoint._bundle import Bundle
from argscope.checkpoint._graph import open_graph
from argscope.checkpoint._locate import Kind, locate
from argscope.checkpoint._saved_slices import SavedSlices
from argscope.checkpoint._variable import Variable
from argscope.checkpoint.errors import UnknownVariableError


class _Files(Protocol):
    @property
    def format(self) -> str: ...
    @property
    def variables(self) -> Mapping[str, Variable]: ...
    def read(self, name: str) -> NDArray[Any]: ...


_OPEN: Final[Mapping[Kind, Callable[[Path], _Files]]] = {
    Kind.V1: SavedSlices,
    Kind.V2: Bundle,
    Kind.GRAPH: open_graph,
}


class CheckpointReader(Mapping[str, NDArray[Any]]):
    """The variables of a checkpoint, by name, each read when it is asked for.

    A mapping: `reader[name]` reads a new array of that one variable and checks it against
    its checksum, which a graph does not have; `len`, `in` and iteration (sorted by name)
    read no values. Strings are arrays of `bytes` objects; bfloat16 is that of `ml_dtypes`.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self._path, kind = locate(path)
        self._files = _OPEN[kind](self._path)
        variables = self._files.variables
        self._shapes = MappingProxyType({n: v.shape for n, v in variables.items()})
        self._dtypes = MappingProxyType({n: v.dtype for n, v in variables.items()})

    @property
    def path(self) -> Path:
        """The prefix of a V2 checkpoint, or the one file of another kind."""
        return self._path

    @property
    def format(self) -> str:
        """`"V2"`, `"V1"`, `"frozen graph"` or `"graph of variables"`."""
        return self._files.format

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """The shape of each variable."""
        return self._shapes

    @property
    def dtypes(self) -> Mapping[str, np.dtype[Any]]:
        """NumPy's type of each variable; `object` for strings."""
        return self._dtypes

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all variables, sorted."""
        return tuple(self.shapes)

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self.shapes:
            raise UnknownVariableError.about(name, path=self.path, names=self.names)
        return self._files.read(name)

    def check(self, name: str) -> None:
        """Read a variable and forget it: an error says what is wrong with it."""
        self[name]

    def __contains__(self, name: object) -> bool:
        return name in self.shapes

    def __iter__(self) -> Iterator[str]:
        return iter(self.shapes)

    def __len__(self) -> int:
        return len(self.shapes)

    def __repr__(self) -> str:
        return f"<checkpoint {str(self.path)!r}, {self.format}, {len(self)} variables>"


def load_checkpoint(path: str | PathLike[str]) -> CheckpointReader:
    """Open a checkpoint without reading its tensors.

    Args:
        path: A prefix such as `run/model.ckpt-1000`, the `.index` file of one, a file in
            the V1 format (such as TF-Slim's published `resnet_v1_50.ckpt`), a folder:
            then the newest one that its file `checkpoint` names; or a file with a graph:
            a frozen one (`.pb`), one of variables (`.meta`, which has their names, types
            and shapes only), or that of a SavedModel (`saved_model.pb`).

    Raises:
        CheckpointNotFoundError: There is nothing at `path`.
        NotACheckpointError: What is there is something else.
        DamagedCheckpointError: The list of variables is not what was written.
        MissingLibraryError: The extra `checkpoint` is not installed.

    Example:
        >>> reader = load_checkpoint("tests/checkpoint/files/v2/model.ckpt")
        >>> reader.format, len(reader), reader.shapes["conv/weights"]
        ('V2', 19, (3, 3, 2, 4))
        >>> reader["conv/weights"].dtype
        dtype('float32')
    """
    return CheckpointReader(path)


def list_variables(path: str | PathLike[str]) -> list[tuple[str, tuple[int, ...]]]:
    """Return name and shape of each variable of a checkpoint, sorted by name.

    Args:
        path: As for `load_checkpoint`, which also says what is raised.

    Example:
        >>> list_variables("tests/checkpoint/files/partitioned/model.ckpt")
        [('columns', (3, 7)), ('grid', (4, 6)), ('rows', (7, 3))]
    """
    return list(load_checkpoint(path).shapes.items())


def load_variable(path: str | PathLike[str], name: str) -> NDArray[Any]:
    """Read one variable of a checkpoint.

    Args:
        path: As for `load_checkpoint`.
        name: The variable's name, such as `"resnet_v1_50/conv1/weights"`.

    Returns:
        A new array. Nothing but this tensor is in memory, once from a V2 checkpoint or a
        graph, and up to three times (compressed, decompressed, as values) from a V1.

    Raises:
        UnknownVariableError: The checkpoint has no such variable.
        DamagedCheckpointError: The values are not what was written.
        MissingShardError: The file with the values is not there.
        NoValuesError: It is the graph of a program that trains.

    Example:
        >>> load_variable("tests/checkpoint/files/v1/model.ckpt", "global_step")
        array(1234)
    """
    return load_checkpoint(path)[name]
