"""What a checkpoint says about a variable: its type, shape and, in parts, its slices.

Source: TensorFlow's `core/framework/tensor_shape.proto` and `tensor_slice.proto`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, NamedTuple

import numpy as np

from argscope.checkpoint._damage import Malformed
from argscope.checkpoint._wire import Field, fields, message, signed

MAX_RANK: Final = 32  # of NumPy 1
WHOLE: Final = -1  # the length of a slice that is not cut along an axis


@dataclass(frozen=True)
class Variable:
    """One variable of a checkpoint."""

    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    slices: tuple[Slice, ...] = ()


class Slice(NamedTuple):
    """A part of a variable: start and length along each axis."""

    extents: tuple[tuple[int, int], ...]

    def within(self, shape: Sequence[int]) -> tuple[slice, ...]:
        """Return the part as an index into an array of a shape.

        Raises:
            Malformed: It does not fit.
        """
        if len(self.extents) != len(shape):
            raise Malformed(f"a slice has {len(self.extents)} axes, not {len(shape)}")
        index = []
        for (start, length), size in zip(self.extents, shape, strict=True):
            stop = size if length == WHOLE else start + length
            if not 0 <= start <= stop <= size:
                raise Malformed(f"a slice [{start}:{stop}] of an axis of size {size}")
            index.append(slice(start, stop))
        return tuple(index)


def read_shape(data: Field) -> tuple[int, ...]:
    """Read a TensorShapeProto.

    Raises:
        Malformed: It is not the shape of a tensor that exists.
    """
    shape = []
    for number, field in fields(message(data)):
        if number == 2:
            sizes = [signed(f) for n, f in fields(message(field)) if n == 1]
            shape.append(sizes[-1] if sizes else 0)
    return checked_shape(shape)


def checked_shape(shape: Sequence[int]) -> tuple[int, ...]:
    """Return the shape of a tensor that exists.

    Raises:
        Malformed: There is none of that shape.
    """
    if len(shape) > MAX_RANK:
        raise Malformed(f"a tensor of {len(shape)} axes; NumPy has {MAX_RANK} at most")
    if any(size < 0 for size in shape):
        raise Malformed(f"the shape {tuple(shape)}")
    if math.prod(size for size in shape if size) >= 1 << 58:
        raise Malformed(f"the shape {tuple(shape)} is beyond any memory")
    return tuple(shape)


def read_slice(data: Field) -> Slice:
    """Read a TensorSliceProto.

    Raises:
        Malformed: It is not one.
    """
    extents = []
    for number, field in fields(message(data)):
        if number == 1:
            parts = dict(fields(message(field)))
            extents.append(
                (signed(parts.get(1, 0)), signed(parts.get(2, WHOLE % 2**64)))
            )
    return Slice(tuple(extents))


def placed(variable: Variable) -> list[tuple[Slice, tuple[slice, ...]]]:
    """Return all slices with their place in the whole, which they fill exactly.

    Raises:
        Malformed: They leave a gap, overlap, or do not fit.
    """
    places = [(part, part.within(variable.shape)) for part in variable.slices]
    covered = sum(size_of(index) for _, index in places)
    if covered != math.prod(variable.shape):
        raise Malformed(
            f"its slices have {covered} values, and it has {math.prod(variable.shape)}"
        )
    for (_, one), (_, other) in combinations(places, 2):
        if _overlap(one, other):
            raise Malformed("its slices overlap")
    return places


def shape_of(index: Sequence[slice]) -> tuple[int, ...]:
    """Return the shape of what an index of `placed` selects."""
    return tuple(axis.stop - axis.start for axis in index)


def size_of(index: Sequence[slice]) -> int:
    """Return how many values an index of `placed` selects."""
    return math.prod(shape_of(index))


def from_to(index: Sequence[slice], shape: Sequence[int]) -> tuple[slice, ...]:
    """Return an index with the start and the end of all axes of a shape."""
    whole = (slice(None),) * (len(shape) - len(index))
    return tuple(
        slice(*axis.indices(size)[:2])
        for axis, size in zip((*index, *whole), shape, strict=True)
    )


def overlap(one: Sequence[slice], other: Sequence[slice]) -> tuple[slice, ...]:
    """Return what two parts of a whole have in common; an axis may be empty."""
    starts = [max(a.start, b.start) for a, b in zip(one, other, strict=True)]
    stops = [min(a.stop, b.stop) for a, b in zip(one, other, strict=True)]
    return tuple(
        slice(start, max(start, stop))
        for start, stop in zip(starts, stops, strict=True)
    )


def seen_from(place: Sequence[slice], part: Sequence[slice]) -> tuple[slice, ...]:
    """Return where in what is at `place` a part is that lies in it."""
    return tuple(
        slice(inner.start - outer.start, inner.stop - outer.start)
        for outer, inner in zip(place, part, strict=True)
    )


def _overlap(one: Sequence[slice], other: Sequence[slice]) -> bool:
    # Slices without values overlap nothing; a scalar has one slice only.
    return all(length > 0 for length in shape_of(overlap(one, other)))
