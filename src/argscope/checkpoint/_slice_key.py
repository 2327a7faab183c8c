"""Keys of slices: the name and the extents of a part of a variable, as bytes that sort.

Source: TensorFlow's `core/lib/strings/ordered_code.h` and
`core/util/saved_tensor_slice_util.h`: the number 0, the name, the rank, and for each axis
start and length.
"""

from __future__ import annotations

from collections.abc import Sequence


def slice_key(name: str, extents: Sequence[tuple[int, int]]) -> bytes:
    r"""Return the key of a slice.

    Args:
        name: Name of the whole variable.
        extents: Start and length along each axis; the length is -1 for the whole axis.

    Example:
        >>> slice_key("w", [(0, -1)])
        b'\x00w\x00\x01\x01\x01\x80\x7f'
    """
    parts = [_number(0), _string(name.encode()), _number(len(extents))]
    for start, length in extents:
        parts += [_signed_number(start), _signed_number(length)]
    return b"".join(parts)


def _number(value: int) -> bytes:
    size = (value.bit_length() + 7) // 8
    return bytes([size]) + value.to_bytes(size, "big")


def _string(value: bytes) -> bytes:
    # The byte ff would need an escape too, and is in no name: UTF-8 does not use it.
    return value.replace(b"\x00", b"\x00\xff") + b"\x00\x01"


def _signed_number(value: int) -> bytes:
    # As many leading ones as bytes, then a zero, then 7 bits a byte, less one for the
    # sign; all of that complemented if the value is negative.
    size = 1
    while not -(1 << (7 * size - 1)) <= value < 1 << (7 * size - 1):
        size += 1
    ones = ((1 << size) - 1) << (7 * size)
    return ((value & ((1 << (8 * size)) - 1)) ^ ones).to_bytes(size, "big")
