"""`tf.train.string_input_producer` and its like: queues of names, numbers and slices."""

from __future__ import annotations

import glob
import itertools
from collections.abc import Sequence
from threading import Lock
from typing import Any, final

import numpy as np

from argscope.tf1._data.queue_runners import QueueRunner, add_queue_runner
from argscope.tf1._data.queues import FIFOQueue
from argscope.tf1._data.states import PerSession
from argscope.tf1._graph.host import Spec, host_call
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._graph.tensor import Value
from argscope.tf1._host.statuses import KINDS
from argscope.tf1._ops.creation import convert_to_tensor
from argscope.tf1._types.shapes import TensorShape
from argscope.tf1._types.strings import strings


@symbol("train.limit_epochs")
def limit_epochs(
    tensor: Any, num_epochs: int | None = None, name: str | None = None
) -> Any:
    """Return a tensor that can be computed `num_epochs` times in a session.

    TensorFlow counts in a local variable, here it is counted beside the graph.

    Raises:
        OutOfRangeError: It was computed as often.
    """
    if num_epochs is None:
        return tensor
    if num_epochs <= 0:
        raise ValueError(f"num_epochs must be > 0 not {num_epochs}.")
    counts = PerSession(_Count)

    def counted(value: Any) -> Any:
        counts.here().up_to(num_epochs)
        return value

    tensor = convert_to_tensor(tensor)
    return host_call("CountUpTo", counted, [tensor], gives=_spec(tensor), name=name)


@final
class _Count:
    """How often something was done."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._times = 0

    def up_to(self, limit: int) -> None:
        """Count one more.

        Raises:
            OutOfRangeError: It was done as often as it may be.
        """
        with self._lock:
            if self._times >= limit:
                raise KINDS["OutOfRange"](None, None, f"Reached limit of {limit}")
            self._times += 1


@symbol("train.input_producer")
def input_producer(
    input_tensor: Any,
    element_shape: Any = None,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    summary_name: str | None = None,
    name: str | None = None,
    cancel_op: Any = None,
) -> FIFOQueue:
    """Return a queue of the parts of a tensor, again and again.

    Args:
        input_tensor: The tensor.
        element_shape: The shape of a part, where it is not known.
        num_epochs: How often; then the queue is closed. None for without end.
        shuffle: Whether in another order each time.
        seed: Decides the order, which is not TensorFlow's.
        capacity: How many parts wait at most.
        shared_name: Accepted.
        summary_name: Accepted: nothing is summarized.
        name: Names the queue.
        cancel_op: Accepted.
    """
    del shared_name, summary_name, cancel_op
    with SYMBOLS["name_scope"](name, "input_producer"):
        tensor = convert_to_tensor(input_tensor)
        parts = TensorShape(tensor.shape)[1:].merge_with(element_shape)
        given = limit_epochs(tensor, num_epochs)
        if shuffle:
            given = _shuffled(given, seed)
        queue = FIFOQueue(capacity, [tensor.dtype], [parts], name="fifo_queue")
        add_queue_runner(QueueRunner(queue, [queue.enqueue_many([given])]))
    return queue


def _shuffled(tensor: Any, seed: int | None) -> Any:
    graph_seed = SYMBOLS["get_seed"](seed)
    first = None if graph_seed == (None, None) else [each or 0 for each in graph_seed]
    numbers = PerSession(lambda: np.random.default_rng(first))

    def shuffled(values: Any) -> Any:
        return values[numbers.here().permutation(len(values))]

    return host_call("RandomShuffle", shuffled, [tensor], gives=_spec(tensor))


@symbol("train.string_input_producer")
def string_input_producer(
    string_tensor: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
    cancel_op: Any = None,
) -> FIFOQueue:
    """Return a queue of texts, of names of files say; see `input_producer`.

    Raises:
        ValueError: There are none.
    """
    failure = "string_input_producer requires a non-null input tensor"
    tensor = string_tensor
    if isinstance(tensor, list | tuple):
        if not tensor:
            raise ValueError(failure)
        tensor = convert_to_tensor(list(tensor))
    elif not hasattr(tensor, "dtype"):
        tensor = convert_to_tensor(tensor)
    if isinstance(tensor, Value) and not tensor.value.size:
        raise ValueError(failure)
    return input_producer(
        tensor,
        [],
        num_epochs,
        shuffle,
        seed,
        capacity,
        name=name or "input_producer",
    )


@symbol("train.range_input_producer")
def range_input_producer(
    limit: int,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
) -> FIFOQueue:
    """Return a queue of the numbers below `limit`; see `input_producer`."""
    numbers = SYMBOLS["range"](limit)
    name = name or "input_producer"
    return input_producer(numbers, [], num_epochs, shuffle, seed, capacity, name=name)


@symbol("train.slice_input_producer")
def slice_input_producer(
    tensor_list: Sequence[Any],
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
) -> list[Any]:
    """Return tensors of parts of several ones, of one place in each.

    Raises:
        ValueError: There are no tensors.
    """
    if not tensor_list:
        raise ValueError(
            "Expected at least one tensor in slice_input_producer(), got an empty list."
        )
    with SYMBOLS["name_scope"](name, "input_producer"):
        tensors = [convert_to_tensor(each) for each in tensor_list]
        size = tensors[0].shape.as_list()[0]
        limit = SYMBOLS["shape"](tensors[0])[0] if size is None else size
        queue = range_input_producer(limit, num_epochs, shuffle, seed, capacity)
        index = queue.dequeue()
        return [
            host_call("GatherV2", _part, [tensor, index], gives=_part_spec(tensor))
            for tensor in tensors
        ]


def _part(values: Any, index: Any) -> Any:
    part = values[int(index)]
    return strings(part) if values.dtype == object else np.asarray(part)


def _spec(tensor: Any) -> Spec:
    sizes = tensor.shape.sizes
    return Spec(tensor.dtype.name, None if sizes is None else list(sizes))


def _part_spec(tensor: Any) -> Spec:
    return Spec(tensor.dtype.name, tensor.shape.as_list()[1:])


@symbol("train.match_filenames_once", "matching_files", "io.matching_files")
def match_filenames_once(pattern: Any, name: str | None = None) -> Any:
    """Return the names of the files that match patterns, in order."""

    def matching(given: Any) -> Any:
        found = (glob.glob(each.decode()) for each in strings(given).reshape(-1))  # noqa: PTH207
        return strings(sorted(itertools.chain.from_iterable(found)))

    gives = Spec("string", [None])
    return host_call("MatchingFiles", matching, [pattern], gives=gives, name=name)
