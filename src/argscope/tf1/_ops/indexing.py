"""Parts of tensors, by positions along their axes.

Source:
    `tf.Tensor.__getitem__` and `tf.strided_slice` of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from keras import ops

from argscope.tf1._graph.op import SYMBOLS, op
from argscope.tf1._ops.selecting import boolean_mask
from argscope.tf1._ops.sizes import (
    is_any,
    is_recording,
    is_value,
    known_size,
    known_sizes,
    stand_in,
)
from argscope.tf1._ops.values import (
    Array,
    array,
    dtype_of,
    is_tensor,
    module_for,
    shape_of,
    sizes_of,
)

SYMBOLS["newaxis"] = None


@op("strided_slice", operators=["__getitem__"])
def get_item(tensor: Array, key: Any) -> Array:
    """Return a part of a tensor.

    Args:
        tensor: Any tensor.
        key: Whole numbers, slices, None for a new axis, `...`; or truth values.

    Raises:
        ValueError: There is no such element, or there are not so many axes.
        TypeError: The key is something else.
    """
    tensor = array(tensor)
    if is_tensor(key) and dtype_of(key) == "bool" and len(key.shape):
        return boolean_mask.of_values(tensor, key)
    entries = list(key) if isinstance(key, list | tuple) else [key]
    return _Part(tensor, entries).taken()


@op("StridedSlice", "strided_slice")
def strided_slice(
    input_: Array,
    begin: Any,
    end: Any,
    strides: Any = None,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
    var: Any = None,
    name: str | None = None,
) -> Array:
    """Return a part of a tensor, from `begin` to before `end` along each axis."""
    starts, stops = sizes_of(begin), sizes_of(end)
    steps = [1] * len(starts) if strides is None else sizes_of(strides)
    key: list[Any] = []
    for index, bounds in enumerate(zip(starts, stops, steps, strict=True)):
        bit, (start, stop, step) = 1 << index, bounds
        if ellipsis_mask & bit:
            key.append(Ellipsis)
        elif new_axis_mask & bit:
            key.append(None)
        elif shrink_axis_mask & bit:
            key.append(start)
        else:
            first = None if begin_mask & bit else start
            key.append(slice(first, None if end_mask & bit else stop, step))
    return get_item.of_values(input_, key)


@op("Slice", "slice")
def slice_(input_: Array, begin: Any, size: Any, name: str | None = None) -> Array:
    """Return `size` elements from `begin` on along each axis; -1 for all that follow.

    Raises:
        ValueError: There are not so many.
    """
    tensor = array(input_)
    starts, sizes = sizes_of(begin), known_sizes(size, "tf.slice")
    if is_any(size) or (is_any(begin) and -1 in sizes):
        return stand_in(sizes, dtype_of(tensor))
    starts = [
        known_size(start, "tf.slice") if count == -1 else start
        for start, count in zip(starts, sizes, strict=True)
    ]
    triples = list(zip(starts, sizes, shape_of(tensor), strict=True))
    counts = [total - start if n == -1 else n for start, n, total in triples]
    if any(map(is_value, starts)):
        return ops.slice(tensor, [array(s, "int32") for s in starts], counts)
    for start, count, total in triples:
        if _is_wrong(start + max(count, 0) - 1, total) and count:
            if is_recording():  # what stands for a size may be too little
                return stand_in(sizes, dtype_of(tensor))
            raise ValueError(f"tf.slice: {count} elements from {start} on, of {total}.")
    return tensor[tuple(slice(s, s + n) for s, n in zip(starts, counts, strict=True))]


class _Part:
    """A part of a tensor: what Python's own slices can take, and the rest after that."""

    def __init__(self, tensor: Array, entries: Sequence[Any]) -> None:
        self.tensor = tensor
        self.key: list[Any] = []
        self.backwards: list[int] = []
        self.by_values: list[tuple[int, Any]] = []
        sizes = iter(shape_of(tensor))
        for entry in _for_all_axes(entries, len(tensor.shape)):
            self._add(entry, 0 if entry is None else next(sizes))

    def taken(self) -> Array:
        """Return the part."""
        found = self.tensor[tuple(self.key)]
        found = np.asarray(found) if isinstance(found, np.generic) else found
        for axis in self.backwards:
            found = module_for(found).flip(found, axis)
        for axis, entry in reversed(self.by_values):
            found = _chosen(found, axis, entry)
        return found

    def _may_be_more(self, part: slice, size: Any) -> bool:
        """Return whether nothing is taken of what stands for a size, and more of others."""
        is_stand_in = isinstance(size, int) and not isinstance(self.tensor, np.ndarray)
        return is_stand_in and not range(*part.indices(size))

    def _add(self, entry: Any, size: Any) -> None:
        axis = sum(not isinstance(each, int) for each in self.key)
        if isinstance(entry, slice):
            bounds = [_plain(each) for each in (entry.start, entry.stop, entry.step)]
            if any(map(is_value, bounds)):
                self.by_values.append((axis, slice(*bounds)))
                entry = slice(None)
            else:
                entry, is_backwards = _forwards(slice(*bounds), size)
                if is_recording() and self._may_be_more(entry, size):
                    self.by_values.append((axis, Ellipsis))
                self.backwards += [axis] * is_backwards
        elif entry is not None:
            entry = _plain(entry)
            if is_value(entry):
                self.by_values.append((axis, entry))
                entry = slice(None)
            elif _is_wrong(entry, size):
                if not is_recording():  # when what stands for a size may be too little
                    raise ValueError(
                        f"There is no element {entry} along an axis of {size}."
                    )
                entry = 0
        self.key.append(entry)


def _for_all_axes(entries: Sequence[Any], rank: int) -> Iterator[Any]:
    """Yield the entries of a key, with slices for the axes of which it says nothing."""
    used = sum(each is not None and each is not Ellipsis for each in entries)
    if used > rank:
        raise ValueError(f"There are {used} indices for a tensor of {rank} axes.")
    rest = [slice(None)] * (rank - used)
    for entry in entries:
        if entry is Ellipsis:
            yield from rest
            rest = []
        else:
            yield entry
    yield from rest


def _plain(value: Any) -> Any:
    """Return a bound as a plain number; a tensor of the backend stays."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, np.ndarray | np.generic) and not value.ndim:
        found = value.item()
        if not isinstance(found, float | bool):
            return found
    elif not isinstance(value, np.ndarray | float | str) and not len(value.shape):
        return value
    raise TypeError(
        "Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar "
        f"tf.int32 tensors are valid indices, got {value!r}."
    )


def _is_wrong(index: Any, size: Any) -> bool:
    return (
        isinstance(index, int) and isinstance(size, int) and not -size <= index < size
    )


def _forwards(part: slice, size: Any) -> tuple[slice, bool]:
    """Return a slice with a step > 0, and whether to turn round what it gives."""
    # torch has none with a step < 0.
    if part.step is None or part.step > 0 or not isinstance(size, int):
        return part, False
    places = range(*part.indices(size))
    if not places:
        return slice(0, 0), False
    return slice(places[-1], places[0] + 1, -part.step), True


def _chosen(tensor: Array, axis: int, entry: Any) -> Array:
    """Return what values choose along an axis: an element, or what is between bounds.

    `...` is for any number of elements, while a call is recorded.
    """
    if not isinstance(entry, slice) and entry is not Ellipsis:
        return ops.take(tensor, entry, axis)
    bounds = [] if entry is Ellipsis else [entry.start, entry.stop, entry.step]
    if entry is Ellipsis or is_any(bounds):
        sizes = list(shape_of(tensor))
        sizes[axis] = -1
        return stand_in(sizes, dtype_of(tensor))
    found = slice(*(known_size(each, "tensor[begin:end]") for each in bounds))
    return tensor[(*[slice(None)] * axis, found)]
