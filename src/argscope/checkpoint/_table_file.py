"""Sorted string tables, written: what `_table` reads.

Source: as there, and TensorFlow's `core/lib/io/table_builder.cc` and `block_builder.cc`,
which these files equal byte by byte. A block of data ends when it has 256 KiB. Every 16th
entry of it, and every one of the index, is a restart point: its key stands there whole.
The index has for a block the shortest key that is not below its last one, and below the
first one of the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, Final

from argscope.checkpoint._checksum import extend, mask
from argscope.checkpoint._encode import varint
from argscope.checkpoint._table import FOOTER, MAGIC, Place

_BLOCK: Final = 262_144
_RESTARTS: Final = 16
_NOT_COMPRESSED: Final = b"\x00"


def write_table(file: BinaryIO, entries: Iterable[tuple[bytes, bytes]]) -> None:
    """Write a table.

    Args:
        file: Where, at its start.
        entries: Keys with values, in rising order of keys.
    """
    block, index = _Block(_RESTARTS), _Block(1)
    full: Place | None = None  # a block that waits for the key behind it
    last = b""
    for key, value in entries:
        if full is not None:
            index.add(_between(last, key), _place(full))
            full = None
        block.add(key, value)
        last = key
        if block.size >= _BLOCK:
            full, block = _written(file, block), _Block(_RESTARTS)
    if block:
        full = _written(file, block)
    metaindex = _written(file, _Block(_RESTARTS))
    if full is not None:
        index.add(_behind(last), _place(full))
    places = _place(metaindex) + _place(_written(file, index))
    file.write(places.ljust(FOOTER - len(MAGIC), b"\x00") + MAGIC)


class _Block:
    """Entries of a block, as they come."""

    def __init__(self, interval: int) -> None:
        self._interval = interval
        self._entries = bytearray()
        self._count = 0
        self._restarts = [0]
        self._last = b""

    def __bool__(self) -> bool:
        return self._count > 0

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return len(self._entries) + 4 * (len(self._restarts) + 1)

    def add(self, key: bytes, value: bytes) -> None:
        """Add an entry, whose key is above those before."""
        shared = 0
        if self._count % self._interval:
            shared = _shared(self._last, key)
        elif self._count:
            self._restarts.append(len(self._entries))
        own = key[shared:]
        for number in (shared, len(own), len(value)):
            self._entries += varint(number)
        self._entries += own + value
        self._count += 1
        self._last = key

    def bytes(self) -> bytes:
        """Return it as it stands in the file."""
        points = (*self._restarts, len(self._restarts))
        return bytes(self._entries) + b"".join(p.to_bytes(4, "little") for p in points)


def _written(file: BinaryIO, block: _Block) -> Place:
    contents = block.bytes()
    place = Place(file.tell(), len(contents))
    checksum = mask(extend(0, contents + _NOT_COMPRESSED))
    file.write(contents + _NOT_COMPRESSED + checksum.to_bytes(4, "little"))
    return place


def _place(place: Place) -> bytes:
    return varint(place.offset) + varint(place.size)


def _shared(one: bytes, other: bytes) -> int:
    shortest = min(len(one), len(other))
    return next((i for i in range(shortest) if one[i] != other[i]), shortest)


def _between(last: bytes, following: bytes) -> bytes:
    at = _shared(last, following)
    if at < len(last) and last[at] + 1 < following[at]:
        return last[:at] + bytes([last[at] + 1])
    return last


def _behind(last: bytes) -> bytes:
    for at, byte in enumerate(last):
        if byte != 0xFF:
            return last[:at] + bytes([byte + 1])
    return last
