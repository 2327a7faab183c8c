"""Tensors that follow a rule: diagonals, ranges, masks, grids."""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._ops.casting import in_dtype
from argscope.tf1._ops.creation import everywhere
from argscope.tf1._ops.sizes import known_sizes
from argscope.tf1._ops.values import Array, array, dtype_of, module_for, shape_of
from argscope.tf1._types.dtypes import dtype_name

# --- matrices


@op("eye", "eye", "linalg.eye")
def eye(
    num_rows: Any,
    num_columns: Any = None,
    batch_shape: Any = None,
    dtype: Any = "float32",
    name: str | None = None,
) -> Array:
    """Return the matrix that has ones on its diagonal, as often as `batch_shape` says."""
    columns = num_rows if num_columns is None else num_columns
    sizes = known_sizes([num_rows, columns], "tf.eye")
    matrix = module_for(*sizes).eye(*sizes, dtype=dtype_name(dtype))
    batch = known_sizes([] if batch_shape is None else batch_shape, "tf.eye")
    return everywhere(matrix, [*batch, *sizes])


@op("Diag", "diag", "linalg.tensor_diag")
def diag(diagonal: Array, name: str | None = None) -> Array:
    """Return the tensor of twice the rank that has `diagonal` on its diagonal."""
    diagonal = array(diagonal)
    module, sizes = module_for(diagonal), shape_of(diagonal)
    matrix = module.diag(module.reshape(diagonal, (-1,)))
    return module.reshape(matrix, (*sizes, *sizes))


@op("DiagPart", "diag_part", "linalg.tensor_diag_part")
def diag_part(input: Array, name: str | None = None) -> Array:
    """Return the diagonal of a tensor, which has half its rank."""
    input = array(input)
    module, sizes = module_for(input), shape_of(input)
    half = sizes[: len(sizes) // 2]
    count = np.prod(np.array(half, object))
    return module.reshape(module.diagonal(module.reshape(input, (count, count))), half)


@op("one_hot", "one_hot")
def one_hot(
    indices: Array,
    depth: Any,
    on_value: Any = None,
    off_value: Any = None,
    axis: int | None = None,
    dtype: Any = None,
    name: str | None = None,
) -> Array:
    """Return `on_value` where the position along a new axis is the index."""
    indices = array(indices)
    depth = known_sizes([depth], "tf.one_hot")[0]
    axis = len(indices.shape) if axis is None or axis == -1 else axis
    around = [1] * (len(indices.shape) - axis)
    positions = module_for(depth).arange(depth, dtype="int32").reshape(-1, *around)
    module = module_for(indices, positions)
    given = [array(each) for each in (on_value, off_value) if each is not None]
    if dtype is None:
        dtype = dtype_of(given[0]) if given else "float32"
    is_hot = module.equal(
        module.expand_dims(in_dtype(indices, "int32"), axis), positions
    )
    on = in_dtype(array(1 if on_value is None else on_value), dtype)
    off = in_dtype(array(0 if off_value is None else off_value), dtype)
    return module_for(is_hot, on, off).where(is_hot, on, off)


# --- numbers in a row


@op("range", "range")
def range(  # the name in TensorFlow
    start: Any,
    limit: Any = None,
    delta: Any = 1,
    dtype: Any = None,
    name: str | None = None,
) -> Array:
    """Return `start`, `start + delta`, ... before `limit`; of one bound, 0, 1, ..."""
    if limit is None:
        start, limit = 0, start
    bounds = [array(each) for each in (start, limit, delta)]
    kind = _widest(bounds) if dtype is None else dtype_name(dtype)
    if "int" in kind:
        bounds = known_sizes(bounds, "tf.range")
    return module_for(*bounds).arange(*bounds, dtype=kind)


def _widest(values: list[Array]) -> str:
    kinds = {dtype_of(each).replace("object", "int32") for each in values}
    order = ("int32", "int64", "float32", "float64")
    return max(kinds, key=lambda kind: order.index(kind) if kind in order else 0)


@op("LinSpace", "linspace", "lin_space")
def linspace(start: Any, stop: Any, num: Any, name: str | None = None) -> Array:
    """Return `num` numbers from `start` to `stop`, both of them too."""
    start, stop = array(start), array(stop)
    num = known_sizes([num], "tf.linspace")[0]
    if module_for(start, stop, num) is np:
        return np.linspace(start, stop, num, dtype=dtype_of(start))
    parts = module_for(num).linspace(0, 1, num, dtype=dtype_of(start))
    return ops.add(start, ops.multiply(ops.subtract(stop, start), parts))


@op("SequenceMask", "sequence_mask")
def sequence_mask(
    lengths: Array, maxlen: Any = None, dtype: Any = "bool", name: str | None = None
) -> Array:
    """Return for each length that many true values, and false ones up to `maxlen`."""
    lengths = array(lengths)
    module = module_for(lengths)
    limit = module.max(lengths) if maxlen is None else maxlen
    size = known_sizes([limit], "tf.sequence_mask")[0]
    positions = module_for(size).arange(size, dtype=dtype_of(lengths))
    module = module_for(lengths, positions)
    return in_dtype(module.less(positions, lengths[..., None]), dtype)


@op("meshgrid", "meshgrid")
def meshgrid(
    *args: Array, indexing: str = "xy", name: str | None = None
) -> list[Array]:
    """Return for each vector its numbers along an axis of the grid of all of them."""
    vectors = [array(each) for each in args]
    return list(module_for(*vectors).meshgrid(*vectors, indexing=indexing))
