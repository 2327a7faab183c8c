"""Elements of data sets: structures of arrays, and what is known of them before.

Tuples and dictionaries are structures; a list is a tensor, as for `tf.data`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import keras
import numpy as np

from argscope.tf1._data.sparse import SparseTensor, SparseTensorValue
from argscope.tf1._graph.evaluation import unwrapped
from argscope.tf1._graph.host import Spec
from argscope.tf1._graph.structure import leaves
from argscope.tf1._graph.tensor import Symbol, Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._ops.values import array
from argscope.tf1._types.dtypes import as_dtype, dtype_name
from argscope.tf1._types.shapes import TensorShape

Values = Mapping[Symbol, Any]
"""What the tensors of the graph are that a data set was made of."""


def mapped(function: Callable[..., Any], *structures: Any) -> Any:
    """Return the structure of what a function gives for the leaves of structures.

    A sparse tensor is a leaf.
    """
    first = structures[0]
    if isinstance(first, SparseTensorValue):
        return function(*structures)
    if isinstance(first, tuple):
        parts = [mapped(function, *each) for each in zip(*structures, strict=True)]
        return type(first)(*parts) if hasattr(first, "_fields") else tuple(parts)
    if isinstance(first, dict):
        return {key: mapped(function, *(s[key] for s in structures)) for key in first}
    return function(*structures)


def flat(structure: Any) -> list[Any]:
    """Return the leaves of a structure, in order."""
    found: list[Any] = []
    mapped(found.append, structure)
    return found


def as_element(structure: Any) -> Any:
    """Return a structure with arrays for all that a program may put there."""
    return mapped(_arrays, structure)


def _arrays(leaf: Any) -> Any:
    if isinstance(leaf, SparseTensorValue):
        return SparseTensor(*(_arrays(part) for part in leaf))
    if isinstance(leaf, Symbol | Variable):
        return leaf
    value = unwrapped(leaf)
    if isinstance(value, list) and any(keras.ops.is_tensor(x) for x in leaves(value)):
        value = np.asarray([np.asarray(_arrays(each)) for each in value])
    if keras.ops.is_tensor(value):
        return keras.ops.convert_to_numpy(value)
    return np.asarray(array(value))


# --- what is known before


def spec_of(leaf: Any) -> Any:
    """Return what is known of a tensor or an array."""
    if isinstance(leaf, SparseTensorValue):
        return SparseTensor(*(spec_of(part) for part in leaf))
    if isinstance(leaf, Tensor):
        sizes = leaf.shape.sizes
        return Spec(leaf.dtype.name, None if sizes is None else list(sizes))
    return Spec(dtype_name(leaf.dtype), list(leaf.shape))


def types_of(spec: Any) -> Any:
    """Return the structure of dtypes."""
    return mapped(lambda each: as_dtype(_dense(each).dtype), spec)


def shapes_of(spec: Any) -> Any:
    """Return the structure of shapes."""
    return mapped(_shape, spec)


def classes_of(spec: Any) -> Any:
    """Return the structure of `Tensor` and `SparseTensor`."""
    return mapped(lambda each: Tensor if isinstance(each, Spec) else SparseTensor, spec)


def _dense(spec: Any) -> Spec:
    """Return what is known of the numbers."""
    made: Spec = spec if isinstance(spec, Spec) else spec.values
    return made


def _shape(spec: Any) -> TensorShape:
    if isinstance(spec, Spec):
        return TensorShape(spec.shape)
    return TensorShape([None] * spec.dense_shape.shape[0])


def specs_of(types: Any, shapes: Any = None) -> Any:
    """Return what a program says of elements: by dtypes, and shapes, None for unknown."""
    if shapes is None:
        return mapped(lambda each: Spec(dtype_name(each), None), types)
    if isinstance(types, tuple | dict):
        parts = _shapes_like(types, shapes)
        if isinstance(types, dict):
            return {key: specs_of(types[key], parts[key]) for key in types}
        pairs = zip(types, parts, strict=True)
        made = [specs_of(kind, shape) for kind, shape in pairs]
        return type(types)(*made) if hasattr(types, "_fields") else tuple(made)
    sizes = TensorShape(shapes).sizes
    return Spec(dtype_name(types), None if sizes is None else list(sizes))


def _shapes_like(types: Any, shapes: Any) -> Any:
    if isinstance(shapes, TensorShape):
        raise TypeError(f"One shape, {shapes}, is given for the elements {types}.")
    return shapes


def merged(one: Any, two: Any) -> Any:
    """Return what holds for two elements: sizes that differ are unknown."""
    if isinstance(one, SparseTensorValue):
        return one
    if one.dtype != two.dtype:
        raise TypeError(
            f"Elements of the types {one.dtype} and {two.dtype} in one set."
        )
    if one.shape is None or two.shape is None or len(one.shape) != len(two.shape):
        return Spec(one.dtype, None)
    sizes = zip(one.shape, two.shape, strict=True)
    return Spec(one.dtype, [a if a == b else None for a, b in sizes])


# --- parts, and several as one


def part_spec(spec: Any) -> Any:
    """Return what is known of the parts along the first axis."""
    return Spec(spec.dtype, None if spec.shape is None else list(spec.shape)[1:])


def batch_spec(spec: Any, size: int | None) -> Any:
    """Return what is known of a batch."""
    if isinstance(spec, SparseTensorValue):
        (rank,) = spec.dense_shape.shape
        indices, shape = Spec("int64", [None, rank + 1]), Spec("int64", [rank + 1])
        return SparseTensor(indices, spec.values, shape)
    return Spec(spec.dtype, None if spec.shape is None else [size, *spec.shape])


def stacked(elements: Sequence[Any]) -> Any:
    """Return elements as a batch."""
    return mapped(lambda *leaves: _stacked(leaves), *elements)


def _stacked(leaves: Sequence[Any]) -> Any:
    if not isinstance(leaves[0], SparseTensorValue):
        return np.stack(leaves)
    rows = [
        np.concatenate([np.full((len(each.indices), 1), row), each.indices], 1)
        for row, each in enumerate(leaves)
    ]
    shape = np.max([each.dense_shape for each in leaves], axis=0)
    return SparseTensor(
        np.concatenate(rows),
        np.concatenate([each.values for each in leaves]),
        np.concatenate([[len(leaves)], shape]).astype(np.int64),
    )


def padded(leaves: Sequence[Any], shape: Iterable[int | None] | None, fill: Any) -> Any:
    """Return arrays as a batch, each filled up to a shape or, where None, to the largest.

    Raises:
        ValueError: One of them is larger.
    """
    sizes = np.max([each.shape for each in leaves], axis=0).astype(int).tolist()
    wanted = [None] * len(sizes) if shape is None else list(shape)
    full = [a if b is None else b for a, b in zip(sizes, wanted, strict=True)]
    if any(a > b for a, b in zip(sizes, full, strict=True)):
        raise ValueError(f"Elements of up to {sizes} do not fit into the shape {full}.")
    made = np.full([len(leaves), *full], fill, leaves[0].dtype)
    for row, each in enumerate(leaves):
        place: Any = (row, *(slice(size) for size in each.shape))
        made[place] = each
    return made
