"""What stands in an archive, read from front to back within bounds.

Of .tar, .tar.gz and .zip. Nothing is believed that an archive says of itself: bytes are
counted as they come out. No member is written to the path it names; see `_unpacked.py`.

`tarfile` and `zipfile` know the formats. They trust a size in a header, though, and may
follow one backwards, or into gigabytes of a name: a `_Tape` does not let them.
"""

from __future__ import annotations

import gzip
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, TypeVar

from argscope.checkpoint._damage import Malformed, Unsupported, blamed_on

Member = TypeVar("Member")

MOST_BYTES: Final = 16 << 30
"""What may come out of an archive, whatever its size."""
MOST_TIMES: Final = 100
"""How many times its own size may come out of one; weights shrink to half, not to 1 %."""
FEW_BYTES: Final = 1 << 30
"""What may come out in any case: a fresh network is mostly zeros."""
MOST_FILES: Final = 10_000

_PIECE: Final = 1 << 20  # bytes in memory at a time
_HEADER: Final = 1 << 12  # bytes of a name, and of other words before a file
_BROKEN: Final = (
    EOFError,
    IndexError,
    KeyError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)
_ENCRYPTED: Final = 1  # in the flags of a zip
_ZIPPED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # not of any size at once
_MARKS: Final = {
    "gzip": (0, b"\x1f\x8b\x08"),
    "zip": (0, b"PK\3\4"),
    "tar": (257, b"ustar"),
}


class Budget:
    """How many bytes may still come out of an archive of a size."""

    def __init__(self, size: int) -> None:
        self._limit = min(MOST_BYTES, max(FEW_BYTES, MOST_TIMES * size))
        self._left = self._limit

    def take(self, piece: bytes) -> bytes:
        """Count a piece.

        Raises:
            Unsupported: It is one too many.
        """
        self._left -= len(piece)
        if self._left < 0:
            raise Unsupported(
                f"more than {self._limit >> 20:,} MiB come out of it, which is not "
                "expected of a checkpoint; unpack it yourself if it is right"
            )
        return piece


class Piece(NamedTuple):
    """A part of the contents of a file in an archive, in order."""

    place: int
    """Which file of the archive: a name may be there twice."""
    name: str
    data: bytes


def format_of(path: Path) -> str | None:
    """Return which archive a file is: "gzip", "zip" or "tar"; None: none of these."""
    with path.open("rb") as file:
        head = file.read(512)
    marked = (form for form, (at, mark) in _MARKS.items() if head[at:].startswith(mark))
    return next(marked, None)


def pieces(path: Path) -> Iterator[Piece]:
    """Yield what is in all files of an archive; at least one piece of each.

    Folders, links and devices are passed over, and what is sparse, for that comes from
    nowhere.

    Raises:
        DamagedCheckpointError: It is cut off, or not as it was written.
        UnsupportedCheckpointError: It is encrypted, of a rare kind, or has too much.
    """
    budget = Budget(path.stat().st_size)
    read = _of_zip if format_of(path) == "zip" else _of_tar
    with blamed_on(path, "archive"), _broken_told():
        yield from read(path, budget)


@contextmanager
def _broken_told() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise Malformed(f"it cannot be unpacked ({error})") from None


def _counted(members: Iterable[Member]) -> Iterator[tuple[int, Member]]:
    for place, member in enumerate(members):
        if place == MOST_FILES:
            raise Unsupported(f"it has more than {MOST_FILES:,} files and folders")
        yield place, member


class _Tape:
    """A file that is read forwards only, counted, with headers of decent size."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile, budget: Budget) -> None:
        self._file = file
        self._budget = budget
        self._at = 0
        self.last = b""

    def tell(self) -> int:
        return self._at

    def seek(self, at: int) -> None:
        if at < self._at:
            raise Malformed("its files overlap")
        while self._at < at and self.piece(at - self._at):
            pass

    def read(self, size: int) -> bytes:
        if not 0 <= size <= _HEADER:
            raise Malformed(f"a header of {size} bytes")
        self.last = self.piece(size)
        return self.last

    def piece(self, most: int) -> bytes:
        piece = self._budget.take(self._file.read(min(most, _PIECE)))
        self._at += len(piece)
        return piece


def _of_tar(path: Path, budget: Budget) -> Iterator[Piece]:
    opened: Any = gzip.open if format_of(path) == "gzip" else open
    with opened(path, "rb") as file:
        tape = _Tape(file, budget)
        for place, member in _counted(_headers(tape)):
            if member.isreg() and not member.issparse():
                tape.seek(member.offset_data)
                for data in _contents(tape, member.name, member.size):
                    yield Piece(place, member.name, data)
        # Where a header is no header, tarfile takes it for the end without a word.
        if tape.last != bytes(tarfile.BLOCKSIZE):
            raise Malformed("it does not end as an archive does, or was cut off")
        while tape.piece(_PIECE):  # to the checksum of gzip
            pass


def _headers(tape: _Tape) -> Iterator[tarfile.TarInfo]:
    file: Any = tape  # all that tarfile needs of one
    try:
        archive = tarfile.TarFile(fileobj=file)
    except tarfile.ReadError:
        raise Unsupported(
            "no tar is in it; unpack it and give what was in it"
        ) from None
    with archive:
        while (member := archive.next()) is not None:
            yield member


def _contents(tape: _Tape, name: str, size: int) -> Iterator[bytes]:
    yield b""
    while size > 0:
        data = tape.piece(size)
        if not data:
            raise Malformed(f"it ends in the middle of {name!r}")
        size -= len(data)
        yield data


def _of_zip(path: Path, budget: Budget) -> Iterator[Piece]:
    with zipfile.ZipFile(path) as archive:
        for place, member in _counted(archive.infolist()):
            if member.is_dir():
                continue
            name = member.filename
            if member.flag_bits & _ENCRYPTED:
                raise Unsupported(f"{name!r} is encrypted; unpack it yourself")
            if member.compress_type not in _ZIPPED:
                raise Unsupported(
                    f"{name!r} is packed in a rare way; unpack it yourself"
                )
            with archive.open(member) as file:
                yield Piece(place, name, b"")
                while data := budget.take(file.read(_PIECE)):
                    yield Piece(place, name, data)
