"""The `.data-*` files of checkpoints V2, written: what `_shard` reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from argscope.checkpoint._checksum import extend, mask
from argscope.checkpoint._dtypes import STRING
from argscope.checkpoint._encode import varint
from argscope.checkpoint._shard import Extent, as_checked, bytes_of

_PIECE: Final = 1 << 20  # bytes that are still in the processor's cache when written


def write_tensor(file: BinaryIO, array: NDArray[Any]) -> Extent:
    """Append an array; strings are `bytes` objects. No copy of a large one is made."""
    offset = file.tell()
    write = _write_strings if array.dtype == STRING else _write_numbers
    checksum = write(file, array)
    return Extent(offset, file.tell() - offset, mask(checksum))


def _write_numbers(file: BinaryIO, array: NDArray[Any]) -> int:
    checksum = 0
    for piece in _pieces(array):
        checksum = extend(checksum, piece)
        file.write(piece.data)
    return checksum


def _pieces(array: NDArray[Any]) -> Iterator[NDArray[np.uint8]]:
    if array.flags.c_contiguous:
        data = bytes_of(array)
        for start in range(0, len(data), _PIECE):
            yield data[start : start + _PIECE]
        return
    count = _PIECE // array.dtype.itemsize
    for start in range(0, array.size, count):
        yield bytes_of(array.flat[start : start + count])


def _write_strings(file: BinaryIO, array: NDArray[Any]) -> int:
    lengths = [len(each) for each in array.flat]
    checksum = extend(0, as_checked(lengths))
    stored = mask(checksum).to_bytes(4, "little")
    file.write(b"".join(map(varint, lengths)) + stored)
    checksum = extend(checksum, stored)
    for each in array.flat:
        checksum = extend(checksum, each)
        file.write(each)
    return checksum
