"""Messages of protocol buffers, written: what `_wire` reads."""

from __future__ import annotations

from typing import Final

_BYTES: Final = 2  # the wire types, as `_wire` tells them
_FIXED32: Final = 5


def varint(number: int) -> bytes:
    """Return a number, of 0 to 2**64 - 1, as a varint."""
    result = bytearray()
    while number > 0x7F:
        result.append(number & 0x7F | 0x80)
        number >>= 7
    result.append(number)
    return bytes(result)


def number_field(number: int, value: int) -> bytes:
    """Return a field with a number; nothing for 0, as it is not written."""
    return varint(number << 3) + varint(value) if value else b""


def bytes_field(number: int, value: bytes) -> bytes:
    """Return a field with a message or a string, also of an empty one."""
    return varint(number << 3 | _BYTES) + varint(len(value)) + value


def fixed_field(number: int, value: int) -> bytes:
    """Return a field with a number in 4 bytes."""
    return varint(number << 3 | _FIXED32) + value.to_bytes(4, "little")
