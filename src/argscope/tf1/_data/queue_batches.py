"""`tf.train.batch` and its like: queues between what is read and what is computed of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from argscope.tf1._data.queue_runners import QueueRunner, add_queue_runner
from argscope.tf1._data.queues import FIFOQueue, PaddingFIFOQueue, RandomShuffleQueue
from argscope.tf1._data.sparse import SparseTensorValue
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._ops.creation import convert_to_tensor
from argscope.tf1._types.shapes import TensorShape
from argscope.tf1.errors import MissingSymbolError


@symbol("train.batch")
def batch(
    tensors: Any,
    batch_size: Any,
    num_threads: int = 1,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Return batches of what tensors are, which threads compute ahead.

    Args:
        tensors: Several tensors, by names or not.
        batch_size: How many elements.
        num_threads: How many threads compute them.
        capacity: How many elements wait at most.
        enqueue_many: Whether `tensors` are batches themselves.
        shapes: The shapes of an element's tensors, where they are not known.
        dynamic_pad: Whether to fill up with zeros where sizes differ.
        allow_smaller_final_batch: Whether the last batch may be smaller.
        shared_name: Accepted.
        name: Names the batches.

    Raises:
        ValueError: The shape of an element is not known, and nothing is filled up.
    """
    del shared_name
    return batch_join(
        [tensors] * num_threads,
        batch_size,
        capacity,
        enqueue_many,
        shapes,
        dynamic_pad,
        allow_smaller_final_batch,
        name=name or "batch",
    )


@symbol("train.batch_join")
def batch_join(
    tensors_list: Sequence[Any],
    batch_size: Any,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Return batches of what several lists of tensors are: a thread each; see `batch`."""
    del shared_name
    with SYMBOLS["name_scope"](name, "batch_join") as scope:
        made = _Fed(tensors_list, enqueue_many, shapes, is_padded=dynamic_pad)
        kind = PaddingFIFOQueue if dynamic_pad else FIFOQueue
        queue = kind(capacity, made.dtypes, made.shapes)
        return made.batches(queue, batch_size, allow_smaller_final_batch, scope)


@symbol("train.shuffle_batch")
def shuffle_batch(
    tensors: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    num_threads: int = 1,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Return batches of elements at random; see `batch`.

    Args:
        tensors: As for `batch`.
        batch_size: Likewise.
        capacity: Likewise.
        min_after_dequeue: How many elements wait at least, to be chosen from.
        num_threads: As for `batch`.
        seed: Decides which elements.
        enqueue_many: As for `batch`.
        shapes: Likewise.
        allow_smaller_final_batch: Likewise.
        shared_name: Accepted.
        name: As for `batch`.
    """
    del shared_name
    return shuffle_batch_join(
        [tensors] * num_threads,
        batch_size,
        capacity,
        min_after_dequeue,
        seed,
        enqueue_many,
        shapes,
        allow_smaller_final_batch,
        name=name or "shuffle_batch",
    )


@symbol("train.shuffle_batch_join")
def shuffle_batch_join(
    tensors_list: Sequence[Any],
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Return batches at random of several lists of tensors: a thread each."""
    del shared_name
    with SYMBOLS["name_scope"](name, "shuffle_batch_join") as scope:
        made = _Fed(tensors_list, enqueue_many, shapes)
        queue = RandomShuffleQueue(
            capacity, min_after_dequeue, made.dtypes, made.shapes, seed=seed
        )
        return made.batches(queue, batch_size, allow_smaller_final_batch, scope)


class _Fed:
    """What is put into a queue, by one thread or by several.

    Args:
        several: For each thread what it computes: tensors, by names or not.
        enqueue_many: Whether they are batches.
        shapes: The shapes of an element's tensors, where they are not known.
        is_padded: Whether sizes may differ.
    """

    def __init__(
        self,
        several: Sequence[Any],
        enqueue_many: bool,
        shapes: Any,
        *,
        is_padded: bool = False,
    ) -> None:
        first = several[0]
        self._keys = sorted(first) if isinstance(first, Mapping) else None
        self._is_one = not isinstance(first, Mapping | list | tuple)
        made: dict[int, list[Any]] = {}  # threads may compute the same
        for each in several:
            if id(each) not in made:
                made[id(each)] = self._tensors(each)
        self._lists = [made[id(each)] for each in several]
        self._many = enqueue_many
        self.dtypes = [each.dtype for each in self._lists[0]]
        given = shapes or [None] * len(self.dtypes)
        known = [
            each.shape[1:] if enqueue_many else each.shape for each in self._lists[0]
        ]
        pairs = zip(known, given, strict=True)
        self.shapes = [TensorShape(a).merge_with(b) for a, b in pairs]
        are_known = all(each.is_fully_defined() for each in self.shapes)
        if not is_padded and not are_known:
            raise ValueError(f"All shapes must be fully defined: {self.shapes}")

    def _tensors(self, given: Any) -> list[Any]:
        if self._keys is not None:
            given = [given[key] for key in self._keys]
        listed = [given] if self._is_one else list(given)
        if any(isinstance(each, SparseTensorValue) for each in listed):
            raise MissingSymbolError.about("tf.train.batch of a sparse tensor")
        return [convert_to_tensor(each) for each in listed]

    def batches(self, queue: Any, size: Any, allow_smaller: bool, scope: str) -> Any:
        """Return what comes out of a queue that is filled with the tensors."""
        put = queue.enqueue_many if self._many else queue.enqueue
        operations = {id(each): put(each) for each in self._lists}
        add_queue_runner(QueueRunner(queue, [operations[id(x)] for x in self._lists]))
        take = queue.dequeue_up_to if allow_smaller else queue.dequeue_many
        found = take(size, name=scope)
        found = found if isinstance(found, list) else [found]
        if self._keys is not None:
            return dict(zip(self._keys, found, strict=True))
        return found[0] if self._is_one or len(found) == 1 else found
