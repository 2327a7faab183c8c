"""The wire format of protocol buffers, as far as checkpoints and graphs use it.

A message is a row of fields: a varint `number << 3 | wire type`, then a varint (type
0), 8 bytes (1), a varint length and so many bytes (2) or 4 bytes (5). Source: the
"Encoding" page of protobuf.dev.

By hand, and not with the `protobuf` package: a few fields of a few messages are read,
the large one (a tensor) must not be copied or limited to 2 GB, and TensorFlow pins
versions of that package which a program may also need.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from argscope.checkpoint._damage import Malformed

Field: TypeAlias = int | memoryview

_LONGEST: Final = 10  # bytes of a varint of 64 bits
_FIXED: Final = {1: 8, 5: 4}


def varint(data: Any, at: int) -> tuple[int, int]:
    """Return the varint at a position, below 2**64, and the position behind it."""
    if at < len(data) and data[at] < 0x80:  # the most, and a graph has many
        return int(data[at]), at + 1
    result = 0
    for index in range(min(_LONGEST, len(data) - at)):
        byte = data[at + index]
        result |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return result & 0xFFFF_FFFF_FFFF_FFFF, at + index + 1
    raise Malformed("a number does not end")


def fields(data: memoryview, *, cut: bool = False) -> Iterator[tuple[int, Field]]:
    """Yield number and value of each field: an int for a varint, else its bytes.

    Args:
        data: A message.
        cut: The message may end too early, and so may its last field.

    Raises:
        Malformed: It is not a message.
    """
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        number, kind = tag >> 3, tag & 7
        if number == 0:
            raise Malformed("a field has the number 0")
        if kind == 0:
            value, at = varint(data, at)
            yield number, value
            continue
        if kind == 2:
            size, at = varint(data, at)
        elif kind in _FIXED:
            size = _FIXED[kind]
        else:
            raise Malformed(f"field {number} is of unknown wire type {kind}")
        if size > len(data) - at and not cut:
            raise Malformed(f"field {number} ends behind its message")
        yield number, data[at : at + size]
        at += size


def unsigned(field: Field) -> int:
    """Return a varint, or the little-endian number of a fixed field."""
    if isinstance(field, int):
        return field
    if len(field) not in _FIXED.values():
        raise Malformed("a number was expected and bytes were found")
    return int.from_bytes(field, "little")


def signed(field: Field) -> int:
    """Return a varint that holds a number in two's complement of 64 bits."""
    value = unsigned(field)
    return value - (1 << 64) if value >= 1 << 63 else value


def message(field: Field) -> memoryview:
    """Return the bytes of a message or a string."""
    if isinstance(field, int):
        raise Malformed("bytes were expected and a number was found")
    return field


def text(field: Field) -> str:
    """Return a name."""
    try:
        return bytes(message(field)).decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("a name is not UTF-8") from None


def varints(data: Any) -> tuple[NDArray[np.uint64], int]:
    """Decode bytes that are varints only; also return how many bytes at the end are not.

    Returns:
        The numbers, and the count of bytes of a last number that does not end.
    """
    raw = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(raw < 0x80)
    starts = np.concatenate([[0], ends[:-1] + 1])[: len(ends)].astype(np.intp)
    lengths = ends - starts + 1
    rest = len(raw) - (int(ends[-1]) + 1 if len(ends) else 0)
    if len(lengths) and lengths.max() > _LONGEST:
        raise Malformed("a number does not end")
    numbers = np.zeros(len(ends), np.uint64)
    for index in range(int(lengths.max(initial=0))):
        longer = lengths > index
        bits = (raw[starts[longer] + index] & 0x7F).astype(np.uint64)
        numbers[longer] |= bits << np.uint64(7 * index)
    return numbers, rest
