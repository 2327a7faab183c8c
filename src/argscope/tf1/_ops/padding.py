"""Tensors with more around them."""

from __future__ import annotations

from typing import Any

import numpy as np

from argscope.tf1._graph.op import op
from argscope.tf1._ops.casting import in_dtype
from argscope.tf1._ops.sizes import known_size
from argscope.tf1._ops.values import (
    Array,
    array,
    dtype_of,
    module_for,
    shape_of,
    sizes_of,
)


@op("Pad", "pad")
def pad(
    tensor: Array,
    paddings: Any,
    mode: str = "CONSTANT",
    name: str | None = None,
    constant_values: Any = 0,
) -> Array:
    """Return `tensor` with more before and after, along each axis.

    Args:
        tensor: Any tensor.
        paddings: How many elements before and after, for each axis.
        mode: What they are: CONSTANT; REFLECT and SYMMETRIC repeat `tensor` backwards, the
            latter with its first and last elements too.
        name: The name of the operation.
        constant_values: The constant.

    Raises:
        ValueError: Another mode.
    """
    tensor = array(tensor)
    widths = pairs_of(paddings, "tf.pad")
    mode = mode.upper()
    if mode == "CONSTANT":
        return _constant(tensor, widths, constant_values)
    if mode not in ("REFLECT", "SYMMETRIC"):
        raise ValueError(
            f"tf.pad: mode={mode!r} is none of CONSTANT, REFLECT, SYMMETRIC."
        )
    for axis, (before, after) in enumerate(widths):
        tensor = _mirrored(tensor, axis, before, after, int(mode == "REFLECT"))
    return tensor


def pairs_of(paddings: Any, function: str) -> list[tuple[Any, Any]]:
    """Return pairs of sizes as plain numbers, or as what a backend has for sizes."""
    rows = paddings if isinstance(paddings, list | tuple) else list(paddings)
    sizes = [[known_size(each, function) for each in sizes_of(row)] for row in rows]
    return [(before, after) for before, after in sizes]


def _constant(tensor: Array, widths: list[tuple[Any, Any]], value: Any) -> Array:
    if not widths:
        return tensor
    value = in_dtype(array(value), dtype_of(tensor))
    if isinstance(value, np.ndarray):  # torch takes numbers of Python's only
        value = value.item()
    module = module_for(tensor, value, *(size for pair in widths for size in pair))
    return module.pad(tensor, widths, "constant", constant_values=value)


def _mirrored(tensor: Array, axis: int, before: Any, after: Any, skipped: int) -> Array:
    # Not by `pad` of Keras, whose "symmetric" on torch repeats the last element.
    size = shape_of(tensor)[axis]
    module = module_for(tensor, before, after)

    def part(start: Any, stop: Any) -> Array:
        return tensor[(*[slice(None)] * axis, slice(start, stop))]

    for length in (before, after):
        if (
            isinstance(length, int)
            and isinstance(size, int)
            and length > size - skipped
        ):
            raise ValueError(
                f"tf.pad: {length} elements can not be mirrored from the {size} along "
                f"axis {axis}."
            )
    parts = [
        module.flip(part(skipped, skipped + before), axis),
        tensor,
        module.flip(part(size - skipped - after, size - skipped), axis),
    ]
    return module.concatenate(parts, axis)
