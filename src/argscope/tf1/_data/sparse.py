"""Sparse tensors, of which programs mostly know how to make dense ones."""

from __future__ import annotations

from typing import Any, NamedTuple, final

import numpy as np

from argscope.tf1._graph.host import Spec
from argscope.tf1._graph.op import SYMBOLS, op, symbol
from argscope.tf1._graph.tensor import Tensor, Value
from argscope.tf1._ops.values import Array, array
from argscope.tf1._types.dtypes import dtype_name
from argscope.tf1._types.shapes import TensorShape


@symbol("SparseTensorValue")
class SparseTensorValue(NamedTuple):
    """The places and the numbers of what is not zero.

    Attributes:
        indices: The places, shape `(n, rank)`, int64.
        values: The numbers, shape `(n,)`.
        dense_shape: The shape of all, int64.
    """

    indices: Any
    values: Any
    dense_shape: Any


@final
class SparseTensor(SparseTensorValue):
    """A sparse tensor: `tf.SparseTensor`. A session gives it with arrays in it."""

    __slots__ = ()

    @property
    def dtype(self) -> Any:
        """The type of its numbers."""
        return self.values.dtype

    @property
    def shape(self) -> TensorShape:
        """The static shape: often only the rank is known."""
        if isinstance(self.dense_shape, Value | np.ndarray):
            return TensorShape([int(each) for each in np.asarray(self.dense_shape)])
        rank = self.dense_shape.shape.as_list()[0]
        return TensorShape(None if rank is None else [None] * rank)

    @property
    def op(self) -> Any:
        """The operation that gives its numbers."""
        return self.values.op

    @property
    def graph(self) -> Any:
        """The graph in which it was made."""
        return self.values.graph

    def get_shape(self) -> TensorShape:
        """Return the static shape."""
        return self.shape


@final
class _SparseTensorType(type):
    """What programs call, and ask `isinstance` of."""

    def __call__(cls, indices: Any, values: Any, dense_shape: Any = None) -> Any:
        return SparseTensor(
            _tensor(indices, "int64"), _tensor(values), _tensor(dense_shape, "int64")
        )

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, SparseTensor)

    @staticmethod
    def from_value(value: Any) -> Any:
        """Return a sparse tensor of the parts of another."""
        return SYMBOLS["SparseTensor"](*value)


SYMBOLS["SparseTensor"] = SYMBOLS["sparse.SparseTensor"] = _SparseTensorType(
    "SparseTensor", (), {"__doc__": SparseTensor.__doc__}
)


def _tensor(value: Any, dtype: str | None = None) -> Any:
    return value if isinstance(value, Tensor) else Value(array(value, dtype))


# --- dense ones of them; where values are strings or decide sizes, so on the host


def _dense_spec(sp_input: Any, default_value: Any = None, **_rest: Any) -> Spec:
    del default_value
    sizes = sp_input.shape.sizes
    return Spec(sp_input.dtype.name, None if sizes is None else list(sizes))


@op(
    "SparseToDense",
    "sparse_tensor_to_dense",
    "sparse.to_dense",
    gives=_dense_spec,
)
def sparse_tensor_to_dense(
    sp_input: Any,
    default_value: Any = None,
    validate_indices: bool = True,
    name: str | None = None,
) -> Array:
    """Return all numbers, with `default_value` where none were: 0, or an empty string."""
    indices, values, dense_shape = sp_input
    return _filled(indices, dense_shape, np.asarray(values), default_value)


def _filled_spec(
    sparse_indices: Any,
    output_shape: Any,
    sparse_values: Any,
    *_more: Any,
    **_rest: Any,
) -> Spec:
    values = _tensor(sparse_values)
    shape = output_shape
    if isinstance(shape, Value | list | tuple) and not _has_tensors(shape):
        return Spec(values.dtype.name, [int(each) for each in np.asarray(shape)])
    rank = len(shape) if isinstance(shape, list | tuple) else shape.shape.as_list()[0]
    return Spec(values.dtype.name, None if rank is None else [None] * rank)


def _has_tensors(shape: Any) -> bool:
    parts = shape if isinstance(shape, list | tuple) else ()
    return any(
        isinstance(each, Tensor) and not isinstance(each, Value) for each in parts
    )


@op("SparseToDense", "sparse_to_dense", gives=_filled_spec)
def sparse_to_dense(
    sparse_indices: Any,
    output_shape: Any,
    sparse_values: Any,
    default_value: Any = 0,
    validate_indices: bool = True,
    name: str | None = None,
) -> Array:
    """Return a tensor that has values at some places, and `default_value` elsewhere."""
    indices = np.asarray(sparse_indices)
    indices = indices.reshape(-1, 1) if indices.ndim < 2 else indices
    shape = [int(each) for each in np.asarray(output_shape)]
    values = np.broadcast_to(array(sparse_values), len(indices))
    return _filled(indices, shape, values, default_value)


def _filled(indices: Any, shape: Any, values: Array, default_value: Any) -> Array:
    if default_value is None:
        default_value = b"" if values.dtype == object else 0
    default = array(
        default_value, None if values.dtype == object else values.dtype.name
    )
    made = np.full([int(each) for each in np.asarray(shape)], default, values.dtype)
    made[tuple(np.asarray(indices).T)] = values
    return made


def sparse_spec(dtype: Any, rank: int) -> SparseTensor:
    """Return what is known of a sparse tensor before it is computed."""
    return SparseTensor(
        Spec("int64", [None, rank]),
        Spec(dtype_name(dtype), [None]),
        Spec("int64", [rank]),
    )
