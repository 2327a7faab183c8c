"""`tf.nn.rnn_cell.RNNCell`: one step of a recurrent network, and states of zeros."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from keras import ops

from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.structure import replaced
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._layers.base import Layer
from argscope.tf1._names.scopes import name_scope
from argscope.tf1._ops.values import Array, shape_of
from argscope.tf1._types.dtypes import DType, as_dtype, dtype_name
from argscope.tf1._types.shapes import TensorShape

NN = "nn.rnn_cell"
CONTRIB = "contrib.rnn"


@symbol(f"{NN}.LSTMStateTuple", f"{CONTRIB}.LSTMStateTuple")
class LSTMStateTuple(NamedTuple):
    """The state of an LSTM: what it remembers, and what it gave."""

    c: Any
    h: Any

    @property
    def dtype(self) -> DType:
        """The dtype of both."""
        return as_dtype(self.c.dtype)


@symbol(f"{NN}.RNNCell", f"{CONTRIB}.RNNCell", "python.ops.rnn_cell_impl.RNNCell")
class RNNCell(Layer):
    """One step: `outputs, new_state = cell(inputs, state)`.

    Subclasses have `state_size`, `output_size` and `call(inputs, state)`, or `__call__`.
    """

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """Return the outputs and the new state."""
        return super().__call__(inputs, state, scope=scope)

    @property
    def state_size(self) -> Any:
        """The size of the state without the batch, or a structure of sizes."""
        raise NotImplementedError(f"{type(self).__name__} has no state_size.")

    @property
    def output_size(self) -> Any:
        """The size of the outputs without the batch."""
        raise NotImplementedError(f"{type(self).__name__} has no output_size.")

    def build(self, _input_shape: Any) -> None:
        """Make nothing: variables may also be made in `call`."""
        self.built = True

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """Return a state of zeros for a batch of a size."""
        with name_scope(f"{type(self).__name__}ZeroState"):
            return replaced(
                self.state_size,
                lambda size: zeros(batch_size, TensorShape(size), dtype_name(dtype)),
            )

    def get_initial_state(
        self, inputs: Any = None, batch_size: Any = None, dtype: Any = None
    ) -> Any:
        """Return a state of zeros, for inputs or for a batch of a size.

        Raises:
            ValueError: Neither inputs nor a size and a dtype are given.
        """
        if isinstance(inputs, Tensor):
            batch_size, dtype = batch_size_of(inputs), inputs.dtype
        if batch_size is None or dtype is None:
            raise ValueError(
                f"The initial state of {self.name!r} needs inputs, or batch_size and "
                f"dtype; got batch_size={batch_size}, dtype={dtype}."
            )
        return self.zero_state(batch_size, dtype)


# --- on values


@op("zeros")
def zeros(batch_size: Any, sizes: Any, dtype: str) -> Array:
    """Return zeros for each example of a batch."""
    shape = (batch_size, *sizes)
    if all(isinstance(size, int | np.integer | np.ndarray) for size in shape):
        return np.zeros([int(size) for size in shape], dtype)
    return ops.zeros(shape, dtype)


@op("strided_slice")
def batch_size_of(inputs: Array, axis: int = 0) -> Array:
    """Return the number of examples."""
    size = shape_of(inputs)[axis]
    return np.asarray(size, "int32") if isinstance(size, int) else size


@op("split")
def parts(state: Array, sizes: list[int]) -> list[Array]:
    """Return parts of some sizes of the last axis."""
    ends = np.cumsum(sizes)
    return [state[..., end - size : end] for end, size in zip(ends, sizes, strict=True)]


@op("concat")
def joined(values: list[Array], axis: int = -1) -> Array:
    """Return tensors, joined along an axis."""
    return ops.concatenate(values, axis)
