"""Sorted string tables: the container of `.index` files and of V1 checkpoints.

Source: LevelDB's `doc/table_format.md`, and TensorFlow's `core/lib/io/table*`, which
write the same. A file is a row of blocks and a footer of 48 bytes:

    data blocks, metaindex block, index block, footer

The footer has the places of the last two blocks and ends in a magic number. A block is
a list of (key, value) with keys in rising order, each key without the prefix it shares
with the one before, then restart points (which a reader of whole blocks does not need).
Behind each block stand the kind of its compression (0 none, 1 snappy) and a masked
CRC-32C of both. The index block maps a key, not below any of a data block, to its place.

TensorFlow writes blocks without gaps, and this is checked: then a wrong footer, which has
no checksum, cannot make another block of the file pass for the index.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from argscope.checkpoint._checksum import check, extend
from argscope.checkpoint._damage import Malformed, blamed_on
from argscope.checkpoint._mapped import MappedFile
from argscope.checkpoint._snappy import decompressed
from argscope.checkpoint._wire import varint

FOOTER: Final = 48
MAGIC: Final = (0xDB4775248B80FB57).to_bytes(8, "little")
TRAILER: Final = 5  # compression and checksum
_U32: Final = 4


class Place(NamedTuple):
    """Where a block stands in the file, without its trailer, in bytes."""

    offset: int
    size: int

    @property
    def end(self) -> int:
        """The offset of what follows the block and its trailer."""
        return self.offset + self.size + TRAILER


def is_table(path: Path) -> bool:
    """Return whether a file ends as a table does."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - FOOTER))
        return ends_as_table(file.read())


def ends_as_table(data: bytes) -> bool:
    """Return whether bytes, or the last of them, are the end of a table."""
    return len(data) >= FOOTER and data.endswith(MAGIC)


class Table:
    """A table in a memory-mapped file; every block that is read is checked.

    Raises:
        DamagedCheckpointError: The footer or the index block is wrong.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with blamed_on(path, "footer"):
            if path.stat().st_size < FOOTER:
                raise Malformed("the file is cut off")
            self._file = MappedFile(path)
            self._data = self._file.data
            metaindex, index = _footer(self._data)
        list(self._entries(metaindex))  # has nothing that is needed, and is checked
        entries = list(self._entries(index))
        self._last_keys = [key for key, _ in entries]
        with blamed_on(path, "index block"):
            self._places = [_place(value, 0)[0] for _, value in entries]
            _check_no_gaps([*self._places, metaindex, index])

    def entries(self) -> Iterator[tuple[bytes, memoryview]]:
        """Yield all keys with their values, in order.

        Raises:
            DamagedCheckpointError: A block does not have its checksum or its form.
        """
        before: bytes | None = None
        for place in self._places:
            for key, value in self._entries(place):
                if before is not None and key <= before:
                    with blamed_on(self.path, f"block at byte {place.offset}"):
                        raise Malformed("its keys are not in order")
                before = key
                yield key, value

    def get(self, key: bytes) -> memoryview | None:
        """Return the value of a key, None if the table lacks it.

        Raises:
            DamagedCheckpointError: The key's block lacks its checksum or its form.
        """
        block = bisect_left(self._last_keys, key)
        if block == len(self._places):
            return None
        for found, value in self._entries(self._places[block]):
            if found >= key:
                return value if found == key else None
        return None

    def _entries(self, place: Place) -> Iterator[tuple[bytes, memoryview]]:
        with blamed_on(self.path, f"block at byte {place.offset}"):
            yield from _parsed(self._block(place))

    def _block(self, place: Place) -> memoryview:
        self._file.let_go()  # of the blocks before, which otherwise count as memory
        kind = self._data[place.offset + place.size]
        stored = self._data[place.end - _U32 : place.end]
        # The library takes memory-mapped bytes as an array only.
        covered = np.frombuffer(self._data, np.uint8, place.size + 1, place.offset)
        check(extend(0, covered), int.from_bytes(stored, "little"), "the block")
        contents = self._data[place.offset : place.offset + place.size]
        if kind == 0:
            return contents
        if kind == 1:
            return decompressed(contents)
        raise Malformed(f"its compression is of unknown kind {kind}")


def _footer(data: memoryview) -> tuple[Place, Place]:
    footer = data[-FOOTER:]
    if footer[-len(MAGIC) :] != MAGIC:
        raise Malformed("the magic number of a table is not at the end of the file")
    metaindex, at = _place(footer, 0)
    index, _ = _place(footer, at)
    if index.end != len(data) - FOOTER or metaindex.end != index.offset:
        raise Malformed("it does not point at the blocks before it")
    return metaindex, index


def _place(data: memoryview, at: int) -> tuple[Place, int]:
    offset, at = varint(data, at)
    size, at = varint(data, at)
    return Place(offset, size), at


def _check_no_gaps(places: list[Place]) -> None:
    at = 0
    for place in places:
        if place.offset != at:
            raise Malformed(f"a block at byte {at} was expected, not at {place.offset}")
        at = place.end


def _parsed(block: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    end = _end_of_entries(block)
    at, key = 0, b""
    while at < end:
        shared, at = varint(block, at)
        own, at = varint(block, at)
        size, at = varint(block, at)
        if shared > len(key) or own + size > end - at:
            raise Malformed("an entry does not fit into it")
        key = key[:shared] + bytes(block[at : at + own])
        yield key, block[at + own : at + own + size]
        at += own + size


def _end_of_entries(block: memoryview) -> int:
    restarts = int.from_bytes(block[-_U32:], "little")
    end = len(block) - _U32 * (restarts + 1)
    if end < 0:
        raise Malformed("its restart points do not fit into it")
    return end
