"""Damage to files: what discs, networks and hostile people do to bytes."""

import random

from argscope.checkpoint._checksum import extend, mask
from argscope.checkpoint._table import Table


def flip_bit(data, at, _other, rng):
    data[at] ^= 1 << rng.randrange(8)


def set_byte(data, at, _other, rng):
    data[at] = rng.choice([0x00, 0x01, 0x7F, 0x80, 0xFF, rng.randrange(256)])


def cut_off(data, at, _other, _rng):
    del data[at:]


def delete(data, at, other, _rng):
    del data[min(at, other) : max(at, other)]


def insert(data, at, _other, rng):
    data[at:at] = rng.randbytes(rng.randrange(1, 9))


def append(data, _at, _other, rng):
    data += rng.randbytes(rng.randrange(1, 99))


def zeros(data, at, _other, _rng):
    data[at : at + 16] = bytes(len(data[at : at + 16]))


def copy_within(data, at, other, _rng):
    piece = data[other : other + 16]
    data[at : at + len(piece)] = piece


def numbers(data, at, _other, rng):
    data[at : at + 8] = rng.randbytes(len(data[at : at + 8]))


ANY = [flip_bit, set_byte, cut_off, delete, insert, append, zeros, copy_within, numbers]
SAME_LENGTH = [flip_bit, set_byte, zeros, copy_within, numbers]


def mutated(data, seed):
    """Return damaged bytes; the seed decides how."""
    rng = random.Random(seed)  # noqa: S311  # for tests
    return _mutated(data, rng, ANY)


def mutated_and_signed(path, seed):
    """Return the bytes of a table with damage in a block whose checksum is right again."""
    rng = random.Random(seed)  # noqa: S311  # for tests
    data = bytearray(path.read_bytes())
    place = rng.choice(Table(path)._places)
    block = slice(place.offset, place.offset + place.size)
    data[block] = _mutated(data[block], rng, SAME_LENGTH)
    covered = bytes(data[place.offset : place.offset + place.size + 1])
    checksum = mask(extend(0, covered))
    data[place.end - 4 : place.end] = checksum.to_bytes(4, "little")
    return bytes(data)


def mutated_tar(data, seed):
    """Return the bytes of a tar with damage in its headers, whose checksums are right.

    The size of a file is often another: of those that lead backwards or far away, too.
    """
    rng = random.Random(seed)  # noqa: S311  # for tests
    data = bytearray(data)
    at = rng.choice([at for at in range(0, len(data), 512) if _is_header(data, at)])
    header = bytearray(_mutated(data[at : at + 512], rng, SAME_LENGTH))
    if rng.random() < 0.5:
        size = rng.choice([-1, 1]) * rng.randrange(1 << rng.randrange(1, 80))
        header[124:136] = size.to_bytes(12, "big", signed=True)
        header[124] = 0x80 if size >= 0 else 0xFF
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    data[at : at + 512] = header
    return bytes(data)


def _is_header(data, at):
    return data[at + 257 : at + 262] == b"ustar"


def _mutated(data, rng, ways):
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        if data:
            way = rng.choice(ways)
            way(data, rng.randrange(len(data)), rng.randrange(len(data)), rng)
    return bytes(data)
