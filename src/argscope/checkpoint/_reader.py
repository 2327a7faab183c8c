"""A checkpoint as a mapping from names of variables to arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from argscope.checkpoint._bundle import Bundle
from argscope.checkpoint._damage import blamed_on
from argscope.checkpoint._files import shards_of
from argscope.checkpoint._found import Kind
from argscope.checkpoint._graph import open_graph
from argscope.checkpoint._locate import locate
from argscope.checkpoint._object_graph import GRAPH, readable_names
from argscope.checkpoint._saved_slices import SavedSlices
from argscope.checkpoint._variable import Variable
from argscope.checkpoint.errors import UnknownVariableError


class _Files(Protocol):
    @property
    def format(self) -> str: ...
    @property
    def variables(self) -> Mapping[str, Variable]: ...
    def read(self, name: str) -> NDArray[Any]: ...


def _sharded(path: Path) -> SavedSlices:
    return SavedSlices(*shards_of(path))


_OPEN: Final[Mapping[Kind, Callable[[Path], _Files]]] = {
    Kind.V1: SavedSlices,
    Kind.V1_SHARDS: _sharded,
    Kind.V2: Bundle,
    Kind.GRAPH: open_graph,
}


class CheckpointReader(Mapping[str, NDArray[Any]]):
    """The variables of a checkpoint, by name, each read when it is asked for.

    A mapping: `reader[name]` reads a new array of that one variable and checks it against
    its checksum, which a graph does not have; `len`, `in` and iteration (sorted by name)
    read no values. Strings are arrays of `bytes` objects; bfloat16 is that of `ml_dtypes`.

    In a checkpoint of objects, as `tf.train.Checkpoint`, Keras and SavedModel of
    TensorFlow 2 write, a variable's name is its full name, `dense/kernel`, if no other
    has the same, else its path through the objects, `layers/0/kernel`. Its key,
    `layers/0/kernel/.ATTRIBUTES/VARIABLE_VALUE`, works in `reader[...]` and `in` too.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self._found = locate(path)
        with self._found.told(), blamed_on(self._found.path, f"variable {GRAPH!r}"):
            self._files = _OPEN[self._found.kind](self._found.path)
            variables = self._files.variables
            self._keys = readable_names(variables, self._files.read)
        found = {name: variables[key] for name, key in self._keys.items()}
        self._shapes = MappingProxyType({n: v.shape for n, v in found.items()})
        self._dtypes = MappingProxyType({n: v.dtype for n, v in found.items()})

    @property
    def path(self) -> Path:
        """The prefix of a V2 checkpoint, or a file; may be in an archive."""
        return self._found.shown

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
        if name not in self:
            raise UnknownVariableError.about(name, path=self.path, names=self.names)
        with self._found.told():
            return self._files.read(self._keys.get(name, name))

    def check(self, name: str) -> None:
        """Read a variable and forget it: an error says what is wrong with it."""
        if not isinstance(self._files, Bundle) or name not in self:
            self[name]
            return
        with self._found.told():
            self._files.check(self._keys.get(name, name))

    def part(self, name: str, index: tuple[slice, ...]) -> NDArray[Any]:
        """Return a part of a variable, which is not checked against its checksum.

        In the V2 format nothing else is read; in the others the variable is.

        Args:
            name: The variable's name.
            index: Which part: a slice for each axis.

        Example:
            >>> reader = load_checkpoint("tests/checkpoint/files/v2/model.ckpt")
            >>> reader.part("conv/weights", (slice(0, 1), slice(None))).shape
            (1, 3, 2, 4)
        """
        if not isinstance(self._files, Bundle) or name not in self:
            return self[name][index]
        with self._found.told():
            return self._files.part(self._keys.get(name, name), index)

    def __contains__(self, name: object) -> bool:
        return name in self._keys or name in self._files.variables

    def __iter__(self) -> Iterator[str]:
        return iter(self.shapes)

    def __len__(self) -> int:
        return len(self.shapes)

    def __repr__(self) -> str:
        return f"<checkpoint {str(self.path)!r}, {self.format}, {len(self)} variables>"


Checkpoint: TypeAlias = str | PathLike[str] | CheckpointReader
"""What a checkpoint is given as: a path, or what `load_checkpoint` made of one."""


def load_checkpoint(path: Checkpoint) -> CheckpointReader:
    """Open a checkpoint without reading its tensors.

    Args:
        path: A reader, which is returned as it is, or one of
            a prefix such as `run/model.ckpt-1000`, or any file of such a checkpoint;
            a file in the V1 format, such as TF-Slim's published `resnet_v1_50.ckpt`, or
            a shard of one;
            a folder of a training run, or its file `checkpoint`: the newest one;
            a frozen graph (`.pb`), or one of variables (`.meta`), which has their names,
            types and shapes only;
            a SavedModel, by its folder or its `saved_model.pb`: its variables, or
            the values of a frozen graph;
            a `.tar`, `.tar.gz` or `.zip` in which one of these is, and, if there are
            several, a path in it: `models.tar.gz/inner/model.ckpt`.

    What is in an archive is unpacked into a temporary folder, which goes when nobody
    has the reader any more: at most 16 GiB, and not more than 1 GiB or 100 times the size
    of the archive, whichever is more.

    Raises:
        CheckpointNotFoundError: There is nothing at `path`, or not what it names.
        NotACheckpointError: What is there is something else.
        SeveralCheckpointsError: There is more than one.
        MissingShardError: A file of the checkpoint that is needed is not there.
        DamagedCheckpointError: The list of variables, or the archive, is not what was
            written.
        UnsupportedCheckpointError: It was written on a big-endian machine, or the archive
            is encrypted or has too much in it.
        MissingLibraryError: The extra `checkpoint` is not installed.

    Example:
        >>> reader = load_checkpoint("tests/checkpoint/files/v2/model.ckpt")
        >>> reader.format, len(reader), reader.shapes["conv/weights"]
        ('V2', 19, (3, 3, 2, 4))
        >>> reader["conv/weights"].dtype
        dtype('float32')
    """
    return path if isinstance(path, CheckpointReader) else CheckpointReader(path)


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
