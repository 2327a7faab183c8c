"""`tf.data.Dataset`: what data sets are made of."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from argscope.tf1._data.elements import (
    Values,
    as_element,
    flat,
    mapped,
    spec_of,
    specs_of,
)
from argscope.tf1._data.pipeline import Pipeline
from argscope.tf1._data.sources import (
    matching,
    names,
    number,
    resolved,
    slice_spec,
    slices,
    symbols_in,
)
from argscope.tf1._graph.host import Spec
from argscope.tf1._graph.op import symbol
from argscope.tf1._types.shapes import TensorShape


@symbol("data.Dataset", "contrib.data.Dataset")
class Dataset(Pipeline):
    """Elements that are made one after the other; see `Pipeline`."""

    @staticmethod
    def from_tensors(tensors: Any) -> Dataset:
        """Return a data set of one element."""
        return Dataset(
            lambda: mapped(spec_of, as_element(tensors)),
            lambda values: iter([resolved(tensors, values)]),
            symbols_in(tensors),
        )

    @staticmethod
    def from_tensor_slices(tensors: Any) -> Dataset:
        """Return a data set of the slices of tensors along the first axis."""
        return Dataset(
            lambda: slice_spec(tensors),
            lambda values: slices(resolved(tensors, values)),
            symbols_in(tensors),
        )

    @staticmethod
    def from_generator(
        generator: Callable[..., Any],
        output_types: Any,
        output_shapes: Any = None,
        args: Sequence[Any] | None = None,
    ) -> Dataset:
        """Return a data set of what a generator yields; it is called for each iteration.

        Args:
            generator: Returns an iterator.
            output_types: The structure of dtypes.
            output_shapes: The structure of shapes.
            args: Tensors whose values it is called with.
        """
        spec = specs_of(output_types, output_shapes)

        def start(values: Values) -> Iterator[Any]:
            for element in generator(*(resolved(each, values) for each in args or ())):
                yield mapped(_typed, spec, _as_structured(spec, element))

        return Dataset(lambda: spec, start, symbols_in(args))

    @staticmethod
    def range(*args: Any) -> Dataset:
        """Return a data set of whole numbers, as Python's `range` has them."""
        return Dataset(
            lambda: Spec("int64", []),
            lambda values: map(_int64, range(*(number(x, values) for x in args))),
            symbols_in(args),
        )

    @staticmethod
    def zip(datasets: Any) -> Dataset:
        """Return a data set of elements of several ones; the shortest ends it."""
        parts = flat(datasets)

        def start(values: Values) -> Iterator[Any]:
            for several in zip(*(each.start(values) for each in parts), strict=False):
                found = iter(several)
                yield mapped(lambda _part, found=found: next(found), datasets)

        return Dataset(
            lambda: mapped(lambda each: each.element_spec, datasets),
            start,
            [symbol for each in parts for symbol in each.inputs],
        )

    @staticmethod
    def list_files(
        file_pattern: Any, shuffle: bool | None = None, seed: int | None = None
    ) -> Dataset:
        """Return a data set of the names of files, shuffled unless that is not wanted."""
        spec = Spec("string", [])
        shuffles = shuffle is not False

        def start(values: Values) -> Iterator[Any]:
            found = matching(names(file_pattern, values), shuffle=False)
            return iter([as_element(each) for each in found])

        made = Dataset(lambda: spec, start, symbols_in(file_pattern))
        return made.shuffle(1 << 20, seed) if shuffles else made

    def enumerate(self, start: int = 0) -> Dataset:
        """Return pairs of a number and an element."""
        counted = Dataset(
            lambda: Spec("int64", []),
            lambda _values: map(_int64, itertools.count(start)),
        )
        return Dataset.zip((counted, self))

    # --- what has no effect here

    def with_options(self, options: Any) -> Dataset:
        """Return the data set: how it is computed is not chosen."""
        del options
        return self

    def options(self) -> Any:
        """Return nothing: no options are kept."""
        return None


Pipeline._kind = Dataset  # it comes after what it is made of


def _int64(value: int) -> Any:
    return np.asarray(value, np.int64)


def _as_structured(spec: Any, element: Any) -> Any:
    """Return an element as a tuple where it is to be one."""
    is_one = isinstance(spec, tuple) and not isinstance(element, tuple)
    return tuple(element) if is_one else element


def _typed(spec: Spec, value: Any) -> Any:
    """Return what a generator yielded as an array of the promised dtype and shape.

    Raises:
        TypeError: It has another shape.
    """
    made = as_element(value)
    if spec.dtype != "string":
        made = np.asarray(value, np.dtype(spec.dtype))
    if not TensorShape(spec.shape).is_compatible_with(made.shape):
        raise TypeError(
            f"The generator yielded an element of the shape {made.shape} where one of "
            f"the shape {TensorShape(spec.shape)} was expected."
        )
    return made
