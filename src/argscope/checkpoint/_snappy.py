"""Decompression of table blocks."""

from __future__ import annotations

from typing import Any

from argscope.checkpoint._damage import Malformed
from argscope.checkpoint._libraries import library


def decompressed(data: Any) -> memoryview:
    """Return what snappy's raw format holds.

    Source: snappy's `format_description.txt`. Its densest element, a copy with a two
    byte offset, makes 64 bytes of 3: a length beyond that ratio is a lie, and is found
    before memory is set aside for it.

    Raises:
        Malformed: The data are not of this format.
    """
    cramjam = library("cramjam", package="cramjam", purpose="A compressed checkpoint")
    try:
        length = cramjam.snappy.decompress_raw_len(data)
        if length * 3 > len(data) * 64:
            raise Malformed(
                f"{len(data)} compressed bytes claim to hold {length} bytes"
            )
        result = memoryview(cramjam.snappy.decompress_raw(data))
    except cramjam.DecompressionError as problem:
        raise Malformed(f"snappy cannot decompress it ({problem})") from None
    if len(result) != length:
        raise Malformed(f"decompresses to {len(result)} bytes instead of {length}")
    return result
