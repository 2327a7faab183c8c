"""Readers of 1.x: they take names of files from a queue, and give what is in the files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from typing import Any, final

import numpy as np

from argscope.tf1._data.data_files import lines_of, pieces_of
from argscope.tf1._data.queues import QueueBase
from argscope.tf1._data.record_files import compression_of, records_of
from argscope.tf1._data.states import PerSession
from argscope.tf1._graph.host import Spec, host_call
from argscope.tf1._graph.op import symbol
from argscope.tf1._host.statuses import KINDS, told_by_kind
from argscope.tf1._types.strings import strings

Records = Iterator[tuple[str, bytes]]
"""What is in a file, with what tells where."""


@final
class _Progress:
    """Which file one session reads, and how much it has read."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.records: Records = iter(())
        self.produced = 0

    def next(self, queue: QueueBase, opened: Callable[[str], Records]) -> Any:
        """Return the next record, of the next file where one has ended."""
        with self.lock:
            while True:
                for key, value in self.records:
                    self.produced += 1
                    return strings(key), strings(value)
                ((name,),) = queue.contents.here().take(1)
                self.records = opened(name.item().decode())


@symbol("ReaderBase")
class ReaderBase:
    """Gives what is in the files that a queue names.

    Args:
        opened: Returns what is in a file.
    """

    def __init__(self, opened: Callable[[str], Records]) -> None:
        self._opened = opened
        self._progress = PerSession(_Progress)

    def read(self, queue: QueueBase, name: str | None = None) -> Any:
        """Return tensors of the next record: what tells where it is, and its bytes."""
        specs = (Spec("string", []), Spec("string", []))
        return host_call(
            "ReaderReadV2", lambda: self._next(queue), gives=specs, name=name
        )

    def read_up_to(
        self, queue: QueueBase, num_records: Any, name: str | None = None
    ) -> Any:
        """Return tensors of the next records; fewer at the end."""

        def following(count: Any) -> Any:
            pairs = [self._next(queue)]
            try:
                while len(pairs) < int(count):
                    pairs.append(self._next(queue))
            except KINDS["OutOfRange"]:
                pass
            return tuple(np.stack(column) for column in zip(*pairs, strict=True))

        specs = (Spec("string", [None]), Spec("string", [None]))
        return host_call(
            "ReaderReadUpToV2", following, [num_records], gives=specs, name=name
        )

    def num_records_produced(self, name: str | None = None) -> Any:
        """Return how many records were read."""
        return host_call(
            "ReaderNumRecordsProducedV2",
            lambda: np.asarray(self._progress.here().produced, np.int64),
            gives=Spec("int64", []),
            name=name,
        )

    def _next(self, queue: QueueBase) -> Any:
        return self._progress.here().next(queue, self._opened)


@final
@symbol("TFRecordReader")
class TFRecordReader(ReaderBase):
    """Gives the records of files."""

    def __init__(self, name: str | None = None, options: Any = None) -> None:
        del name
        kind = compression_of(options)
        super().__init__(
            lambda path: ((f"{path}:{at}", data) for at, data in records_of(path, kind))
        )


@final
@symbol("TextLineReader")
class TextLineReader(ReaderBase):
    """Gives the lines of files."""

    def __init__(
        self, skip_header_lines: int | None = None, name: str | None = None
    ) -> None:
        del name
        skipped = skip_header_lines or 0

        def opened(path: str) -> Records:
            for number, line in enumerate(lines_of(path), 1):
                if number > skipped:
                    yield f"{path}:{number}", line

        super().__init__(opened)


@final
@symbol("WholeFileReader")
class WholeFileReader(ReaderBase):
    """Gives files as a whole, by their names."""

    def __init__(self, name: str | None = None) -> None:
        del name

        def opened(path: str) -> Records:
            with told_by_kind():
                yield path, Path(path).read_bytes()

        super().__init__(opened)


@final
@symbol("FixedLengthRecordReader")
class FixedLengthRecordReader(ReaderBase):
    """Gives parts of files that have one length."""

    def __init__(
        self,
        record_bytes: int,
        header_bytes: int | None = None,
        footer_bytes: int | None = None,
        hop_bytes: int | None = None,
        name: str | None = None,
        encoding: str | None = None,
    ) -> None:
        del hop_bytes, name, encoding

        def opened(path: str) -> Records:
            with told_by_kind():
                found = pieces_of(
                    path, record_bytes, header_bytes or 0, footer_bytes or 0
                )
                for number, piece in enumerate(found):
                    yield f"{path}:{number}", piece

        super().__init__(opened)


@final
@symbol("IdentityReader")
class IdentityReader(ReaderBase):
    """Gives the names themselves."""

    def __init__(self, name: str | None = None) -> None:
        del name
        super().__init__(lambda path: iter([(path, path.encode())]))
