"""Elements in another order."""

from __future__ import annotations

from typing import Any

import numpy as np

from argscope.tf1._graph.op import op
from argscope.tf1._ops.casting import in_dtype
from argscope.tf1._ops.values import (
    Array,
    array,
    axes_of,
    dtype_of,
    is_constant,
    module_for,
    shape_of,
    sizes_of,
)


@op("ReverseV2", "reverse", "reverse_v2", "manip.reverse")
def reverse(tensor: Array, axis: Any, name: str | None = None) -> Array:
    """Return `tensor` backwards along some axes, which TensorFlow 0.x had as truth values."""
    tensor = array(tensor)
    axes = np.asarray(axis)
    chosen = np.flatnonzero(axes) if axes.dtype == bool else axes.reshape(-1)
    return module_for(tensor).flip(tensor, tuple(map(int, chosen)))


@op("ReverseSequence", "reverse_sequence")
def reverse_sequence(
    input: Array,
    seq_lengths: Array,
    seq_axis: int | None = None,
    batch_axis: int | None = None,
    name: str | None = None,
    seq_dim: int | None = None,
    batch_dim: int | None = None,
) -> Array:
    """Return `input` with the first elements of each sequence backwards.

    Raises:
        ValueError: It is not said which axis the sequences are along.
    """
    steps_axis = seq_axis if seq_dim is None else seq_dim
    if steps_axis is None:
        raise ValueError("tf.reverse_sequence needs seq_axis.")
    input = array(input)
    module = module_for(input, seq_lengths)
    batch = (batch_axis or 0) if batch_dim is None else batch_dim
    moved = module.moveaxis(input, (batch, steps_axis), (0, 1))
    steps = module_for(*shape_of(moved)).arange(shape_of(moved)[1], dtype="int32")[
        None, :
    ]
    lengths = in_dtype(array(seq_lengths), "int32")[:, None]
    module = module_for(moved, lengths, steps)
    backwards = module.subtract(lengths - 1, steps)
    order = module.where(module.less(steps, lengths), backwards, steps)
    order = module.reshape(order, (*shape_of(moved)[:2], *[1] * (len(moved.shape) - 2)))
    found = module.take_along_axis(moved, order, 1)
    return module.moveaxis(found, (0, 1), (batch, steps_axis))


@op("Roll", "roll", "manip.roll")
def roll(input: Array, shift: Any, axis: Any, name: str | None = None) -> Array:
    """Return `input` shifted along some axes; what leaves at one end comes in at the other."""
    input = array(input)
    for step, along in zip(_each(shift), _each(axis), strict=True):
        input = module_for(input, step).roll(input, step, axes_of(along))
    return input


def _each(value: Any) -> list[Any]:
    if is_constant(value):
        return [int(each) for each in np.asarray(value).reshape(-1)]
    return sizes_of(value) if isinstance(value, list) or len(value.shape) else [value]


@op("InvertPermutation", "invert_permutation", "math.invert_permutation")
def invert_permutation(x: Array, name: str | None = None) -> Array:
    """Return where each number is in a permutation of 0, 1, ..."""
    x = array(x)
    return in_dtype(module_for(x).argsort(x), dtype_of(x))
