"""The operations of TensorFlow's graphs on arrays: shapes, parts, joins, choices.

Source: the definitions (`REGISTER_OP`) in TensorFlow's `core/ops/array_ops.cc` and
`data_flow_ops.cc`.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from argscope.tf1._graphdef.entry import Entry, by, computed, of
from argscope.tf1._ops.values import array, module_for, pair

Array = Any

_MASKS: Final = (
    "begin_mask end_mask ellipsis_mask new_axis_mask shrink_axis_mask"  # StridedSlice
)


def _same(tensor: Array, *_rest: Array) -> Array:
    return array(tensor)


def _all_same(*tensors: Array) -> list[Array]:
    return [array(each) for each in tensors]


def _concatenated(*inputs: Array) -> Array:
    *values, axis = inputs
    return computed("concat", values, axis)


def _concatenated_first(axis: Array, *values: Array) -> Array:
    return computed("concat", list(values), axis)


def _packed(*values: Array, axis: int = 0) -> Array:
    return computed("stack", list(values), axis=axis)


def _unpacked(value: Array, num: int | None = None, axis: int = 0) -> list[Array]:
    return computed("unstack", value, num=num, axis=axis)  # type: ignore[no-any-return]


def _split(axis: Array, value: Array, num_split: int) -> list[Array]:
    return computed("split", value, num_split, axis)  # type: ignore[no-any-return]


def _split_in_sizes(value: Array, sizes: Array, axis: Array, num: int) -> list[Array]:
    return computed("split", value, sizes, axis, num)  # type: ignore[no-any-return]


def _gathered(params: Array, indices: Array) -> Array:
    return computed("gather", params, indices)


def _gathered_along(
    params: Array, indices: Array, axis: Array, batch_dims: int = 0
) -> Array:
    return computed("gather", params, indices, axis=axis, batch_dims=batch_dims)


def _chosen(condition: Array, x: Array, y: Array) -> Array:
    """Return `x` where a condition is true, else `y`, broadcast as NumPy does it."""
    x, y = pair(x, y)
    return module_for(condition, x, y).where(condition, x, y)


def _padded(tensor: Array, paddings: Array, constant: Array) -> Array:
    return computed("pad", tensor, paddings, constant_values=constant)


def _shapes(*tensors: Array, out_type: str = "int32") -> list[Array]:
    return computed("shape_n", list(tensors), out_type=out_type)  # type: ignore[no-any-return]


def _reversed(input: Array, lengths: Array, seq_dim: int, batch_dim: int = 0) -> Array:
    return computed(
        "reverse_sequence", input, lengths, seq_axis=seq_dim, batch_axis=batch_dim
    )


def _stitched(*inputs: Array) -> Array:
    half = len(inputs) // 2
    return computed("dynamic_stitch", list(inputs[:half]), list(inputs[half:]))


def _to_space_nd(input: Array, crops: Array, block_size: int) -> Array:
    return computed("batch_to_space", input, crops, block_size)


TABLE: Final[dict[str, Entry]] = {
    "Identity": of("identity"),
    "IdentityN": by(_all_same),
    "Snapshot": of("identity"),
    "StopGradient": of("stop_gradient"),
    "PreventGradient": of("identity"),
    "CheckNumerics": of("check_numerics", "message"),
    "EnsureShape": by(_same),
    "Print": by(_same),
    # sizes
    "Shape": of("shape", "out_type"),
    "ShapeN": by(_shapes, "out_type"),
    "Size": of("size", "out_type"),
    "Rank": of("rank"),
    "BroadcastArgs": of("broadcast_dynamic_shape"),
    # other shapes
    "Reshape": of("reshape"),
    "ExpandDims": of("expand_dims"),
    "Squeeze": of("squeeze", "squeeze_dims:axis"),
    "Transpose": of("transpose"),
    "BroadcastTo": of("broadcast_to"),
    "Tile": of("tile"),
    "Pad": of("pad"),
    "PadV2": by(_padded),
    "MirrorPad": of("pad", "mode"),
    "SpaceToDepth": of("space_to_depth", "block_size data_format"),
    "DepthToSpace": of("depth_to_space", "block_size data_format"),
    "SpaceToBatchND": of("space_to_batch_nd"),
    "BatchToSpaceND": of("batch_to_space_nd"),
    "SpaceToBatch": of("space_to_batch", "block_size"),
    "BatchToSpace": by(_to_space_nd, "block_size"),
    "ReverseV2": of("reverse"),
    "ReverseSequence": by(_reversed, "seq_dim batch_dim"),
    "Roll": of("roll"),
    # numbers
    "Fill": of("fill"),
    "ZerosLike": of("zeros_like"),
    "OnesLike": of("ones_like"),
    "Range": of("range"),
    "LinSpace": of("linspace"),
    "OneHot": of("one_hot", "axis"),
    # parts
    "Slice": of("slice"),
    "StridedSlice": of("strided_slice", _MASKS),
    "Gather": by(_gathered),
    "ResourceGather": by(_gathered),
    "GatherV2": by(_gathered_along, "batch_dims"),
    "GatherNd": of("gather_nd"),
    "ScatterNd": of("scatter_nd"),
    "SparseToDense": of("sparse_to_dense"),
    "Where": of("where"),
    "Select": of("where"),
    "SelectV2": by(_chosen),
    "InvertPermutation": of("invert_permutation"),
    "Unique": of("unique", "out_idx"),
    "UniqueWithCounts": of("unique_with_counts", "out_idx"),
    "ListDiff": of("setdiff1d", "out_idx:index_dtype"),
    "DynamicPartition": of("dynamic_partition", "num_partitions"),
    "DynamicStitch": by(_stitched),
    # joined and cut up
    "Concat": by(_concatenated_first),
    "ConcatV2": by(_concatenated),
    "Pack": by(_packed, "axis"),
    "Unpack": by(_unpacked, "num axis"),
    "Split": by(_split, "num_split"),
    "SplitV": by(_split_in_sizes, "num_split:num"),
    # whether a variable has a value, which all have
    "IsVariableInitialized": by(lambda _variable: np.ones((), "bool")),
    "VarIsInitializedOp": by(lambda _variable: np.ones((), "bool")),
}
