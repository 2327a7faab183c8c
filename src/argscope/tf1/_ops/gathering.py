"""Elements by indices, and elements put at indices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._ops.casting import in_dtype
from argscope.tf1._ops.sizes import any_size, known_size, known_sizes
from argscope.tf1._ops.values import (
    Array,
    array,
    axes_of,
    dtype_of,
    module_for,
    shape_of,
)


@op("GatherV2", "gather")
def gather(
    params: Array,
    indices: Array,
    validate_indices: Any = None,
    name: str | None = None,
    axis: Any = None,
    batch_dims: int = 0,
) -> Array:
    """Return the elements of `params` along an axis that `indices` name.

    The first `batch_dims` axes of both are the same: each has indices of its own.
    """
    params, indices = array(params), array(indices)
    batch = batch_dims % max(len(indices.shape), 1) if batch_dims < 0 else batch_dims
    along = batch if axis is None else int(axes_of(axis)) % len(params.shape)  # type: ignore[arg-type]
    if not batch:
        return module_for(params, indices).take(params, indices, along)
    return _batch_gathered(params, indices, along, batch)


def _batch_gathered(params: Array, indices: Array, axis: int, batch: int) -> Array:
    module = module_for(params, indices)
    moved = module.moveaxis(params, axis, batch)
    coordinates = [*_positions(indices, batch), indices]
    found = _at(moved, coordinates)
    count = len(indices.shape) - batch
    return module.moveaxis(
        found, list(range(batch, batch + count)), list(range(axis, axis + count))
    )


@op("GatherNd", "gather_nd", "manip.gather_nd")
def gather_nd(
    params: Array, indices: Array, name: str | None = None, batch_dims: int = 0
) -> Array:
    """Return the parts of `params` at the coordinates along the last axis of `indices`."""
    params, indices = array(params), array(indices)
    own = [indices[..., i] for i in range(indices.shape[-1])]
    if not own:
        return params
    return _at(params, [*_positions(own[0], batch_dims), *own])


def _positions(indices: Array, batch: int) -> list[Array]:
    """Return for each batch axis the positions along it, to broadcast with indices."""
    sizes, rank = shape_of(indices), len(indices.shape)
    found = []
    for axis in range(batch):
        row = module_for(sizes[axis]).arange(sizes[axis], dtype="int32")
        found.append(module_for(row).reshape(row, (-1, *[1] * (rank - axis - 1))))
    return found


def _at(params: Array, coordinates: Sequence[Array]) -> Array:
    """Return the parts of `params` at coordinates along its first axes."""
    sizes = shape_of(params)
    depth = len(coordinates)
    flat = module_for(params).reshape(params, (-1, *sizes[depth:]))
    places = linear(coordinates, sizes)
    return module_for(flat, places).take(flat, places, 0)


def linear(coordinates: Sequence[Array], sizes: Sequence[Any]) -> Array:
    """Return the positions of coordinates where all elements are in one row."""
    place: Any = 0
    for size, coordinate in zip(sizes, coordinates, strict=False):
        module = module_for(place, size, coordinate)
        place = module.add(module.multiply(place, size), in_dtype(coordinate, "int32"))
    return place


# --- put at indices


@op("ScatterNd", "scatter_nd", "manip.scatter_nd")
def scatter_nd(
    indices: Array, updates: Array, shape: Any, name: str | None = None
) -> Array:
    """Return zeros with `updates` added at the coordinates in `indices`."""
    sizes = known_sizes(shape, "tf.scatter_nd")
    return _scattered(array(indices), array(updates), sizes)


def _scattered(indices: Array, updates: Array, sizes: list[Any]) -> Array:
    depth = indices.shape[-1]
    places = linear([indices[..., i] for i in range(depth)], sizes)
    rest = tuple(sizes[depth:])
    rows = ops.reshape(updates, (-1, *rest))
    count = _product(sizes[:depth])
    # Not `ops.scatter`, which on torch adds one element after the other.
    added = ops.segment_sum(rows, ops.reshape(places, (-1,)), count)
    return in_dtype(ops.reshape(added, tuple(sizes)), dtype_of(updates))


@op("SparseToDense", "sparse_to_dense")
def sparse_to_dense(
    sparse_indices: Array,
    output_shape: Any,
    sparse_values: Array,
    default_value: Any = 0,
    validate_indices: bool = True,
    name: str | None = None,
) -> Array:
    """Return `default_value` everywhere but at the indices, where the values are."""
    indices, values = array(sparse_indices), array(sparse_values)
    sizes = known_sizes(output_shape, "tf.sparse_to_dense")
    if len(indices.shape) < 2:  # indices along one axis
        indices = module_for(indices).reshape(indices, (-1, 1))
    count = shape_of(indices)[0]
    values = module_for(values, count).broadcast_to(values, (count,))
    default = array(default_value, dtype_of(values))
    changes = _scattered(indices, ops.subtract(values, default), sizes)
    return ops.add(changes, default)


@op("DynamicStitch", "dynamic_stitch")
def dynamic_stitch(
    indices: Sequence[Array], data: Sequence[Array], name: str | None = None
) -> Array:
    """Return a tensor with the rows of `data` at the places that `indices` name."""
    places = [array(each) for each in indices]
    rank = len(places[0].shape)
    rest = shape_of(array(data[0]))[rank:]
    rows = _joined([_flat(array(each), rest) for each in data])
    flat = _joined([_flat(each, ()) for each in places])
    if isinstance(flat, np.ndarray):  # the last row for a place is the one
        order = np.zeros(int(flat.max(initial=-1)) + 1, "int32")
        order[flat] = np.arange(len(flat))
        return module_for(rows).take(rows, order, 0)
    size = any_size()
    if size is None:
        size = known_size(ops.max(flat) + 1, "tf.dynamic_stitch")
    zeros = ops.zeros((size, *rest), dtype_of(rows))
    return ops.scatter_update(zeros, flat[:, None], rows)


def _flat(values: Array, rest: Sequence[Any]) -> Array:
    return module_for(values).reshape(values, (-1, *rest))


def _joined(parts: list[Array]) -> Array:
    return module_for(*parts).concatenate(parts, 0)


def _product(sizes: Sequence[Any]) -> Any:
    product = 1
    for size in sizes:
        product *= size
    return product
