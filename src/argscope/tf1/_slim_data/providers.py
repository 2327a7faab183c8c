"""`slim.dataset`, and what provides its items: records read by several readers at once.

Source:
    tf_slim/data/: dataset.py, data_provider.py, dataset_data_provider.py,
    parallel_reader.py, prefetch_queue.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from argscope.tf1._graph.op import SYMBOLS, symbol


@symbol("contrib.slim.dataset.Dataset")
class Dataset:
    """What is known of a data set.

    Args:
        data_sources: Its files, or patterns of them.
        reader: What reads them: `tf.TFRecordReader`, say.
        decoder: What decodes a record.
        num_samples: The number of records.
        items_to_descriptions: What its items are, by name.
        **kwargs: More attributes, such as `num_classes`.
    """

    def __init__(
        self,
        data_sources: Any,
        reader: Any,
        decoder: Any,
        num_samples: int,
        items_to_descriptions: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        vars(self).update(
            kwargs,
            data_sources=data_sources,
            reader=reader,
            decoder=decoder,
            num_samples=num_samples,
            items_to_descriptions=items_to_descriptions,
        )


@symbol("contrib.slim.data_provider.DataProvider")
class DataProvider:
    """Gives items by name.

    Args:
        items_to_tensors: The items.
        num_samples: How many there are in an epoch.
    """

    def __init__(self, items_to_tensors: Mapping[str, Any], num_samples: int) -> None:
        self._items_to_tensors = items_to_tensors
        self._num_samples = num_samples

    def get(self, items: Sequence[str]) -> list[Any]:
        """Return items.

        Raises:
            ValueError: There is no such item.
        """
        unknown = [item for item in items if item not in self._items_to_tensors]
        if unknown:
            raise ValueError(f"Items [{','.join(unknown)}] not in: {self.list_items()}")
        return [self._items_to_tensors[item] for item in items]

    def list_items(self) -> list[str]:
        """Return the names of the items."""
        return list(self._items_to_tensors)

    def num_samples(self) -> int:
        """Return how many there are in an epoch."""
        return self._num_samples


@symbol("contrib.slim.dataset_data_provider.DatasetDataProvider")
class DatasetDataProvider(DataProvider):
    """Reads a data set over and over.

    Args:
        dataset: The `Dataset`.
        num_readers: How many readers work at once.
        reader_kwargs: What they are made with.
        shuffle: Whether to mix files and records.
        num_epochs: How often to read it; default: without an end.
        common_queue_capacity: How many records wait.
        common_queue_min: How many wait at least, so that they are mixed well.
        record_key: The name of the item that tells where a record is from.
        seed: Decides the order.
        scope: The scope of the operations.
    """

    def __init__(
        self,
        dataset: Dataset,
        num_readers: int = 1,
        reader_kwargs: Mapping[str, Any] | None = None,
        shuffle: bool = True,
        num_epochs: int | None = None,
        common_queue_capacity: int = 256,
        common_queue_min: int = 128,
        record_key: str = "record_key",
        seed: int | None = None,
        scope: str | None = None,
    ) -> None:
        facts = vars(dataset)
        key, data = parallel_read(
            facts["data_sources"],
            reader_class=facts["reader"],
            num_epochs=num_epochs,
            num_readers=num_readers,
            reader_kwargs=reader_kwargs,
            shuffle=shuffle,
            capacity=common_queue_capacity,
            min_after_dequeue=common_queue_min,
            seed=seed,
            scope=scope,
        )
        items = facts["decoder"].list_items()
        tensors = dict(zip(items, facts["decoder"].decode(data, items), strict=True))
        if record_key in tensors:
            raise ValueError(
                "The item name used for `record_key` cannot also be used for a dataset "
                f"item: {record_key}"
            )
        super().__init__({**tensors, record_key: key}, facts["num_samples"])


@symbol("contrib.slim.parallel_reader.parallel_read")
def parallel_read(
    data_sources: Any,
    reader_class: Any,
    num_epochs: int | None = None,
    num_readers: int = 4,
    reader_kwargs: Mapping[str, Any] | None = None,
    shuffle: bool = True,
    dtypes: Sequence[Any] | None = None,
    capacity: int = 256,
    min_after_dequeue: int = 128,
    seed: int | None = None,
    scope: str | None = None,
) -> Any:
    """Return the key and the value of a record that several readers read."""
    types = list(dtypes or ("string", "string"))
    with SYMBOLS["name_scope"](scope, "parallel_read"):
        files = SYMBOLS["train.string_input_producer"](
            get_data_files(data_sources),
            num_epochs=num_epochs,
            shuffle=shuffle,
            seed=seed,
            name="filenames",
        )
        if shuffle:
            queue = SYMBOLS["RandomShuffleQueue"](
                capacity=capacity,
                min_after_dequeue=min_after_dequeue,
                dtypes=types,
                seed=seed,
                name="common_queue",
            )
        else:
            queue = SYMBOLS["FIFOQueue"](
                capacity=capacity, dtypes=types, name="common_queue"
            )
        readers = [reader_class(**(reader_kwargs or {})) for _ in range(num_readers)]
        enqueue = [queue.enqueue(reader.read(files)) for reader in readers]
        SYMBOLS["train.add_queue_runner"](SYMBOLS["train.QueueRunner"](queue, enqueue))
        return queue.dequeue()


@symbol("contrib.slim.parallel_reader.get_data_files")
def get_data_files(data_sources: Any) -> list[str]:
    """Return the files of sources: paths, patterns, lists of them.

    Raises:
        ValueError: There is none.
    """
    if isinstance(data_sources, list | tuple):
        files = [file for source in data_sources for file in get_data_files(source)]
    elif "*" in data_sources or "?" in data_sources:
        files = SYMBOLS["gfile.Glob"](data_sources)
    else:
        files = [data_sources]
    if not files:
        raise ValueError(f"No data files found in {data_sources}")
    return files


@symbol("contrib.slim.prefetch_queue.prefetch_queue")
def prefetch_queue(
    tensors: Any,
    capacity: int = 8,
    num_threads: int = 1,
    dynamic_pad: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Return a queue in which batches of tensors wait, a list or a dictionary of them."""
    names = list(tensors) if isinstance(tensors, dict) else None
    flat = list(tensors.values()) if isinstance(tensors, dict) else list(tensors)
    kind = "PaddingFIFOQueue" if dynamic_pad else "FIFOQueue"
    with SYMBOLS["name_scope"](name, "prefetch_queue"):
        queue = SYMBOLS[kind](
            capacity=capacity,
            dtypes=[tensor.dtype for tensor in flat],
            shapes=[tensor.get_shape() for tensor in flat],
            names=names,
            shared_name=shared_name,
        )
        enqueue = queue.enqueue(tensors if names else flat)
        runner = SYMBOLS["train.QueueRunner"](queue, [enqueue] * num_threads)
        SYMBOLS["train.add_queue_runner"](runner)
        share = SYMBOLS["to_float"](queue.size()) * (1.0 / capacity)
        SYMBOLS["summary.scalar"](f"fraction_of_{capacity}_full", share)
        return queue
