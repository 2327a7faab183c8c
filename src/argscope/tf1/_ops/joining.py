"""Tensors joined, cut up and repeated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._ops.casting import in_dtype
from argscope.tf1._ops.creation import convert_to_tensor
from argscope.tf1._ops.sizes import is_recording, known_sizes
from argscope.tf1._ops.values import (
    Array,
    array,
    axes_of,
    dtype_of,
    is_constant,
    module_for,
    shape_of,
)

# --- joined


@symbol("concat")
def concat(
    values: Any, axis: Any = None, name: str = "concat", concat_dim: Any = None
) -> Any:
    """Return tensors joined along an axis; TensorFlow 0.x had the axis first."""
    if concat_dim is not None:
        axis = concat_dim
    if _is_axis(values):
        values, axis = axis, values
    return _concat(values, axis, name=name)


@op("concat")
def _concat(values: Any, axis: Any, name: str | None = None) -> Array:
    parts = _alike(values if isinstance(values, list | tuple) else [values])
    if len(parts) == 1:
        return parts[0]
    return module_for(*parts).concatenate(parts, axes_of(axis))


concat.of_values = _concat.of_values  # type: ignore[attr-defined]  # for layers


@op("stack", "stack", "pack", "parallel_stack")
def stack(values: Any, axis: int = 0, name: str | None = None) -> Array:
    """Return tensors of one shape joined along a new axis."""
    parts = _alike(values)
    return module_for(*parts).stack(parts, axis)


def _alike(values: Sequence[Any]) -> list[Array]:
    """Return values as arrays of one dtype: that of the first of the backend's."""
    # A list around it makes the symbol of a size an array.
    parts = [
        array(v) if hasattr(array(v), "shape") else array([v]).reshape(())
        for v in values
    ]
    computed = [each for each in parts if not is_constant(each)]
    kind = dtype_of((computed or parts)[0])
    if not computed and any(dtype_of(each) == "object" for each in parts):
        return parts
    return [each if dtype_of(each) == kind else in_dtype(each, kind) for each in parts]


# --- cut up


@symbol("unstack", "unpack")
def unstack(
    value: Any, num: int | None = None, axis: int = 0, name: str = "unstack"
) -> Any:
    """Return the parts of a tensor along an axis, as many as there are.

    Raises:
        ValueError: It is not known how many.
    """
    value = convert_to_tensor(value)
    size = value.shape[axis].value
    if num is None and size is None:
        raise ValueError(
            f"Cannot infer argument `num` of tf.unstack from shape {value.shape}"
        )
    if None not in (num, size) and num != size:
        raise ValueError(f"tf.unstack: num={num}, and the axis has {size} elements.")
    return _unstack(value, size if num is None else num, axis, name=name)


@op("unstack")
def _unstack(value: Array, num: int, axis: int, name: str | None = None) -> list[Array]:
    first = module_for(value).moveaxis(value, axis, 0)
    return [first[index] for index in range(num)]


@symbol("split")
def split(
    value: Any = None,
    num_or_size_splits: Any = None,
    axis: Any = 0,
    num: int | None = None,
    name: str = "split",
    split_dim: Any = None,
    num_split: Any = None,
) -> Any:
    """Return a tensor cut along an axis: into equal parts, or parts of given sizes.

    TensorFlow 0.x had the axis first: `split(split_dim, num_split, value)`.

    Raises:
        ValueError: It is not known how many parts, or they can not be of equal sizes.
    """
    parts = num_or_size_splits if num_split is None else num_split
    axis = axis if split_dim is None else split_dim
    if _is_axis(value):
        value, axis = axis, value
    sizes = parts.shape.as_list() if isinstance(parts, Tensor) else np.shape(parts)
    if not sizes:
        return _split_equally(convert_to_tensor(value), parts, axis, name=name)
    count = sizes[0] if num is None else num
    if count is None:
        raise ValueError(
            "tf.split: it is not known how many sizes there are; see `num`."
        )
    return _split(convert_to_tensor(value), parts, count, axis, name=name)


@op("split")
def _split_equally(
    value: Array, num: Any, axis: Any, name: str | None = None
) -> list[Array]:
    axis, num = int(axes_of(axis)), int(np.asarray(num))  # type: ignore[arg-type]
    total = shape_of(value)[axis]
    if isinstance(total, int) and not is_recording() and total % num:
        raise ValueError(
            f"tf.split: {total} elements along axis {axis} are no {num} equal parts."
        )
    return _cut(value, [total // num] * num, axis)


@op("split")
def _split(
    value: Array, sizes: Any, count: int, axis: Any, name: str | None = None
) -> list[Array]:
    axis = int(axes_of(axis))  # type: ignore[arg-type]
    known = known_sizes(sizes, "tf.split")[:count]
    if -1 in known:
        rest = shape_of(value)[axis] - sum(each for each in known if each != -1)
        known = [rest if each == -1 else each for each in known]
    return _cut(value, known, axis)


def _cut(value: Array, sizes: Sequence[Any], axis: int) -> list[Array]:
    axis %= len(value.shape)
    parts, start = [], 0
    for size in sizes:
        key = (*[slice(None)] * axis, slice(start, start + size))
        parts.append(value[key])
        start += size
    return parts


def _is_axis(value: Any) -> bool:
    """Return whether a first argument is the axis, as TensorFlow 0.x had it."""
    if isinstance(value, Tensor):
        return value.shape.ndims == 0
    return isinstance(value, int | np.integer)


# --- repeated


@op("Tile", "tile", "manip.tile")
def tile(input: Array, multiples: Any, name: str | None = None) -> Array:
    """Return `input` repeated that often along each axis."""
    input = array(input)
    times = known_sizes(multiples, "tf.tile")
    return module_for(input, *times).tile(input, tuple(times))
