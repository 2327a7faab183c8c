"""Checkpoints V2: a table of entries, and tensors one behind the other in shards.

Source: TensorFlow's `core/protobuf/tensor_bundle.proto` and
`core/util/tensor_bundle/tensor_bundle.cc`. The table's first key is empty and has a
BundleHeaderProto; each other key is a variable, or a slice of one, with a
BundleEntryProto: type, shape, shard, offset and size in bytes, checksum. A variable that
was saved in parts has an entry without data that lists its slices.

Tensors are read in pieces of 1 MiB straight from their file, not through a memory map:
as fast, the process holds no more than the tensor, and a file that is cut off while it
is read gives an error and not the signal that ends a process. Only parts of tensors, for
devices that hold no more, are read through one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from argscope.checkpoint._damage import Malformed, Unsupported, blamed_on
from argscope.checkpoint._dtypes import STRING, numpy_dtype
from argscope.checkpoint._shard import (
    Extent,
    bytes_of,
    check_bytes,
    check_truth,
    mapped,
    read_into,
    read_strings,
)
from argscope.checkpoint._slice_key import slice_key
from argscope.checkpoint._table import Table
from argscope.checkpoint._variable import (
    Slice,
    Variable,
    from_to,
    overlap,
    placed,
    read_shape,
    read_slice,
    seen_from,
    shape_of,
    size_of,
)
from argscope.checkpoint._wire import fields, message, signed, text, unsigned


@dataclass(frozen=True)
class _Entry:
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    slices: tuple[Slice, ...]
    shard: int
    extent: Extent


class Bundle:
    """The V2 checkpoint `prefix.index`, `prefix.data-*`.

    Raises:
        DamagedCheckpointError: The index does not hold what was written.
        UnsupportedCheckpointError: It was written on a big-endian machine.
    """

    format = "V2"

    def __init__(self, prefix: Path) -> None:
        self._prefix = prefix
        self._index = prefix.with_name(f"{prefix.name}.index")
        self._entries = {
            key: bytes(value) for key, value in Table(self._index).entries()
        }
        with blamed_on(self._index, "header"):
            self._shards = _shards(self._entries.pop(b"", None))
        # Keys of slices begin with a zero byte, and names never do.
        names = sorted(key for key in self._entries if key[:1] != b"\x00")
        self.variables = {v.name: v for v in map(self._variable, names)}

    def read(self, name: str) -> NDArray[Any]:
        """Return a variable's values.

        Raises:
            DamagedCheckpointError: They are not what was written.
            MissingShardError: Their file is not there.
        """
        variable = self.variables[name]
        parts = self._places(variable)
        if not variable.slices:
            return self._whole(name, parts[0][1])
        result = np.empty(variable.shape, variable.dtype)
        for index, entry in parts:
            target = result[index]
            if entry.dtype != STRING and target.flags.c_contiguous:
                self._fill(name, entry, target)
            else:
                result[index] = self._whole(name, entry)
        return result

    def part(self, name: str, wanted: tuple[slice, ...]) -> NDArray[Any]:
        """Return a part of a variable's values, unchecked; no others are read.

        Raises:
            DamagedCheckpointError: They cannot be where they are to be.
            MissingShardError: See `read`.
        """
        variable = self.variables[name]
        if variable.dtype == STRING:
            return self.read(name)[wanted]
        index = from_to(wanted, variable.shape)
        result = np.empty(shape_of(index), variable.dtype)
        for place, entry in self._places(variable):
            common = overlap(place, index)
            if size_of(common) or not variable.shape:
                values = self._mapped(name, entry)
                result[seen_from(index, common)] = values[seen_from(place, common)]
        return result

    def check(self, name: str) -> None:
        """Read all of a variable's values and keep none of them.

        Raises:
            DamagedCheckpointError: See `read`.
            MissingShardError: See `read`.
        """
        for _, entry in self._places(self.variables[name]):
            if entry.dtype == STRING:
                self._whole(name, entry)
                continue
            self._check_fits(name, entry)
            shard = self._shard(entry)
            with blamed_on(shard, f"variable {name!r}"):
                check_bytes(shard, entry.extent, entry.dtype)

    def _places(self, variable: Variable) -> list[tuple[tuple[slice, ...], _Entry]]:
        """Return all entries with values, and where these are in the whole."""
        if not variable.slices:
            entry = self._entry(variable.name.encode(), variable.name)
            return [(from_to((), variable.shape), entry)]
        with blamed_on(self._index, f"variable {variable.name!r}"):
            return [
                (index, self._part(variable, part, shape_of(index)))
                for part, index in placed(variable)
            ]

    def _variable(self, key: bytes) -> Variable:
        with blamed_on(self._index, f"variable {key!r}"):
            name = text(memoryview(key))
        entry = self._entry(key, name)
        return Variable(name, entry.dtype, entry.shape, entry.slices)

    def _entry(self, key: bytes, name: str) -> _Entry:
        with blamed_on(self._index, f"variable {name!r}"):
            entry = _entry(self._entries[key])
            if not 0 <= entry.shard < self._shards:
                raise Malformed(f"is in shard {entry.shard} of {self._shards}")
        return entry

    def _part(self, variable: Variable, part: Slice, shape: tuple[int, ...]) -> _Entry:
        key = slice_key(variable.name, part.extents)
        if key not in self._entries:
            raise Malformed(f"the slice {part.extents} is not there")
        entry = self._entry(key, variable.name)
        if (entry.dtype, entry.shape) != (variable.dtype, shape):
            raise Malformed(f"the slice {part.extents} is of another type or shape")
        self._check_fits(variable.name, entry)
        return entry

    def _whole(self, name: str, entry: _Entry) -> NDArray[Any]:
        self._check_fits(name, entry)
        if entry.dtype == STRING:
            shard = self._shard(entry)
            with blamed_on(shard, f"variable {name!r}"):
                return read_strings(shard, entry.extent, entry.shape)
        result = np.empty(entry.shape, entry.dtype)
        self._fill(name, entry, result)
        return result

    def _fill(self, name: str, entry: _Entry, target: NDArray[Any]) -> None:
        shard = self._shard(entry)
        with blamed_on(shard, f"variable {name!r}"):
            read_into(bytes_of(target), shard, entry.extent)
            if entry.dtype == np.bool_:
                check_truth(entry.dtype, bytes_of(target).max(initial=0))

    def _mapped(self, name: str, entry: _Entry) -> NDArray[Any]:
        self._check_fits(name, entry)
        return mapped(self._shard(entry), entry.extent, entry.dtype, entry.shape)

    def _check_fits(self, name: str, entry: _Entry) -> None:
        # Before memory is set aside: a wrong shape must not ask for more than there is.
        if entry.dtype != STRING:
            expected = math.prod(entry.shape) * entry.dtype.itemsize
            if entry.extent.size != expected:
                with blamed_on(self._index, f"variable {name!r}"):
                    raise Malformed(
                        f"{entry.dtype.name}{list(entry.shape)} takes {expected} bytes, "
                        f"not {entry.extent.size}"
                    )
        shard = self._shard(entry)
        with blamed_on(shard, f"variable {name!r}"):
            entry.extent.check_within(shard, name)

    def _shard(self, entry: _Entry) -> Path:
        suffix = f".data-{entry.shard:05d}-of-{self._shards:05d}"
        return self._prefix.with_name(self._prefix.name + suffix)


def _shards(header: bytes | None) -> int:
    if header is None:
        raise Malformed("it is not there")
    # 1: number of shards, 2: byte order (1 is big-endian), 3: versions
    parts = dict(fields(memoryview(header)))
    if unsigned(parts.get(2, 0)) != 0:
        raise Unsupported("it was written on a big-endian machine, which is not read")
    shards = signed(parts.get(1, 0))
    if shards < 1:
        raise Malformed(f"it tells of {shards} shards")
    return shards


def _entry(data: bytes) -> _Entry:
    # 1: type, 2: shape, 3: shard, 4: offset, 5: size, 6: checksum, 7: slices
    parts, slices = {}, []
    for number, field in fields(memoryview(data)):
        parts[number] = field
        if number == 7:
            slices.append(read_slice(field))
    return _Entry(
        dtype=numpy_dtype(unsigned(parts.get(1, 0))),
        shape=read_shape(message(parts.get(2, memoryview(b"")))),
        slices=tuple(slices),
        shard=signed(parts.get(3, 0)),
        extent=Extent(
            offset=signed(parts.get(4, 0)),
            size=signed(parts.get(5, 0)),
            checksum=unsigned(parts.get(6, 0)),
        ),
    )
