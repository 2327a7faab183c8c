"""Checkpoints for tests, in TensorFlow's V2 format: float32, one shard, one block.

Source: what `argscope.checkpoint._bundle` and `_table` cite.
"""

import struct
from pathlib import Path

import numpy as np

from argscope.checkpoint._checksum import extend, mask
from argscope.checkpoint._table import FOOTER, MAGIC

_HEADER = b"\x08\x01\x1a\x02\x08\x01"  # one shard, version 1


def write_checkpoint(prefix: Path, values):
    """Write arrays by name; return the prefix."""
    data, entries = b"", {"": _HEADER}
    for name in sorted(values):
        array = np.asarray(values[name], "<f4")
        entries[name] = _entry(array, offset=len(data))
        data += array.tobytes()
    prefix.with_name(f"{prefix.name}.data-00000-of-00001").write_bytes(data)
    prefix.with_name(f"{prefix.name}.index").write_bytes(_table(entries))
    return prefix


def _entry(array, offset):
    sizes = [b"\x08" + _varint(size) for size in array.shape]
    shape = b"".join(b"\x12" + _varint(len(size)) + size for size in sizes)
    checksum = struct.pack("<I", mask(extend(0, array.tobytes())))
    places = b"\x20" + _varint(offset) + b"\x28" + _varint(array.nbytes)
    return b"\x08\x01\x12" + _varint(len(shape)) + shape + places + b"\x35" + checksum


def _table(entries):
    file, places = b"", []
    last = max(entries)
    for block in (entries, {}, None):
        rows = {last: places[0]} if block is None else block
        written = _block({key.encode(): value for key, value in rows.items()})
        places.append(_varint(len(file)) + _varint(len(written)))
        checksum = mask(extend(0, written + b"\x00"))
        file += written + b"\x00" + struct.pack("<I", checksum)
    footer = b"".join(places[1:])
    return file + footer.ljust(FOOTER - len(MAGIC), b"\x00") + MAGIC


def _block(entries):
    rows = [
        b"\x00" + _varint(len(key)) + _varint(len(value)) + key + value
        for key, value in sorted(entries.items())
    ]
    return b"".join(rows) + struct.pack("<II", 0, 1)


def _varint(number):
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])
