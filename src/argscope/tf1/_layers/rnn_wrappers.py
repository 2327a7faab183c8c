"""Cells around cells: dropout, residual connections, a projection of the outputs.

Source:
    `tensorflow/python/ops/rnn_cell_impl.py` and `contrib/rnn` of TensorFlow 1.15. One
    mask for all steps (`variational_recurrent`): Gal & Ghahramani 2015,
    arXiv:1512.05287.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import keras
from keras import ops

from argscope.layers._numerics.ops import drop
from argscope.layers.initializers import ZEROS
from argscope.tf1._graph.evaluation import seed_here
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.structure import leaves, replaced
from argscope.tf1._graph.tensor import Tensor, Value
from argscope.tf1._graph.variable import Variable
from argscope.tf1._layers.base import activated, activation_of, known_size
from argscope.tf1._layers.core import bias_added, product
from argscope.tf1._layers.rnn_cell import CONTRIB, NN, LSTMStateTuple, RNNCell
from argscope.tf1._names.scopes import name_scope
from argscope.tf1._ops.arithmetic import add
from argscope.tf1._ops.values import Array, array, is_constant
from argscope.tf1._types.dtypes import dtype_name
from argscope.tf1._types.shapes import TensorShape


class CellWrapper(RNNCell):
    """A cell that does something around the step of another, without a scope of its own."""

    def __init__(self, cell: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cell = self._cell = cell

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """Return the outputs and the new state."""
        keywords = {} if scope is None else {"scope": scope}
        return self.wrapped(inputs, state, keywords)

    def wrapped(self, inputs: Any, state: Any, keywords: dict[str, Any]) -> Any:
        """Return the outputs and the new state, by a call of the cell."""
        return self.cell(inputs, state, **keywords)

    @property
    def wrapped_cell(self) -> Any:
        """The cell."""
        return self.cell

    @property
    def state_size(self) -> Any:
        """That of the cell."""
        return self.cell.state_size

    @property
    def output_size(self) -> Any:
        """That of the cell."""
        return self.cell.output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """Return a state of zeros for a batch of a size."""
        with name_scope(f"{type(self).__name__}ZeroState"):
            return self.cell.zero_state(batch_size, dtype)

    @property
    def trainable_weights(self) -> list[Variable]:
        """Those of the cell."""
        return self.cell.trainable_weights  # type: ignore[no-any-return]

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """Those of the cell."""
        return self.cell.non_trainable_weights  # type: ignore[no-any-return]


@symbol(f"{NN}.DropoutWrapper", f"{CONTRIB}.DropoutWrapper")
class DropoutWrapper(CellWrapper):
    """Sets a share of a cell's inputs, outputs and state to zero.

    With `variational_recurrent` the same elements in all steps.
    """

    def __init__(
        self,
        cell: Any,
        input_keep_prob: Any = 1.0,
        output_keep_prob: Any = 1.0,
        state_keep_prob: Any = 1.0,
        variational_recurrent: bool = False,
        input_size: Any = None,
        dtype: Any = None,
        seed: int | None = None,
        dropout_state_filter_visitor: Callable[[Any], Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(cell, dtype=dtype, **kwargs)
        del seed  # the model's decides
        self._keeps = [
            probability(name, keep)
            for name, keep in (
                ("input_keep_prob", input_keep_prob),
                ("state_keep_prob", state_keep_prob),
                ("output_keep_prob", output_keep_prob),
            )
        ]
        self._filter = dropout_state_filter_visitor or _all_but_memory
        self._noises: list[Any] = [None, None, None]
        if variational_recurrent:
            self._draw(input_size, dtype)

    def wrapped(self, inputs: Any, state: Any, keywords: dict[str, Any]) -> Any:
        """Return the outputs and the new state, with dropout."""
        outputs, new_state = self.cell(self._dropped(0, inputs), state, **keywords)
        wanted = _chosen(self._filter, new_state)
        return self._dropped(2, outputs), self._dropped(1, new_state, wanted)

    def _dropped(self, which: int, values: Any, wanted: Any = None) -> Any:
        keep, noise = self._keeps[which], self._noises[which]
        if keep == 1.0:
            return values
        chosen = iter(
            leaves(replaced(values, lambda _: True) if wanted is None else wanted)
        )
        noises = iter(()) if noise is None else leaves(noise)

        def with_dropout(value: Any) -> Any:
            drawn = next(noises, None)
            return dropped(value, keep, drawn) if next(chosen) else value

        return replaced(values, with_dropout)

    def _draw(self, input_size: Any, dtype: Any) -> None:
        if dtype is None:
            raise ValueError("variational_recurrent=True needs a dtype, got None.")
        if input_size is None and self._keeps[0] != 1.0:
            raise ValueError(
                "variational_recurrent=True with input_keep_prob needs input_size, got None."
            )
        sizes = [input_size, self.cell.state_size, self.cell.output_size]
        self._noises = [
            replaced(size, lambda each: _noise(TensorShape(each), dtype_name(dtype)))
            if keep != 1.0
            else None
            for size, keep in zip(sizes, self._keeps, strict=True)
        ]


@symbol(f"{NN}.ResidualWrapper", f"{CONTRIB}.ResidualWrapper")
class ResidualWrapper(CellWrapper):
    """Adds the inputs of a cell to its outputs, or does `residual_fn(inputs, outputs)`."""

    def __init__(self, cell: Any, residual_fn: Any = None, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self._residual_fn = residual_fn

    def wrapped(self, inputs: Any, state: Any, keywords: dict[str, Any]) -> Any:
        """Return the outputs with the inputs added, and the new state."""
        outputs, new_state = self.cell(inputs, state, **keywords)
        return (self._residual_fn or _sums)(inputs, outputs), new_state


@symbol(f"{NN}.DeviceWrapper", f"{CONTRIB}.DeviceWrapper")
class DeviceWrapper(CellWrapper):
    """The cell itself; the backend decides where it is computed."""

    def __init__(self, cell: Any, device: Any, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        del device


@symbol(f"{CONTRIB}.OutputProjectionWrapper")
class OutputProjectionWrapper(RNNCell):
    """Projects the outputs of a cell to another size."""

    def __init__(
        self, cell: Any, output_size: int, activation: Any = None, reuse: Any = None
    ) -> None:
        super().__init__(_reuse=reuse)
        self._cell = cell
        self._output_size = int(output_size)
        self._activation = activation_of(activation)

    @property
    def state_size(self) -> Any:
        """That of the cell."""
        return self._cell.state_size

    @property
    def output_size(self) -> int:
        """The size that is projected to."""
        return self._output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """Return a state of zeros for a batch of a size."""
        with name_scope(f"{type(self).__name__}ZeroState"):
            return self._cell.zero_state(batch_size, dtype)

    def call(self, inputs: Any, state: Any) -> Any:
        """Return the projected outputs and the new state."""
        outputs, new_state = self._cell(inputs, state)
        sizes = [known_size(self, outputs.shape, -1), self._output_size]
        kernel = self.add_weight("kernel", sizes)
        bias = self.add_weight("bias", sizes[1:], initializer=ZEROS)
        outputs = bias_added(product(outputs, kernel), bias)
        return activated(outputs, self._activation), new_state


def _chosen(choose: Callable[[Any], Any], state: Any) -> Any:
    """Return what a filter says of each part of a state, in the state's structure."""
    said = choose(state)
    if isinstance(said, bool):
        if (
            said
            and isinstance(state, list | tuple)
            and not isinstance(state, LSTMStateTuple)
        ):
            return [_chosen(choose, each) for each in state]
        return replaced(state, lambda _: said)
    return said


def _all_but_memory(state: Any) -> Any:
    return (
        LSTMStateTuple(c=False, h=True) if isinstance(state, LSTMStateTuple) else True
    )


def probability(name: str, value: Any) -> Any:
    """Return a probability as a number, if it is known.

    Raises:
        ValueError: It is no probability.
    """
    if isinstance(value, Value):
        value = float(value)
    if isinstance(value, Tensor):
        return value
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{name} should be from 0 to 1, got {value}.")
    return float(value)


def _sums(inputs: Any, outputs: Any) -> Any:
    pairs: Iterator[Any] = leaves(inputs)
    return replaced(outputs, lambda output: add(next(pairs), output))


# --- on values


@op("random_uniform", draws=True)
def _noise(sizes: Any, dtype: str) -> Array:
    return keras.random.uniform((1, *sizes), dtype=dtype, seed=seed_here())


@op("dropout/mul_1", draws=True)
def dropped(value: Array, keep: Any, noise: Array | None) -> Array:
    """Return what dropout leaves: of a chance of its own, or by noise in [0, 1)."""
    value = array(value)
    if noise is not None:
        keep = ops.cast(keep, value.dtype)
        return value / keep * ops.floor(noise + keep)
    if is_constant(keep) and float(keep) == 1.0:
        return value
    rate = 1.0 - float(keep) if is_constant(keep) else 1.0 - keep
    return drop(value, rate, None, seed_here())
