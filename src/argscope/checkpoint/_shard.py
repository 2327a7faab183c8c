"""The `.data-*` files of checkpoints V2: bytes of tensors, read and checked.

Source: TensorFlow's `core/util/tensor_bundle/tensor_bundle.cc`. Numbers stand as in
memory, in C order and little-endian. Strings stand as their lengths in varints, a masked
checksum of the lengths, and the bytes one after the other; there a length enters the
checksum as 4 bytes, or 8 beyond 4 GiB.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from argscope.checkpoint._checksum import check, extend
from argscope.checkpoint._damage import Malformed
from argscope.checkpoint._renamed import renamed
from argscope.checkpoint._wire import varints
from argscope.checkpoint.errors import MissingShardError

_PIECE: Final = 1 << 20  # bytes that are still in the processor's cache when checked
_U32: Final = 4


@dataclass(frozen=True)
class Extent:
    """Where a tensor stands in its file: offset and size in bytes, masked checksum."""

    offset: int
    size: int
    checksum: int

    def check_within(self, shard: Path, variable: str) -> None:
        """Check that the file is there and long enough.

        Raises:
            MissingShardError: It is not there.
            Malformed: It ends before the tensor does.
        """
        try:
            length = shard.stat().st_size
        except FileNotFoundError:
            raise MissingShardError.about(
                shard, variable=variable, renamed=renamed(shard)
            ) from None
        if not 0 <= self.offset <= self.offset + self.size <= length:
            raise Malformed(
                f"stands at bytes {self.offset} to {self.offset + self.size}, "
                f"and the file has {length}"
            )


def bytes_of(array: NDArray[Any]) -> NDArray[np.uint8]:
    """Return the memory of a contiguous array."""
    return array.reshape(-1).view(np.uint8)


def read_into(target: NDArray[np.uint8], shard: Path, extent: Extent) -> None:
    """Fill an array of bytes with what stands at an extent.

    Raises:
        Malformed: The file ends too early, or the checksum differs.
    """
    checksum = _read(target, shard, extent.offset)
    check(checksum, extent.checksum, "the tensor")


def check_bytes(shard: Path, extent: Extent, dtype: np.dtype[Any]) -> None:
    """Read what stands at an extent and keep none of it.

    Raises:
        Malformed: See `read_into` and `check_truth`.
    """
    checksum = highest = 0
    for piece in _pieces(shard, extent.offset, extent.size):
        checksum = extend(checksum, piece)
        if dtype == np.bool_:
            highest = max(highest, *piece)
    check(checksum, extent.checksum, "the tensor")
    check_truth(dtype, highest)


def check_truth(dtype: np.dtype[Any], highest: int) -> None:
    """Check the highest byte of an array that may have truth values.

    Raises:
        Malformed: It has, and that is none.
    """
    if dtype == np.bool_ and highest > 1:
        raise Malformed("a truth value is neither 0 nor 1")


def mapped(
    shard: Path, extent: Extent, dtype: np.dtype[Any], shape: tuple[int, ...]
) -> NDArray[Any]:
    """Return the array at an extent, of which what is looked at is read, unchecked."""
    if not extent.size:
        return np.empty(shape, dtype)
    return np.memmap(shard, dtype, mode="r", offset=extent.offset, shape=shape)


def read_strings(shard: Path, extent: Extent, shape: tuple[int, ...]) -> NDArray[Any]:
    """Return an array of `bytes` objects.

    Raises:
        Malformed: The extent does not hold strings of that shape and checksum.
    """
    count = math.prod(shape)
    if count + _U32 > extent.size:
        raise Malformed(f"{count} strings are not in {extent.size} bytes")
    data = np.empty(extent.size, np.uint8)
    _read(data, shard, extent.offset)
    lengths, start = _lengths(data, count)
    stored = data[start : start + _U32]
    start += _U32
    if sum(lengths) != extent.size - start:
        raise Malformed("lengths of strings do not add up to what is there")
    checksum = extend(0, as_checked(lengths))
    check(checksum, int.from_bytes(stored, "little"), "the lengths of strings")
    checksum = extend(extend(checksum, stored), data[start:])
    check(checksum, extent.checksum, "the tensor")
    return _strings(data[start:].tobytes(), lengths, shape)


def as_checked(lengths: list[int]) -> bytes:
    """Return lengths of strings as they enter a checksum."""
    return b"".join(n.to_bytes(4 if n < 1 << 32 else 8, "little") for n in lengths)


def _lengths(data: NDArray[np.uint8], count: int) -> tuple[list[int], int]:
    ends = np.flatnonzero(data < 0x80)[:count]
    if len(ends) < count:
        raise Malformed("lengths of strings do not end")
    stop = int(ends[-1]) + 1 if count else 0
    numbers, _ = varints(data[:stop])
    if stop + _U32 > len(data):
        raise Malformed("lengths of strings leave no room for their checksum")
    return numbers.tolist(), stop


def _strings(data: bytes, lengths: list[int], shape: tuple[int, ...]) -> NDArray[Any]:
    result = np.empty(len(lengths), object)
    at = 0
    for index, length in enumerate(lengths):
        result[index] = data[at : at + length]
        at += length
    return result.reshape(shape)


def _read(target: NDArray[np.uint8], shard: Path, offset: int) -> int:
    checksum = start = 0
    for piece in _pieces(shard, offset, len(target)):
        checksum = extend(checksum, piece)
        target[start : start + len(piece)] = np.frombuffer(piece, np.uint8)
        start += len(piece)
    return checksum


def _pieces(shard: Path, offset: int, size: int) -> Iterator[bytes]:
    with shard.open("rb", buffering=0) as file:
        file.seek(offset)
        for start in range(0, size, _PIECE):
            length = min(_PIECE, size - start)
            piece = file.read(length)
            if not piece or len(piece) < length:
                raise Malformed("the file ends in the middle of the tensor")
            yield piece
