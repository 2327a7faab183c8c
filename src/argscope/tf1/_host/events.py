"""`tf.summary.FileWriter`: files of events, which TensorBoard reads.

Source:
    tensorflow/python/summary/writer/writer.py and summary_iterator.py of TensorFlow 1.15.
"""

from __future__ import annotations

import os
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.tensor import Symbol
from argscope.tf1._host.protos import brought, message
from argscope.tf1._host.statuses import KINDS, told_by_kind


@symbol("summary.FileWriter", "train.SummaryWriter")
class FileWriter:
    """Writes what happens in a program into a file, which is made in a folder.

    Args:
        logdir: The folder; it is made.
        graph: A graph that is shown, too.
        max_queue: Accepted, as all below: events are written as they come, and are in the
            file `flush_secs` later at most, if others come.
        flush_secs: How many seconds may pass between two flushes.
        graph_def: Accepted for `graph`, in older programs.
        filename_suffix: The end of the file's name.
        session: Accepted.
    """

    def __init__(
        self,
        logdir: Any,
        graph: Any = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        graph_def: Any = None,
        filename_suffix: str | None = None,
        session: Any = None,
    ) -> None:
        del max_queue, session
        self._logdir = os.fsdecode(logdir)
        self._suffix = filename_suffix or ""
        self._every = flush_secs
        self._lock = threading.Lock()
        self._tags: set[str] = set()
        self._run_tags: set[str] = set()
        self._file: Any = None
        self._open()
        if graph is not None or graph_def is not None:
            self.add_graph(graph, graph_def=graph_def)

    def get_logdir(self) -> str:
        """Return the folder."""
        return self._logdir

    # --- what is added

    def add_summary(self, summary: Any, global_step: Any = None) -> None:
        """Add a summary: the message, or its bytes, which a session gives.

        What it says of the plugins that show it is kept the first time only.
        """
        serialized = (
            summary.SerializeToString()
            if hasattr(summary, "SerializeToString")
            else np.asarray(summary, object).item()
        )
        summary = message("Summary").FromString(serialized)
        for value in summary.value:
            if not value.HasField("metadata"):
                continue
            if value.tag in self._tags:
                value.ClearField("metadata")
            self._tags.add(value.tag)
        self._add(global_step, summary=summary)

    def add_graph(
        self, graph: Any = None, global_step: Any = None, graph_def: Any = None
    ) -> None:
        """Add a graph: its operations, and what they take."""
        given = graph_def if graph is None else graph
        if hasattr(given, "SerializeToString"):
            serialized = given.SerializeToString()
        elif hasattr(given, "get_operations"):
            serialized = _graph_def(given).SerializeToString()
        else:
            raise TypeError(
                "The passed graph must be an instance of `Graph` or the deprecated "
                f"`GraphDef`; got {given!r}"
            )
        self._add(global_step, graph_def=serialized)

    def add_meta_graph(self, meta_graph_def: Any, global_step: Any = None) -> None:
        """Add a graph with its collections."""
        self._add(global_step, meta_graph_def=meta_graph_def.SerializeToString())

    def add_session_log(self, session_log: Any, global_step: Any = None) -> None:
        """Add what became of a session."""
        self._add(global_step, session_log=session_log)

    def add_run_metadata(
        self, run_metadata: Any, tag: str, global_step: Any = None
    ) -> None:
        """Accept what was measured of a call of a session: here nothing is.

        Raises:
            ValueError: The tag was used before.
        """
        del run_metadata, global_step
        if tag in self._run_tags:
            raise ValueError("The provided tag was already used for this event type")
        self._run_tags.add(tag)

    def add_event(self, event: Any) -> None:
        """Add an event; nothing, if the file is closed."""
        with self._lock:
            if self._file is None:
                return
            self._file.write_event(
                message("Event").FromString(event.SerializeToString())
            )
            if time.monotonic() >= self._flushed + self._every:
                self._flush()

    # --- the file

    def flush(self) -> None:
        """Have all that was added in the file."""
        with self._lock:
            self._flush()

    def close(self) -> None:
        """Close the file; the next that is added after `reopen` is in another."""
        with self._lock:
            if self._file is not None:
                self._file.close()
            self._file = None

    def reopen(self) -> None:
        """Go on in a new file, if it is closed."""
        if self._file is None:
            self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __del__(self) -> None:
        if "_file" in vars(self):  # not, where the folder could not be made
            self.close()

    def _open(self) -> None:
        with told_by_kind():
            Path(self._logdir).mkdir(parents=True, exist_ok=True)
            self._file = _written().EventsWriter(
                str(Path(self._logdir, "events")), self._suffix
            )
        self._flush()

    def _flush(self) -> None:
        if self._file is not None:
            self._file.flush()
        self._flushed = time.monotonic()

    def _add(self, global_step: Any, **what: Any) -> None:
        step = None if global_step is None else int(global_step)
        self.add_event(message("Event")(wall_time=time.time(), step=step, **what))


@symbol("summary.FileWriterCache", "train.SummaryWriterCache")
class FileWriterCache:
    """One writer for each folder."""

    _writers: ClassVar[dict[str, FileWriter]] = {}

    @classmethod
    def clear(cls) -> None:
        """Forget the writers, closed."""
        for writer in cls._writers.values():
            writer.close()
        cls._writers.clear()

    @classmethod
    def get(cls, logdir: Any) -> FileWriter:
        """Return the writer of a folder."""
        path = os.fsdecode(logdir)
        if path not in cls._writers:
            cls._writers[path] = FileWriter(path)
        return cls._writers[path]


@symbol("train.summary_iterator")
def summary_iterator(path: Any) -> Iterator[Any]:
    """Yield the events of a file.

    Raises:
        DataLossError: The file is broken, or ends within an event.
    """
    masked_crc = _records().masked_crc32c
    with told_by_kind():
        content = Path(os.fsdecode(path)).read_bytes()
    at = 0
    while at < len(content):
        head = content[at : at + 12]
        size = int.from_bytes(head[:8], "little")
        record = content[at + 12 : at + 16 + size]
        if len(head) < 12 or len(record) < size + 4:
            raise KINDS["DataLoss"](None, None, f"truncated record at {at}")
        for part in (head, record):
            if struct.pack("<I", masked_crc(part[:-4])) != part[-4:]:
                raise KINDS["DataLoss"](None, None, f"corrupted record at {at}")
        yield message("Event").FromString(record[:-4])
        at += 16 + size


def _graph_def(graph: Any) -> Any:
    """Return the operations of a graph, without what they compute."""
    made = message("GraphDef")()
    for operation in graph.get_operations():
        node = made.node.add(name=operation.name, op=operation.type)
        for each in operation.inputs:
            index = f":{each.value_index}" if each.value_index else ""
            if isinstance(each, Symbol):
                node.input.append(f"{each.op.name}{index}")
        node.input.extend(f"^{each.name}" for each in operation.control_inputs)
    return made


def _written() -> Any:
    return brought("tensorboardX.event_file_writer", "tf.summary.FileWriter")


def _records() -> Any:
    return brought("tensorboardX.record_writer", "tf.train.summary_iterator")
