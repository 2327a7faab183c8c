"""Data sets of what is in files: `TFRecordDataset`, `TextLineDataset`, ..."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from argscope.tf1._data.dataset import Dataset
from argscope.tf1._data.elements import Values
from argscope.tf1._data.record_files import compression_of, opened, records_of
from argscope.tf1._data.sources import names, number, resolved, symbols_in
from argscope.tf1._graph.host import Spec
from argscope.tf1._graph.op import symbol
from argscope.tf1._types.strings import strings


class _FileDataset(Dataset):
    """What a function reads of each of several files."""

    def __init__(
        self,
        filenames: Any,
        read: Callable[[str, Values], Iterator[bytes]],
        *arguments: Any,
    ) -> None:
        if isinstance(filenames, Dataset):
            named = filenames
        else:
            named = Dataset(
                lambda: Spec("string", []),
                lambda values: iter(names(filenames, values)),
                symbols_in(filenames),
            )

        def start(values: Values) -> Iterator[Any]:
            for name in named.start(values):
                path = name if isinstance(name, str) else strings(name).item().decode()
                yield from map(strings, read(path, values))

        inputs = [*named.inputs, *symbols_in(arguments)]
        super().__init__(lambda: Spec("string", []), start, inputs)


@symbol("data.TFRecordDataset", "contrib.data.TFRecordDataset")
class TFRecordDataset(_FileDataset):
    """The records of files.

    Args:
        filenames: One name, several, or a data set of them.
        compression_type: `""`, `"ZLIB"` or `"GZIP"`.
        buffer_size: Accepted.
        num_parallel_reads: Accepted: files are read one after the other.
    """

    def __init__(
        self,
        filenames: Any,
        compression_type: Any = None,
        buffer_size: Any = None,
        num_parallel_reads: Any = None,
    ) -> None:
        del buffer_size, num_parallel_reads

        def read(path: str, values: Values) -> Iterator[bytes]:
            kind = _compression(compression_type, values)
            return (record for _, record in records_of(path, kind))

        super().__init__(filenames, read, compression_type)


@symbol("data.TextLineDataset", "contrib.data.TextLineDataset")
class TextLineDataset(_FileDataset):
    """The lines of files; see `TFRecordDataset` for its arguments."""

    def __init__(
        self, filenames: Any, compression_type: Any = None, buffer_size: Any = None
    ) -> None:
        del buffer_size

        def read(path: str, values: Values) -> Iterator[bytes]:
            return lines_of(path, _compression(compression_type, values))

        super().__init__(filenames, read, compression_type)


@symbol("data.FixedLengthRecordDataset", "contrib.data.FixedLengthRecordDataset")
class FixedLengthRecordDataset(_FileDataset):
    """Parts of files that have one length.

    Args:
        filenames: As for `TFRecordDataset`.
        record_bytes: Their length.
        header_bytes: How much to leave out at the beginning of a file.
        footer_bytes: How much to leave out at its end.
        buffer_size: Accepted.
        compression_type: As for `TFRecordDataset`.
    """

    def __init__(
        self,
        filenames: Any,
        record_bytes: Any,
        header_bytes: Any = None,
        footer_bytes: Any = None,
        buffer_size: Any = None,
        compression_type: Any = None,
    ) -> None:
        del buffer_size
        sizes = [record_bytes, header_bytes or 0, footer_bytes or 0]

        def read(path: str, values: Values) -> Iterator[bytes]:
            length, header, footer = (number(each, values) for each in sizes)
            kind = _compression(compression_type, values)
            return pieces_of(path, length, header, footer, kind)

        super().__init__(filenames, read, *sizes, compression_type)


def lines_of(path: str, compression: str = "") -> Iterator[bytes]:
    """Yield the lines of a file, without what ends them."""
    file = opened(path, compression)
    try:
        for line in file:
            yield line.removesuffix(b"\n").removesuffix(b"\r")
    finally:
        file.close()


def pieces_of(
    path: str, length: int, header: int = 0, footer: int = 0, compression: str = ""
) -> Iterator[bytes]:
    """Yield the parts of a file that have a length."""
    file = opened(path, compression)
    try:
        data = file.read()
    finally:
        file.close()
    for start in range(header, len(data) - footer - length + 1, length):
        yield data[start : start + length]


def _compression(given: Any, values: Values) -> str:
    return compression_of(None if given is None else resolved(given, values))
