"""`slim.dataset`, `slim.dataset_data_provider` and what they read with.

Source:
    tf_slim/data/dataset_data_provider.py, parallel_reader.py, prefetch_queue.py.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from argscope.tf1._data.coordinator import Coordinator
from argscope.tf1._data.producers import string_input_producer
from argscope.tf1._data.queue_runners import (
    QueueRunner,
    add_queue_runner,
    start_queue_runners,
)
from argscope.tf1._data.queues import FIFOQueue, PaddingFIFOQueue, RandomShuffleQueue
from argscope.tf1._data.readers import ReaderBase
from argscope.tf1._data.slim_names import slim_symbol
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._host.files import glob
from argscope.tf1._types.dtypes import as_dtype


@slim_symbol("dataset")
class Dataset:
    """Where data are, and how they are read.

    Args:
        data_sources: Files, or patterns of their names.
        reader: The class of the reader: `tf.TFRecordReader`.
        decoder: Makes items of what it reads.
        num_samples: How many there are.
        items_to_descriptions: Says what the items are.
        **kwargs: What else is known of the data: attributes of it.
    """

    def __init__(
        self,
        data_sources: Any,
        reader: Any,
        decoder: Any,
        num_samples: Any,
        items_to_descriptions: Any,
        **kwargs: Any,
    ) -> None:
        kwargs["data_sources"] = data_sources
        kwargs["reader"] = reader
        kwargs["decoder"] = decoder
        kwargs["num_samples"] = num_samples
        kwargs["items_to_descriptions"] = items_to_descriptions
        self.__dict__.update(kwargs)


@slim_symbol("data_provider")
class DataProvider:
    """Gives tensors by the names of items.

    Args:
        items_to_tensors: The tensors.
        num_samples: How many there are.
    """

    def __init__(self, items_to_tensors: Mapping[str, Any], num_samples: Any) -> None:
        self._items_to_tensors = dict(items_to_tensors)
        self._num_samples = num_samples

    def get(self, items: Sequence[str]) -> list[Any]:
        """Return the tensors of some items.

        Raises:
            ValueError: There is no such item.
        """
        if not isinstance(items, list | tuple):
            raise ValueError("items must be a list or tuple")  # noqa: TRY004  # as TF-Slim
        for item in items:
            if item not in self._items_to_tensors:
                raise ValueError(
                    f"Item [{item}] is invalid. Valid entries include: {self.list_items()}"
                )
        return [self._items_to_tensors[item] for item in items]

    def list_items(self) -> list[str]:
        """Return the names of the items."""
        return list(self._items_to_tensors)

    def num_samples(self) -> Any:
        """Return how many there are."""
        return self._num_samples


@slim_symbol("dataset_data_provider")
class DatasetDataProvider(DataProvider):
    """Gives the items of a data set, one after the other.

    Args:
        dataset: The data set.
        num_readers: How many threads read files.
        reader_kwargs: Arguments of the reader.
        shuffle: Whether files and what is in them come at random.
        num_epochs: How often each file is read; None for without end.
        common_queue_capacity: How many records wait at most.
        common_queue_min: How many wait at least, to be chosen from.
        record_key: The name of the item that tells where a record is.
        seed: Decides the order.
        scope: Accepted: names operations.

    Raises:
        ValueError: An item of the data set has the name `record_key`.
    """

    def __init__(
        self,
        dataset: Any,
        num_readers: int = 1,
        reader_kwargs: Any = None,
        shuffle: bool = True,
        num_epochs: int | None = None,
        common_queue_capacity: int = 256,
        common_queue_min: int = 128,
        record_key: str = "record_key",
        seed: int | None = None,
        scope: str | None = None,
    ) -> None:
        key, data = parallel_read(
            dataset.data_sources,
            reader_class=dataset.reader,
            num_epochs=num_epochs,
            num_readers=num_readers,
            reader_kwargs=reader_kwargs,
            shuffle=shuffle,
            capacity=common_queue_capacity,
            min_after_dequeue=common_queue_min,
            seed=seed,
            scope=scope,
        )
        items = dataset.decoder.list_items()
        tensors = dataset.decoder.decode(data, items)
        found = dict(zip(items, tensors, strict=True))
        if record_key in found:
            raise ValueError(
                "The item name used for `record_key` cannot also be used for a dataset "
                f"item: {record_key}"
            )
        super().__init__({**found, record_key: key}, dataset.num_samples)


# --- reading


@slim_symbol("parallel_reader")
class ParallelReader(ReaderBase):
    """Gives what several readers put into one queue.

    Args:
        reader_class: The class of the readers.
        common_queue: The queue, of keys and records.
        num_readers: How many readers.
        reader_kwargs: Their arguments.

    Raises:
        TypeError: The queue is not one of keys and records.
    """

    def __init__(
        self,
        reader_class: Any,
        common_queue: Any,
        num_readers: int = 4,
        reader_kwargs: Any = None,
    ) -> None:
        if [each.name for each in common_queue.dtypes] != ["string", "string"]:
            raise TypeError("common_queue.dtypes must be [tf.string, tf.string]")
        self._readers = [
            reader_class(**(reader_kwargs or {})) for _ in range(num_readers)
        ]
        self._common_queue = common_queue

    @property
    def num_readers(self) -> int:
        """How many readers there are."""
        return len(self._readers)

    @property
    def common_queue(self) -> Any:
        """The queue that they fill."""
        return self._common_queue

    def read(self, queue: Any, name: str | None = None) -> Any:
        """Return tensors of the next record: what tells where it is, and its bytes."""
        self._fill_from(queue)
        return self._common_queue.dequeue(name=name)

    def read_up_to(self, queue: Any, num_records: Any, name: str | None = None) -> Any:
        """Return tensors of the next records; fewer at the end."""
        self._fill_from(queue)
        return self._common_queue.dequeue_up_to(num_records, name)

    def num_records_produced(self, name: str | None = None) -> Any:
        """Return how many records were read."""
        counts = [each.num_records_produced() for each in self._readers]
        return SYMBOLS["add_n"](counts, name=name)

    def _fill_from(self, queue: Any) -> None:
        put = [self._common_queue.enqueue(each.read(queue)) for each in self._readers]
        add_queue_runner(QueueRunner(self._common_queue, put))


@slim_symbol("parallel_reader")
def parallel_read(
    data_sources: Any,
    reader_class: Any,
    num_epochs: int | None = None,
    num_readers: int = 4,
    reader_kwargs: Any = None,
    shuffle: bool = True,
    dtypes: Any = None,
    capacity: int = 256,
    min_after_dequeue: int = 128,
    seed: int | None = None,
    scope: str | None = None,
) -> Any:
    """Return tensors of the next record of several files; see `DatasetDataProvider`."""
    files = get_data_files(data_sources)
    with SYMBOLS["name_scope"](scope, "parallel_read"):
        names = string_input_producer(
            files, num_epochs, shuffle, seed, name="filenames"
        )
        kinds = dtypes or [as_dtype("string")] * 2
        shapes: list[Any] = [[] for _ in kinds]
        queue: Any = FIFOQueue(capacity, kinds, shapes, name="common_queue")
        if shuffle:
            queue = RandomShuffleQueue(
                capacity,
                min_after_dequeue,
                kinds,
                shapes,
                seed=seed,
                name="common_queue",
            )
        reader = ParallelReader(reader_class, queue, num_readers, reader_kwargs)
        return reader.read(names)


@slim_symbol("parallel_reader")
def single_pass_read(
    data_sources: Any, reader_class: Any, reader_kwargs: Any = None, scope: Any = None
) -> Any:
    """Return tensors of the next record of several files, each read once, in order."""
    files = get_data_files(data_sources)
    with SYMBOLS["name_scope"](scope, "single_pass_read"):
        names = string_input_producer(
            files, num_epochs=1, shuffle=False, capacity=1, name="filenames"
        )
        return reader_class(**(reader_kwargs or {})).read(names)


@slim_symbol("parallel_reader")
def get_data_files(data_sources: Any) -> list[str]:
    """Return the files that are named, or match what is named.

    Raises:
        ValueError: There are none.
    """
    if isinstance(data_sources, list | tuple):
        found = [file for each in data_sources for file in get_data_files(each)]
    elif any(letter in data_sources for letter in "*?["):
        found = glob(data_sources)
    else:
        found = [data_sources]
    if not found:
        raise ValueError(f"No data files found in {data_sources}")
    return found


@slim_symbol("prefetch_queue")
def prefetch_queue(
    tensors: Any,
    capacity: int = 8,
    num_threads: int = 1,
    dynamic_pad: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> FIFOQueue:
    """Return a queue of what tensors are, computed ahead: batches mostly.

    Args:
        tensors: The tensors, by names or not.
        capacity: How many wait at most.
        num_threads: How many threads compute them.
        dynamic_pad: Whether sizes may differ.
        shared_name: Accepted.
        name: Names the queue.
    """
    del shared_name
    names = sorted(tensors) if isinstance(tensors, Mapping) else None
    listed = list(tensors) if names is None else [tensors[each] for each in names]
    kind = PaddingFIFOQueue if dynamic_pad else FIFOQueue
    with SYMBOLS["name_scope"](name, "prefetch_queue"):
        queue = kind(
            capacity, [x.dtype for x in listed], [x.shape for x in listed], names=names
        )
        add_queue_runner(QueueRunner(queue, [queue.enqueue(tensors)] * num_threads))
    return queue


# --- threads

_LOCK: Final = threading.Lock()


@symbol("contrib.slim.queues.NestedQueueRunnerError")
class NestedQueueRunnerError(Exception):
    """Threads of queues were started where they run."""


@symbol(
    "contrib.slim.queues.QueueRunners", "contrib.slim.python.slim.queues.QueueRunners"
)
@contextmanager
def QueueRunners(session: Any) -> Iterator[None]:  # noqa: N802  # its name
    """Let the threads of all queues run in the block.

    Raises:
        NestedQueueRunnerError: They run already.
    """
    if not _LOCK.acquire(blocking=False):
        raise NestedQueueRunnerError("QueueRunners cannot be nested")
    coordinator = Coordinator()
    try:
        threads = start_queue_runners(session, coordinator)
        try:
            yield
        finally:
            coordinator.request_stop()
            coordinator.join(threads, stop_grace_period_secs=120)
    finally:
        _LOCK.release()
