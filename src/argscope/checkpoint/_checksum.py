"""Masked CRC-32C, the checksum of table blocks and of tensors.

Source: LevelDB's `util/crc32c.h`: a checksum that is stored beside the data it covers
is rotated right by 15 bits, and a constant is added, so that a checksum of data that
holds checksums is not a weak one.
"""

from __future__ import annotations

from typing import Any, Final

from argscope.checkpoint._damage import Malformed
from argscope.checkpoint._libraries import library

_DELTA: Final = 0xA282EAD8
_BITS: Final = 0xFFFFFFFF


def extend(checksum: int, data: Any) -> int:
    """Return the unmasked CRC-32C of what `checksum` covers, followed by `data`.

    Args:
        checksum: Unmasked; 0 for nothing.
        data: Bytes, or a contiguous NumPy array of bytes.
    """
    crc32c = library("google_crc32c", package="google-crc32c", purpose="A checkpoint")
    return int(crc32c.extend(checksum, data))


def mask(checksum: int) -> int:
    """Return the form in which a checksum is stored."""
    return (((checksum >> 15) | (checksum << 17)) + _DELTA) & _BITS


def check(checksum: int, stored: int, subject: str) -> None:
    """Compare an unmasked `checksum` of the `subject` with the `stored`, masked one.

    Raises:
        Malformed: They differ.
    """
    if mask(checksum) != stored:
        raise Malformed(
            f"the checksum of {subject} is {mask(checksum):08x}, "
            f"and {stored:08x} was written"
        )
