"""Elements that are made on the host, one after the other, and what becomes of them."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Final

import numpy as np

from argscope.tf1._data.elements import (
    Values,
    as_element,
    batch_spec,
    classes_of,
    mapped,
    merged,
    padded,
    part_spec,
    shapes_of,
    specs_of,
    stacked,
    types_of,
)
from argscope.tf1._data.functions import ElementFunction
from argscope.tf1._data.reordering import interleaved, shuffled
from argscope.tf1._data.sources import (
    known,
    number,
    slices,
    symbols_in,
)
from argscope.tf1._data.threads import Ahead, Mapped
from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.host import Spec
from argscope.tf1._graph.tensor import Symbol

Start = Callable[[Values], Iterator[Any]]
"""What begins to iterate over the elements, anew each time."""

AUTOTUNE: Final = -1
_THREADS: Final = 4
"""How many threads are taken where the program leaves it open."""


class Pipeline:
    """Elements that are made one after the other: structures of arrays.

    What its methods return is a `Dataset`.

    Args:
        spec: Returns what is known of the elements: a structure of `Spec`.
        start: Begins to iterate over them.
        inputs: The tensors of a graph that it is made of.
    """

    _kind: ClassVar[Any]

    def __init__(
        self, spec: Callable[[], Any], start: Start, inputs: Sequence[Symbol] = ()
    ) -> None:
        self._spec = spec
        self.start = start
        self.inputs = list(dict.fromkeys(inputs))

    @functools.cached_property
    def element_spec(self) -> Any:
        """What is known of the elements: a structure of `Spec`."""
        return self._spec()

    @property
    def output_types(self) -> Any:
        """The structure of the elements' dtypes."""
        return types_of(self.element_spec)

    @property
    def output_shapes(self) -> Any:
        """The structure of the elements' static shapes."""
        return shapes_of(self.element_spec)

    @property
    def output_classes(self) -> Any:
        """The structure of what elements are: `Tensor` or `SparseTensor`."""
        return classes_of(self.element_spec)

    def _then(
        self,
        change: Callable[[Iterator[Any], Values], Iterator[Any]],
        spec: Callable[[], Any] | None = None,
        inputs: Sequence[Symbol] = (),
    ) -> Any:
        """Return a data set of what becomes of the elements of this one."""
        return self._kind(
            (lambda: self.element_spec) if spec is None else spec,
            lambda values: change(self.start(values), values),
            [*self.inputs, *inputs],
        )

    # --- functions of elements

    def map(
        self, map_func: Callable[..., Any], num_parallel_calls: Any = None, **_rest: Any
    ) -> Any:
        """Return a data set of what a function gives for each element.

        Args:
            map_func: Is called with each element; with several arguments for a tuple.
            num_parallel_calls: How many threads call it. The order is kept.
        """
        function = ElementFunction(map_func, lambda: self.element_spec)

        def change(elements: Iterator[Any], values: Values) -> Iterator[Any]:
            calls = (
                1 if num_parallel_calls is None else number(num_parallel_calls, values)
            )
            threads = _THREADS if calls == AUTOTUNE else calls
            return Mapped(lambda each: function(each, values), elements, threads)

        inputs = [*function.inputs, *symbols_in(num_parallel_calls)]
        return self._then(change, lambda: function.spec, inputs)

    def flat_map(self, map_func: Callable[..., Any]) -> Any:
        """Return a data set of the elements of the data sets that a function gives."""
        return self.interleave(map_func, 1)

    def interleave(
        self,
        map_func: Callable[..., Any],
        cycle_length: Any = AUTOTUNE,
        block_length: Any = 1,
        **_rest: Any,
    ) -> Any:
        """Return the elements of the data sets that a function gives, in turn.

        Args:
            map_func: Gives a data set for an element.
            cycle_length: How many of them are open at a time.
            block_length: How many elements are taken of each.
            **_rest: How many threads are to read, which is accepted: one does.
        """
        function = ElementFunction(map_func, lambda: self.element_spec)

        def change(elements: Iterator[Any], values: Values) -> Iterator[Any]:
            cycle = number(cycle_length, values)
            return interleaved(
                elements,
                lambda each: function.dataset(each, values).start(values),
                _THREADS if cycle == AUTOTUNE else cycle,
                number(block_length, values),
            )

        inputs = [*function.inputs, *symbols_in(cycle_length, block_length)]
        return self._then(change, lambda: function.result.element_spec, inputs)

    def filter(self, predicate: Callable[..., Any]) -> Any:
        """Return a data set of those elements for which a function is true."""
        function = ElementFunction(predicate, lambda: self.element_spec)
        return self._then(
            lambda elements, values: (e for e in elements if function(e, values)),
            inputs=function.inputs,
        )

    def apply(self, transformation_func: Callable[[Any], Any]) -> Any:
        """Return what a function makes of the data set."""
        return transformation_func(self)

    # --- how many, and in which order

    def shuffle(
        self,
        buffer_size: Any,
        seed: Any = None,
        reshuffle_each_iteration: bool | None = None,
    ) -> Any:
        """Return the elements in another order: each time one of `buffer_size`.

        Args:
            buffer_size: How many elements wait.
            seed: Decides the order, which is not TensorFlow's.
            reshuffle_each_iteration: Whether another iteration has another order.
        """
        graph_seed = get_default_graph().seed
        given = [each for each in (graph_seed, seed) if each is not None]
        first = np.random.SeedSequence([known(each) or 0 for each in given] or None)
        times = itertools.count()

        def change(elements: Iterator[Any], values: Values) -> Iterator[Any]:
            time = next(times) if reshuffle_each_iteration is not False else 0
            numbers = np.random.default_rng([time, *first.generate_state(4)])
            return shuffled(elements, number(buffer_size, values), numbers)

        return self._then(change, inputs=symbols_in(buffer_size))

    def repeat(self, count: Any = None) -> Any:
        """Return the elements `count` times; without end for None or -1."""

        def start(values: Values) -> Iterator[Any]:
            times = number(count, values)
            for _ in itertools.count() if times < 0 else range(times):
                is_empty = True
                for element in self.start(values):
                    is_empty = False
                    yield element
                if is_empty:
                    return

        inputs = [*self.inputs, *symbols_in(count)]
        return self._kind(lambda: self.element_spec, start, inputs)

    def take(self, count: Any) -> Any:
        """Return the first elements; all for -1."""

        def change(elements: Iterator[Any], values: Values) -> Iterator[Any]:
            size = number(count, values)
            return itertools.islice(elements, None if size < 0 else size)

        return self._then(change, inputs=symbols_in(count))

    def skip(self, count: Any) -> Any:
        """Return the elements without the first; none for -1."""

        def change(elements: Iterator[Any], values: Values) -> Iterator[Any]:
            size = number(count, values)
            return iter(()) if size < 0 else itertools.islice(elements, size, None)

        return self._then(change, inputs=symbols_in(count))

    def shard(self, num_shards: Any, index: Any) -> Any:
        """Return every `num_shards`-th element, from `index` on."""

        def change(elements: Iterator[Any], values: Values) -> Iterator[Any]:
            first, step = number(index, values), number(num_shards, values)
            return itertools.islice(elements, first, None, step)

        return self._then(change, inputs=symbols_in(num_shards, index))

    def concatenate(self, dataset: Pipeline) -> Any:
        """Return the elements of this data set, and those of another after them."""
        return self._kind(
            lambda: mapped(merged, self.element_spec, dataset.element_spec),
            lambda values: itertools.chain(
                self.start(values), _later(dataset.start, values)
            ),
            [*self.inputs, *dataset.inputs],
        )

    def cache(self, filename: Any = "") -> Any:
        """Return the elements, which are kept after the first iteration: in memory."""
        del filename
        kept: list[Any] = []

        def start(values: Values) -> Iterator[Any]:
            if kept:
                yield from kept[0]
                return
            made = []
            for element in self.start(values):
                made.append(element)
                yield element
            kept.append(made)

        return self._kind(lambda: self.element_spec, start, self.inputs)

    def prefetch(self, buffer_size: Any) -> Any:
        """Return the elements, which a thread makes before they are asked for."""

        def change(elements: Iterator[Any], values: Values) -> Iterator[Any]:
            count = number(buffer_size, values)
            return Ahead(elements, count if count > 0 else _THREADS)

        return self._then(change, inputs=symbols_in(buffer_size))

    # --- batches

    def batch(self, batch_size: Any, drop_remainder: Any = False) -> Any:
        """Return batches of elements; the last may be smaller."""
        drops = bool(known(drop_remainder))

        def change(elements: Iterator[Any], values: Values) -> Iterator[Any]:
            return map(stacked, _groups(elements, number(batch_size, values), drops))

        size = known(batch_size) if drops else None
        return self._then(
            change,
            lambda: mapped(lambda each: batch_spec(each, size), self.element_spec),
            symbols_in(batch_size),
        )

    def padded_batch(
        self,
        batch_size: Any,
        padded_shapes: Any,
        padding_values: Any = None,
        drop_remainder: bool = False,
    ) -> Any:
        """Return batches of elements that are filled up.

        Args:
            batch_size: How many elements.
            padded_shapes: The structure of shapes; None for the largest of the batch.
            padding_values: The structure of what is filled in: 0, or empty strings.
            drop_remainder: Whether to leave out a last one that is smaller.
        """
        wanted = specs_of(types_of(self.element_spec), padded_shapes)
        given = padding_values
        fills = mapped(_fill, wanted) if given is None else as_element(given)

        def change(elements: Iterator[Any], values: Values) -> Iterator[Any]:
            size = number(batch_size, values)
            for group in _groups(elements, size, drop_remainder):
                yield mapped(
                    lambda spec, fill, *leaves: padded(leaves, spec.shape, fill),
                    wanted,
                    fills,
                    *group,
                )

        size = known(batch_size) if drop_remainder else None
        return self._then(
            change,
            lambda: mapped(lambda each: batch_spec(each, size), wanted),
            symbols_in(batch_size),
        )

    def unbatch(self) -> Any:
        """Return the parts of elements along the first axis."""

        def change(elements: Iterator[Any], _values: Values) -> Iterator[Any]:
            return itertools.chain.from_iterable(map(slices, elements))

        return self._then(change, lambda: mapped(part_spec, self.element_spec))


def _later(start: Start, values: Values) -> Iterator[Any]:
    """Begin an iteration when it is asked for an element."""
    yield from start(values)


def _groups(elements: Iterator[Any], size: int, drops: bool) -> Iterator[list[Any]]:
    while group := list(itertools.islice(elements, size)):
        if len(group) < size and drops:
            return
        yield group


def _fill(spec: Spec) -> Any:
    return as_element(b"" if spec.dtype == "string" else 0)
