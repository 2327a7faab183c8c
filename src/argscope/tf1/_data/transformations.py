"""What is applied to data sets: `tf.data.experimental`, and its older spellings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, final

import numpy as np

from argscope.tf1._data.dataset import Dataset
from argscope.tf1._data.elements import Values
from argscope.tf1._data.functions import ElementFunction
from argscope.tf1._data.pipeline import AUTOTUNE
from argscope.tf1._data.reordering import grouped
from argscope.tf1._graph.host import Spec
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._host.statuses import OpError

Apply = Callable[[Dataset], Dataset]


def _symbol(name: str) -> Callable[[Any], Any]:
    return symbol(f"data.experimental.{name}", f"contrib.data.{name}")


SYMBOLS["data.experimental.AUTOTUNE"] = SYMBOLS["contrib.data.AUTOTUNE"] = AUTOTUNE


@_symbol("map_and_batch")
def map_and_batch(
    map_func: Callable[..., Any],
    batch_size: Any,
    num_parallel_batches: Any = None,
    drop_remainder: Any = False,
    num_parallel_calls: Any = None,
) -> Apply:
    """Return `map` and `batch` in one."""
    calls = AUTOTUNE if num_parallel_calls is None else num_parallel_calls
    del num_parallel_batches
    return lambda dataset: dataset.map(map_func, calls).batch(
        batch_size, drop_remainder
    )


@_symbol("shuffle_and_repeat")
def shuffle_and_repeat(buffer_size: Any, count: Any = None, seed: Any = None) -> Apply:
    """Return `shuffle` and `repeat` in one."""
    return lambda dataset: dataset.shuffle(buffer_size, seed).repeat(count)


@_symbol("parallel_interleave")
def parallel_interleave(
    map_func: Callable[..., Any],
    cycle_length: Any,
    block_length: Any = 1,
    sloppy: Any = False,
    buffer_output_elements: Any = None,
    prefetch_input_elements: Any = None,
) -> Apply:
    """Return `interleave`. The order is always kept."""
    del sloppy, buffer_output_elements, prefetch_input_elements
    return lambda dataset: dataset.interleave(map_func, cycle_length, block_length)


@_symbol("ignore_errors")
def ignore_errors() -> Apply:
    """Return what leaves out elements in whose place an error is raised."""

    def change(elements: Iterator[Any]) -> Iterator[Any]:
        while True:
            try:
                element = next(elements)
            except StopIteration:
                return
            except (OpError, ValueError, TypeError):
                continue
            yield element

    return lambda dataset: Dataset(
        lambda: dataset.element_spec,
        lambda values: change(dataset.start(values)),
        dataset.inputs,
    )


@_symbol("unbatch")
def unbatch() -> Apply:
    """Return `Dataset.unbatch`."""
    return lambda dataset: dataset.unbatch()


@_symbol("enumerate_dataset")
def enumerate_dataset(start: int = 0) -> Apply:
    """Return `Dataset.enumerate`."""
    return lambda dataset: dataset.enumerate(start)


@_symbol("prefetch_to_device")
def prefetch_to_device(device: str, buffer_size: Any = None) -> Apply:
    """Return `Dataset.prefetch`: there is one device."""
    del device
    return lambda dataset: dataset.prefetch(buffer_size or 1)


@symbol("contrib.data.batch_and_drop_remainder")
def batch_and_drop_remainder(batch_size: Any) -> Apply:
    """Return `batch` without a last one that is smaller."""
    return lambda dataset: dataset.batch(batch_size, drop_remainder=True)


@_symbol("group_by_window")
def group_by_window(
    key_func: Callable[..., Any],
    reduce_func: Callable[[Any, Dataset], Dataset],
    window_size: Any = None,
    window_size_func: Callable[[Any], Any] | None = None,
) -> Apply:
    """Return what makes data sets of elements with one key, as soon as they are so many.

    Args:
        key_func: Gives the key of an element, int64.
        reduce_func: Gives a data set for a key and a data set of elements.
        window_size: How many elements.
        window_size_func: How many for a key.
    """

    def apply(dataset: Dataset) -> Dataset:
        key = ElementFunction(key_func, lambda: dataset.element_spec)
        of_window = ElementFunction(
            lambda number, *_: reduce_func(number, dataset),
            lambda: (Spec("int64", []),),
        )
        size = None
        if window_size_func is not None:
            size = ElementFunction(window_size_func, lambda: Spec("int64", []))

        def start(values: Values) -> Iterator[Any]:
            def reduced(number: int, elements: list[Any]) -> Iterator[Any]:
                window = Dataset(lambda: dataset.element_spec, lambda _: iter(elements))
                return reduce_func(number, window).start(values)

            return grouped(
                dataset.start(values),
                lambda element: int(key(element, values)),
                reduced,
                lambda number: int(
                    window_size if size is None else size(np.int64(number), values)
                ),
            )

        inputs = [*dataset.inputs, *key.inputs, *of_window.inputs]
        return Dataset(lambda: of_window.result.element_spec, start, inputs)

    return apply


@final
@symbol("data.Options")
class Options:
    """How a data set is computed: anything can be set, and has no effect."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = self.__dict__[name] = Options()
        return made


@final
@symbol("data.experimental.AutoShardPolicy")
class AutoShardPolicy:
    """How a data set is divided between machines, of which there is one."""

    OFF: Final = -1
    AUTO: Final = 0
    FILE: Final = 1
    DATA: Final = 2
