"""Queues of a graph: `tf.FIFOQueue`, `tf.RandomShuffleQueue`, `tf.PaddingFIFOQueue`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from argscope.tf1._data.elements import padded
from argscope.tf1._data.queue_contents import QueueContents, random_pick
from argscope.tf1._data.states import PerSession
from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.host import Spec, host_call, host_operation
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._ops.creation import convert_to_tensor
from argscope.tf1._types.dtypes import as_dtype
from argscope.tf1._types.shapes import TensorShape
from argscope.tf1._types.strings import strings


@symbol("QueueBase", "queue.QueueBase")
class QueueBase:
    """Elements that threads put in and take out: each of one or several tensors."""

    _KIND = "FIFOQueue"
    _NAME = "fifo_queue"
    _MINIMUM = 0

    def __init__(
        self,
        capacity: int,
        dtypes: Any,
        shapes: Any = None,
        names: Any = None,
        name: str | None = None,
        seed: int | None = None,
    ) -> None:
        self._dtypes = [as_dtype(each) for each in _listed(dtypes)]
        self._shapes = _shapes(shapes, len(self._dtypes))
        self._names = None if names is None else list(_listed(names))
        self.name = get_default_graph().unique_name(name or self._NAME)
        kept = self._MINIMUM
        picks = self._KIND == "RandomShuffleQueue"

        def make() -> QueueContents:
            pick = random_pick(seed) if picks else None
            return QueueContents(self._KIND, self.name, capacity, kept, pick)

        self.contents = PerSession(make)

    # --- what it is

    @property
    def queue_ref(self) -> QueueBase:
        """The queue itself."""
        return self

    @property
    def dtypes(self) -> list[Any]:
        """The dtypes of an element's tensors."""
        return self._dtypes

    @property
    def shapes(self) -> list[TensorShape]:
        """The shapes of an element's tensors."""
        return self._shapes

    @property
    def names(self) -> list[str] | None:
        """The names of an element's tensors, if they have names."""
        return self._names

    # --- putting in

    def enqueue(self, vals: Any, name: str | None = None) -> Operation:
        """Return the operation that puts one element in."""
        return host_operation(
            "QueueEnqueueV2",
            lambda values: self.contents.here().put(tuple(values)),
            [self._tensors(vals)],
            name=name or "QueueEnqueueV2",
        )

    def enqueue_many(self, vals: Any, name: str | None = None) -> Operation:
        """Return the operation that puts the parts of tensors in, one after the other."""

        def put(values: Sequence[Any]) -> None:
            for row in zip(*values, strict=True):
                self.contents.here().put(
                    tuple(np.asarray(x) for x in _typed(row, values))
                )

        arguments = [self._tensors(vals)]
        name = name or f"{self.name}_EnqueueMany"
        return host_operation("QueueEnqueueManyV2", put, arguments, name=name)

    def _tensors(self, vals: Any) -> list[Any]:
        if self._names is not None:
            vals = [vals[each] for each in self._names]
        given = list(vals) if isinstance(vals, list | tuple) else [vals]
        if len(self._dtypes) == 1 and len(given) != 1:
            given = [vals]  # one tensor, given as a list of numbers
        pairs = zip(given, self._dtypes, strict=True)
        return [convert_to_tensor(value, dtype) for value, dtype in pairs]

    # --- taking out

    def dequeue(self, name: str | None = None) -> Any:
        """Return the tensors of one element."""
        specs = self._specs([])
        return self._taken(
            lambda: list(self._take(1)[0]), specs, "QueueDequeueV2", name
        )

    def dequeue_many(self, n: Any, name: str | None = None) -> Any:
        """Return the tensors of `n` elements, along a new first axis."""
        size = n if isinstance(n, int) else None
        specs = self._specs([size])
        kind = "QueueDequeueManyV2"
        return self._taken(self._batch, specs, kind, name, n)

    def dequeue_up_to(self, n: Any, name: str | None = None) -> Any:
        """Return the tensors of `n` elements, or of what is left of a closed queue."""
        specs = self._specs([None])

        def take(count: Any) -> list[Any]:
            return self._batch(count, or_fewer=True)

        return self._taken(take, specs, "QueueDequeueUpToV2", name, n)

    def _taken(
        self, take: Any, specs: list[Spec], kind: str, name: str | None, *args: Any
    ) -> Any:
        named = name or f"{self.name}_{kind.removeprefix('Queue').removesuffix('V2')}"
        found = host_call(kind, take, args, gives=specs, name=named)
        if self._names is not None:
            return dict(zip(self._names, found, strict=True))
        return found[0] if len(found) == 1 else found

    def _specs(self, batch: list[int | None]) -> list[Spec]:
        return [
            Spec(dtype.name, None if shape.sizes is None else [*batch, *shape.sizes])
            for dtype, shape in zip(self._dtypes, self._shapes, strict=True)
        ]

    def _take(self, count: int, *, or_fewer: bool = False) -> list[Any]:
        return self.contents.here().take(count, or_fewer=or_fewer)

    def _batch(self, count: Any, *, or_fewer: bool = False) -> list[Any]:
        rows = self._take(int(count), or_fewer=or_fewer)
        columns = zip(*rows, strict=True)
        pairs = zip(columns, self._shapes, strict=True)
        return [self._stacked(column, shape) for column, shape in pairs]

    def _stacked(self, column: Sequence[Any], shape: TensorShape) -> Any:
        del shape
        return np.stack(column)

    # --- its end

    def close(
        self, cancel_pending_enqueues: bool = False, name: str | None = None
    ) -> Operation:
        """Return the operation that closes it."""
        del cancel_pending_enqueues
        return host_operation(
            "QueueCloseV2",
            lambda: self.contents.here().close(),
            name=name or f"{self.name}_Close",
        )

    def size(self, name: str | None = None) -> Any:
        """Return how many elements are in it."""
        return host_call(
            "QueueSizeV2",
            lambda: np.asarray(len(self.contents.here()), np.int32),
            gives=Spec("int32", []),
            name=name or f"{self.name}_Size",
        )

    def is_closed(self, name: str | None = None) -> Any:
        """Return whether it is closed."""
        return host_call(
            "QueueIsClosedV2",
            lambda: np.asarray(self.contents.here().is_closed),
            gives=Spec("bool", []),
            name=name or f"{self.name}_Is_Closed",
        )


@symbol("FIFOQueue", "queue.FIFOQueue")
class FIFOQueue(QueueBase):
    """A queue whose elements come out in the order in which they were put in."""

    def __init__(
        self,
        capacity: int,
        dtypes: Any,
        shapes: Any = None,
        names: Any = None,
        shared_name: str | None = None,
        name: str | None = None,
    ) -> None:
        del shared_name
        super().__init__(capacity, dtypes, shapes, names, name)


@symbol("RandomShuffleQueue", "queue.RandomShuffleQueue")
class RandomShuffleQueue(QueueBase):
    """A queue whose elements come out at random; some stay in it while it is open."""

    _KIND = "RandomShuffleQueue"
    _NAME = "random_shuffle_queue"

    def __init__(
        self,
        capacity: int,
        min_after_dequeue: int,
        dtypes: Any,
        shapes: Any = None,
        names: Any = None,
        seed: int | None = None,
        shared_name: str | None = None,
        name: str | None = None,
    ) -> None:
        del shared_name
        self._MINIMUM = min_after_dequeue
        super().__init__(capacity, dtypes, shapes, names, name, seed)


@symbol("PaddingFIFOQueue", "queue.PaddingFIFOQueue")
class PaddingFIFOQueue(FIFOQueue):
    """A queue whose elements are filled up with zeros where they become a batch."""

    _KIND = "PaddingFIFOQueue"
    _NAME = "padding_fifo_queue"

    def _stacked(self, column: Sequence[Any], shape: TensorShape) -> Any:
        fill = strings(b"") if column[0].dtype == object else 0
        return padded(column, shape.sizes, fill)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _shapes(shapes: Any, count: int) -> list[TensorShape]:
    if shapes is None:
        return [TensorShape(None)] * count
    if isinstance(shapes, TensorShape) or all(
        each is None or isinstance(each, int) for each in shapes
    ):
        shapes = [shapes]  # the shape of one tensor
    found = [TensorShape(each) for each in shapes]
    if len(found) != count:
        raise ValueError(f"A queue of {count} tensors got {len(found)} shapes.")
    return found


def _typed(row: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    """Return the parts of tensors as arrays; a string of an array is not one."""
    return [
        strings(part) if value.dtype == object and value.ndim == 1 else part
        for part, value in zip(row, values, strict=True)
    ]
