"""Files of records: `tf.python_io.TFRecordWriter` and `tf_record_iterator`.

Source:
    tensorflow/core/lib/io/record_writer.h: for each record its length (8 bytes, little
    endian), the masked CRC-32C of that, the data, and the masked CRC-32C of the data.
"""

from __future__ import annotations

import gzip
import io
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Protocol, Self, final

from argscope.checkpoint._checksum import mask
from argscope.checkpoint._libraries import library
from argscope.tf1._graph.op import symbol
from argscope.tf1._host.statuses import KINDS, told_by_kind
from argscope.tf1._types.strings import string

_CHECKSUM: Final = 4
_LENGTH: Final = 8


@final
@symbol(
    "python_io.TFRecordCompressionType",
    "io.TFRecordCompressionType",
)
class TFRecordCompressionType:
    """How a file of records is compressed."""

    NONE: Final = 0
    ZLIB: Final = 1
    GZIP: Final = 2


_NAMES: Final = {0: "", 1: "ZLIB", 2: "GZIP"}


@final
@symbol("python_io.TFRecordOptions", "io.TFRecordOptions")
class TFRecordOptions:
    """How a file of records is written: `compression_type`, and how well.

    Args:
        compression_type: One of `TFRecordCompressionType`, `"GZIP"`, `"ZLIB"`, or None.
        compression_level: 0 to 9; default: the library's.
        **_rest: How zlib works, which has no effect on what is read.
    """

    compression_type_map: Final = _NAMES

    def __init__(
        self,
        compression_type: Any = None,
        *,
        compression_level: int | None = None,
        **_rest: Any,
    ) -> None:
        self.compression_type = compression_of(compression_type)
        self.compression_level = -1 if compression_level is None else compression_level

    @classmethod
    def get_compression_type_string(cls, options: Any) -> str:
        """Return the name of a compression: `""`, `"ZLIB"` or `"GZIP"`."""
        return compression_of(options)


def compression_of(options: Any) -> str:
    """Return the name of a compression, however it is given: `""`, `"ZLIB"`, `"GZIP"`.

    Raises:
        ValueError: There is no such one.
    """
    kind = getattr(options, "compression_type", options)
    if kind is None:
        return ""
    name = _NAMES.get(kind, kind) if isinstance(kind, int) else string(kind).decode()
    if name not in _NAMES.values():
        raise ValueError(
            f"The compression of a file of records is '', 'ZLIB' or 'GZIP', got {kind!r}."
        )
    return str(name)


class File(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, fewer at the end."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...

    def __iter__(self) -> Iterator[bytes]: ...


@final
class _Inflated(io.RawIOBase):
    """The bytes that a file holds in zlib's form."""

    def __init__(self, file: io.BufferedReader) -> None:
        super().__init__()
        self._file = file
        self._inflate = zlib.decompressobj()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._inflate.eof:
            given = self._inflate.unconsumed_tail or self._file.read(1 << 16)
            made = self._inflate.decompress(given, len(buffer))
            if made or not given:
                buffer[: len(made)] = made
                return len(made)
        return 0

    def close(self) -> None:
        self._file.close()
        super().close()


def opened(path: str, compression: str = "") -> File:
    """Return a file, open for reading of what it holds.

    Raises:
        NotFoundError: There is none.
    """
    with told_by_kind():
        if compression == "GZIP":
            return gzip.GzipFile(path)
        file = Path(path).open("rb")  # noqa: SIM115  # the reader closes it
    return io.BufferedReader(_Inflated(file)) if compression == "ZLIB" else file


def records_of(path: str, compression: str = "") -> Iterator[tuple[int, bytes]]:
    """Yield the records of a file, each with where it starts.

    Raises:
        DataLossError: The file is damaged.
        NotFoundError: There is none.
    """
    file = opened(path, compression)
    offset = 0
    try:
        while head := file.read(_LENGTH + _CHECKSUM):
            length = _checked(path, offset, head, _LENGTH, "length")
            (size,) = struct.unpack("<Q", length)
            body = file.read(size + _CHECKSUM)
            yield offset, _checked(path, offset, body, size, "data")
            offset += len(head) + len(body)
    except (zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise _lost(
            path, offset, f"is not readable as {compression}: {error}"
        ) from error
    finally:
        file.close()


def _checked(path: str, offset: int, read: bytes, size: int, what: str) -> bytes:
    """Return what stands before its checksum."""
    if len(read) < size + _CHECKSUM:
        raise _lost(path, offset, "is truncated: the file ends in it")
    data, (stored,) = read[:size], struct.unpack("<I", read[size:])
    if _checksum(data) != stored:
        raise _lost(
            path, offset, f"is corrupted: the checksum of its {what} is another"
        )
    return data


def _lost(path: str, offset: int, what: str) -> Exception:
    error: Exception = KINDS["DataLoss"](
        None, None, f"{path}: the record at byte {offset} {what}."
    )
    return error


def _checksum(data: bytes) -> int:
    crc32c = library(
        "google_crc32c", package="google-crc32c", purpose="A TFRecord file"
    )
    return mask(int(crc32c.value(data)))


@symbol("python_io.tf_record_iterator", "io.tf_record_iterator")
def tf_record_iterator(path: Any, options: Any = None) -> Iterator[bytes]:
    """Yield the records of a file; see `records_of`."""
    for _, record in records_of(os.fsdecode(path), compression_of(options)):
        yield record


@final
@symbol("python_io.TFRecordWriter", "io.TFRecordWriter")
class TFRecordWriter:
    """Writes a file of records.

    Args:
        path: The file, which is written anew.
        options: `TFRecordOptions`, or what tells the compression; see there.
    """

    def __init__(self, path: Any, options: Any = None) -> None:
        compression = compression_of(options)
        level = getattr(options, "compression_level", -1)
        with told_by_kind():
            self._file = Path(os.fsdecode(path)).open("wb")  # noqa: SIM115  # it is one
        self._squeezed: Any = None
        if compression:
            # What zlib writes around the data: 15, and 16 for the header of gzip.
            bits = zlib.MAX_WBITS + (16 if compression == "GZIP" else 0)
            self._squeezed = zlib.compressobj(level, wbits=bits)

    def write(self, record: Any) -> None:
        """Write one record: bytes or text."""
        data = string(record)
        length = struct.pack("<Q", len(data))
        for part in (length, data):
            self._put(part)
            self._put(struct.pack("<I", _checksum(part)))

    def _put(self, data: bytes) -> None:
        self._file.write(self._squeezed.compress(data) if self._squeezed else data)

    def flush(self) -> None:
        """Let the file have what was written."""
        if self._squeezed:
            self._file.write(self._squeezed.flush(zlib.Z_SYNC_FLUSH))
        self._file.flush()

    def close(self) -> None:
        """Write what is left, and close the file."""
        if not self._file.closed and self._squeezed:
            self._file.write(self._squeezed.flush())
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __del__(self) -> None:
        if "_squeezed" in vars(self):  # else it could not be opened
            self.close()
