"""Shapes, and tensors in other shapes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.tensor import Symbol, Tensor, Value
from argscope.tf1._ops.casting import in_dtype
from argscope.tf1._ops.sizes import is_any, known_sizes, stand_in, stands_for_others
from argscope.tf1._ops.values import (
    Array,
    array,
    axes_of,
    dtype_of,
    module_for,
    shape_of,
    sizes_of,
)
from argscope.tf1._types.shapes import TensorShape

# --- what shape a tensor has


@op("Shape", "shape")
def shape(input: Array, name: str | None = None, out_type: Any = "int32") -> Array:
    """Return the sizes."""
    sizes = list(shape_of(array(input)))
    return in_dtype(array(sizes) if sizes else np.zeros(0, "int32"), out_type)


@op("ShapeN", "shape_n")
def shape_n(
    input: Sequence[Array], out_type: Any = "int32", name: str | None = None
) -> list[Array]:
    """Return the sizes of each tensor."""
    return [shape.of_values(each, out_type=out_type) for each in input]


@op("Size", "size")
def size(input: Array, name: str | None = None, out_type: Any = "int32") -> Array:
    """Return the number of elements."""
    count = array([math.prod(shape_of(array(input)))])
    return in_dtype(module_for(count).reshape(count, ()), out_type)


@op("Rank", "rank")
def rank(input: Array, name: str | None = None) -> Array:
    """Return the number of axes."""
    return array(len(array(input).shape))


@symbol("is_tensor", "contrib.framework.is_tensor")
def is_tensor(x: Any) -> bool:
    """Return whether something is a tensor or a variable."""
    return isinstance(x, Tensor)


@symbol("get_static_value", "contrib.util.constant_value")
def get_static_value(tensor: Any, partial: bool = False) -> np.ndarray[Any, Any] | None:
    """Return the value of a tensor as far as it is known without a run; else None."""
    del partial
    if isinstance(tensor, Symbol):
        one, two = tensor.stand_ins
        return one if one is two and isinstance(one, np.ndarray) else None
    if isinstance(tensor, Value):
        return tensor.value if isinstance(tensor.value, np.ndarray) else None
    return np.asarray(tensor) if isinstance(tensor, int | float | np.ndarray) else None


# --- other shapes for the same elements


@op("Reshape", "reshape", "manip.reshape")
def reshape(tensor: Array, shape: Any, name: str | None = None) -> Array:
    """Return the elements in another shape, of which one size may be -1.

    Raises:
        ValueError: It has not as many.
    """
    tensor = array(tensor)
    sizes = known_sizes(shape, "tf.reshape")
    if is_any(shape):
        return stand_in(sizes, dtype_of(tensor))
    if not _has_as_many(shape_of(tensor), sizes):
        if stands_for_others():  # what stands for a size need not fit
            return stand_in(sizes, dtype_of(tensor))
        raise ValueError(
            f"tf.reshape: shape {list(tensor.shape)} does not have the elements of {sizes}."
        )
    return module_for(tensor, *sizes).reshape(tensor, tuple(sizes))


def _has_as_many(old: Sequence[Any], new: Sequence[Any]) -> bool:
    if not all(isinstance(size, int) for size in (*old, *new)):
        return True  # only values tell
    count = int(math.prod(old))
    wanted = int(math.prod(size for size in new if size != -1))
    if -1 not in new:
        return count == wanted
    return count % wanted == 0 if wanted else count == 0


@op("ExpandDims", "expand_dims")
def expand_dims(
    input: Array, axis: Any = None, name: str | None = None, dim: Any = None
) -> Array:
    """Return `input` with an axis of size 1 more."""
    input = array(input)
    return module_for(input).expand_dims(input, axes_of(dim if axis is None else axis))


@op("Squeeze", "squeeze")
def squeeze(
    input: Array, axis: Any = None, name: str | None = None, squeeze_dims: Any = None
) -> Array:
    """Return `input` without axes of size 1: those named, or all.

    Raises:
        ValueError: An axis that is named is of another size.
    """
    input = array(input)
    sizes = shape_of(input)
    wanted = axes_of(squeeze_dims if axis is None else axis)
    axes = (wanted,) if isinstance(wanted, int) else wanted
    if not axes:
        axes = tuple(
            i for i, each in enumerate(sizes) if isinstance(each, int) and each == 1
        )
    for each in sorted({i % len(sizes) for i in axes}, reverse=True):
        if isinstance(sizes[each], int) and sizes[each] != 1:
            if not stands_for_others():  # where 1 may be a size that is not known
                raise ValueError(
                    f"tf.squeeze: axis {each} of shape {list(sizes)} is not of size 1."
                )
            input = input[(*[slice(None)] * each, slice(0, 1))]
        input = module_for(input).squeeze(input, each)
    return input


@op("transpose", "transpose", "linalg.transpose")
def transpose(
    a: Array, perm: Any = None, name: str | None = None, conjugate: bool = False
) -> Array:
    """Return the axes in another order: that of `perm`, or the reverse."""
    a = array(a)
    module = module_for(a)
    turned = module.transpose(a, None if perm is None else tuple(sizes_of(perm)))
    return module.conj(turned) if conjugate else turned


@op("matrix_transpose", "matrix_transpose", "linalg.matrix_transpose")
def matrix_transpose(
    a: Array, name: str | None = None, conjugate: bool = False
) -> Array:
    """Return the last two axes in the other order."""
    a = array(a)
    module = module_for(a)
    turned = module.swapaxes(a, -1, -2)
    return module.conj(turned) if conjugate else turned


# --- broadcasting


@op("BroadcastTo", "broadcast_to")
def broadcast_to(input: Array, shape: Any, name: str | None = None) -> Array:
    """Return `input` repeated along axes of size 1 and new first axes."""
    input = array(input)
    sizes = known_sizes(shape, "tf.broadcast_to")
    if is_any(shape):
        return stand_in(sizes, dtype_of(input))
    return module_for(input, *sizes).broadcast_to(input, tuple(sizes))


@symbol("broadcast_static_shape")
def broadcast_static_shape(shape_x: Any, shape_y: Any) -> TensorShape:
    """Return the shape that two shapes broadcast to; unknown sizes may stay unknown.

    Raises:
        ValueError: They do not broadcast.
    """
    x, y = TensorShape(shape_x).as_list(), TensorShape(shape_y).as_list()
    length = max(len(x), len(y))
    pairs = zip([1] * (length - len(x)) + x, [1] * (length - len(y)) + y, strict=True)
    return TensorShape([_common(*pair) for pair in pairs])


def _common(x: int | None, y: int | None) -> int | None:
    if x == 1 or y == 1:
        return y if x == 1 else x
    if x is None or y is None:
        return y if x is None else x
    if x != y:
        raise ValueError(f"Sizes {x} and {y} are not compatible for broadcasting.")
    return x


@op("BroadcastArgs", "broadcast_dynamic_shape")
def broadcast_dynamic_shape(shape_x: Any, shape_y: Any) -> Array:
    """Return the shape that two shapes broadcast to, as a tensor."""
    x, y = (sizes_of(each) for each in (shape_x, shape_y))
    length = max(len(x), len(y))
    sizes = zip([1] * (length - len(x)) + x, [1] * (length - len(y)) + y, strict=True)
    return array([b if isinstance(a, int) and a == 1 else a for a, b in sizes])
