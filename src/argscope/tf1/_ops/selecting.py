"""Elements chosen by truth values, and what else has as many elements as values say."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._ops.casting import in_dtype
from argscope.tf1._ops.sizes import any_size, is_recording, sized_by_values
from argscope.tf1._ops.values import Array, array, module_for, pair, shape_of


def places_of(flags: Array, function: str) -> Array:
    """Return the indices of the true values of a vector; any, while a call is recorded."""
    if isinstance(flags, np.ndarray):
        return np.flatnonzero(flags).astype("int32")
    size = any_size()
    if size is not None:
        return ops.zeros([size], "int32")
    with sized_by_values(function):
        return ops.cast(ops.nonzero(flags)[0], "int32")


@op("boolean_mask", "boolean_mask")
def boolean_mask(
    tensor: Array, mask: Array, name: str | None = None, axis: Any = None
) -> Array:
    """Return the elements, rows, ... for which `mask` is true.

    Differs: On JAX, in what is compiled, values that it depends on have to be known.

    Raises:
        SizeByValuesError: JAX compiles, and `mask` is not known.
        ValueError: The shapes do not fit.
    """
    tensor, mask = array(tensor), array(mask)
    first = int(axis or 0)
    last = first + len(mask.shape)
    sizes = shape_of(tensor)
    agree = zip(sizes[first:last], shape_of(mask), strict=False)
    if not len(mask.shape) or any(_differ(*both) for both in agree):
        raise ValueError(
            f"tf.boolean_mask: shapes {list(tensor.shape)} of the tensor and "
            f"{list(mask.shape)} of the mask, from axis {first} on, are incompatible."
        )
    places = places_of(module_for(mask).reshape(mask, (-1,)), "tf.boolean_mask")
    tensor = module_for(tensor).reshape(tensor, (*sizes[:first], -1, *sizes[last:]))
    return module_for(tensor, places).take(tensor, places, first)


def _differ(one: Any, other: Any) -> bool:
    are_known = isinstance(one, int) and isinstance(other, int) and not is_recording()
    return are_known and one != other


@op("Select", "where", "where_v2")
def where(
    condition: Array, x: Any = None, y: Any = None, name: str | None = None
) -> Array:
    """Return `x` where `condition` is true, else `y`; without them, where that is.

    A vector of conditions chooses rows.

    Raises:
        SizeByValuesError: There are no `x` and `y`, and JAX compiles.
        ValueError: There is only one of `x` and `y`.
    """
    condition = array(condition)
    if x is None and y is None:
        return _coordinates(condition)
    if x is None or y is None:
        raise ValueError("tf.where needs both x and y, or none of them.")
    x, y = pair(x, y)
    more = len(x.shape) - len(condition.shape)
    if more > 0 and len(condition.shape) == 1:
        condition = module_for(condition).reshape(condition, (-1, *[1] * more))
    return module_for(condition, x, y).where(condition, x, y)


def _coordinates(condition: Array) -> Array:
    flat = module_for(condition).reshape(condition, (-1,))
    places = in_dtype(places_of(flat, "tf.where(condition)"), "int64")
    module = module_for(places)
    columns = []
    for size in reversed(shape_of(condition)):
        columns.append(module.mod(places, size))
        places = module.floor_divide(places, size)
    return in_dtype(module.stack(columns[::-1], -1), "int64")


@op("DynamicPartition", "dynamic_partition")
def dynamic_partition(
    data: Array, partitions: Array, num_partitions: int, name: str | None = None
) -> list[Array]:
    """Return for each of 0, 1, ... the rows of `data` that `partitions` gives to it."""
    partitions = array(partitions)
    return [
        boolean_mask.of_values(data, module_for(partitions).equal(partitions, number))
        for number in range(num_partitions)
    ]


# --- sets


class Unique(NamedTuple):
    """What `tf.unique` gives: the elements, and which of them each was."""

    y: Array
    idx: Array


class UniqueWithCounts(NamedTuple):
    """What `tf.unique_with_counts` gives; see `Unique`."""

    y: Array
    idx: Array
    count: Array


class Difference(NamedTuple):
    """What `tf.setdiff1d` gives: the elements, and where they were."""

    out: Array
    idx: Array


@op("Unique", "unique")
def unique(x: Array, out_idx: Any = "int32", name: str | None = None) -> Unique:
    """Return the elements of a vector, each once, in the order of their first occurrence.

    Differs: On JAX, in what is compiled, values that it depends on have to be known.
    """
    found = unique_with_counts.of_values(x, out_idx)
    return Unique(found.y, found.idx)


@op("UniqueWithCounts", "unique_with_counts")
def unique_with_counts(
    x: Array, out_idx: Any = "int32", name: str | None = None
) -> UniqueWithCounts:
    """Return the elements of a vector, each once, and how often each occurs.

    Differs: On JAX, in what is compiled, values that it depends on have to be known.
    """
    x = array(x)
    module = module_for(x)
    same = module.equal(x[:, None], x[None, :])
    first = in_dtype(module.argmax(same, 1), "int32")
    is_first = module.equal(first, module.arange(shape_of(x)[0], dtype="int32"))
    number = module.cumsum(in_dtype(is_first, "int32"), 0) - 1
    places = places_of(is_first, "tf.unique")
    counts = module.sum(in_dtype(same, "int32"), 1)
    take = module_for(x, places).take
    idx, count = module.take(number, first, 0), take(counts, places, 0)
    return UniqueWithCounts(
        take(x, places, 0), in_dtype(idx, out_idx), in_dtype(count, out_idx)
    )


@op("ListDiff", "setdiff1d", "listdiff")
def setdiff1d(
    x: Array, y: Array, index_dtype: Any = "int32", name: str | None = None
) -> Difference:
    """Return the elements of a vector that are not in another, and where they are."""
    x, y = array(x), array(y)
    module = module_for(x, y)
    is_in = module.any(module.equal(x[:, None], y[None, :]), 1)
    places = places_of(module.logical_not(is_in), "tf.setdiff1d")
    found = module_for(x, places).take(x, places, 0)
    return Difference(found, in_dtype(places, index_dtype))


@op("SearchSorted", "searchsorted")
def searchsorted(
    sorted_sequence: Array,
    values: Array,
    side: str = "left",
    out_type: Any = "int32",
    name: str | None = None,
) -> Array:
    """Return where values belong in sorted rows, before equal elements or after them."""
    rows, values = pair(sorted_sequence, values)
    module = module_for(rows, values)
    rows, values = rows[..., None, :], values[..., :, None]
    is_before = (
        module.less(rows, values) if side == "left" else module.less_equal(rows, values)
    )
    return in_dtype(module.sum(in_dtype(is_before, "int32"), -1), out_type)
