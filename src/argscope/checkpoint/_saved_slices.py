"""Checkpoints V1: a table that holds the tensors themselves, or several as shards.

Source: TensorFlow's `core/util/saved_tensor_slice.proto` and `tensor_slice_reader.cc`.
Every value is a SavedTensorSlices. The one of the empty key tells name, shape, type and
slices of all variables; each other one has the tensor of one slice, under that slice's
key. Also a variable that is not partitioned is one slice. The networks that were published
with TF-Slim are in this format, and their blocks are compressed.

Shards are tables of this kind. Together they have all variables, and the slices of one
variable may be in several of them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from argscope.checkpoint._damage import Malformed, blamed_on
from argscope.checkpoint._dtypes import numpy_dtype
from argscope.checkpoint._slice_key import slice_key
from argscope.checkpoint._table import Table
from argscope.checkpoint._tensor_values import tensor_values
from argscope.checkpoint._variable import (
    Slice,
    Variable,
    placed,
    read_shape,
    read_slice,
    shape_of,
    size_of,
)
from argscope.checkpoint._wire import Field, fields, message, text, unsigned


class SavedSlices:
    """The V1 checkpoint in a file, or in shards.

    Raises:
        DamagedCheckpointError: Its list of variables is not what was written.
        UnsupportedCheckpointError: It has a tensor of a type that NumPy lacks.
    """

    format = "V1"

    def __init__(self, *paths: Path) -> None:
        found: dict[str, Variable] = {}
        self._homes: dict[bytes, Table] = {}
        for table in map(Table, paths):
            with blamed_on(table.path, "list of variables"):
                for variable in _variables(table.get(b"")):
                    found[variable.name] = _joined(found.get(variable.name), variable)
                    for part in variable.slices:
                        key = slice_key(variable.name, part.extents)
                        self._homes[key] = table
        self._path = paths[0]
        self.variables = dict(sorted(found.items()))

    def read(self, name: str) -> NDArray[Any]:
        """Return a variable's values.

        Raises:
            DamagedCheckpointError: They are not what was written.
        """
        variable = self.variables[name]
        with blamed_on(self._path, f"variable {name!r}"):
            places = placed(variable)
        if len(places) == 1:
            part, index = places[0]
            return self._part(variable, part, index).reshape(variable.shape)
        parts = [(index, self._part(variable, part, index)) for part, index in places]
        result = np.empty(variable.shape, variable.dtype)
        while parts:
            index, values = parts.pop()
            result[index] = values
        return result

    def _part(
        self, variable: Variable, part: Slice, index: tuple[slice, ...]
    ) -> NDArray[Any]:
        key = slice_key(variable.name, part.extents)
        home = self._homes[key]
        with blamed_on(home.path, f"variable {variable.name!r}"):
            value = home.get(key)
            if value is None:
                raise Malformed(f"the slice {part.extents} is not there")
            # SavedTensorSlices 2: data; SavedSlice 1: name, 2: slice, 3: tensor
            saved = dict(fields(_only(value, 2)))
            if text(saved.get(1, memoryview(b""))) != variable.name:
                raise Malformed("another variable stands in its place")
            tensor = message(saved.get(3, memoryview(b"")))
            values = tensor_values(tensor, variable.dtype, size_of(index))
            return values.reshape(shape_of(index))


def _variables(value: memoryview | None) -> list[Variable]:
    if value is None:
        raise Malformed("it is not there")
    # SavedTensorSlices 1: meta; SavedTensorSliceMeta 1: a variable, 2: versions
    metas = [_variable(field) for n, field in fields(_only(value, 1)) if n == 1]
    if len({variable.name for variable in metas}) != len(metas):
        raise Malformed("it has a name twice")
    return metas


def _joined(before: Variable | None, variable: Variable) -> Variable:
    if before is None:
        return variable
    if (before.dtype, before.shape) != (variable.dtype, variable.shape):
        raise Malformed(
            f"{variable.name!r} is of another type or shape than in a shard"
        )
    return replace(before, slices=before.slices + variable.slices)


def _variable(data: Field) -> Variable:
    # SavedSliceMeta 1: name, 2: shape, 3: type, 4: slices
    parts, slices = {}, []
    for number, field in fields(message(data)):
        parts[number] = field
        if number == 4:
            slices.append(read_slice(field))
    return Variable(
        name=text(parts.get(1, memoryview(b""))),
        dtype=numpy_dtype(unsigned(parts.get(3, 0))),
        shape=read_shape(parts.get(2, memoryview(b""))),
        slices=tuple(slices),
    )


def _only(value: memoryview, number: int) -> memoryview:
    found = [field for n, field in fields(value) if n == number]
    if len(found) != 1:
        raise Malformed(f"it has field {number} {len(found)} times")
    return message(found[0])
