"""Cells of recurrent networks: simple, LSTM and GRU, and several on top of each other.

Source:
    `tensorflow/python/ops/rnn_cell_impl.py` of TensorFlow 1.15. LSTM: Hochreiter &
    Schmidhuber 1997, with forget gates, peepholes and projections of Sak et al. 2014,
    arXiv:1402.1128. GRU: Cho et al. 2014, arXiv:1406.1078.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras import ops

from argscope.layers.initializers import ZEROS, ones_initializer
from argscope.tf1._graph.callbacks import on_values
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._layers.base import activation_of, known_size
from argscope.tf1._layers.rnn_cell import (
    CONTRIB,
    NN,
    LSTMStateTuple,
    RNNCell,
    joined,
    parts,
)
from argscope.tf1._names.scopes import name_scope, variable_scope
from argscope.tf1._ops.values import Array


@symbol(f"{NN}.BasicRNNCell", f"{CONTRIB}.BasicRNNCell")
class BasicRNNCell(RNNCell):
    """`activation([inputs, state] @ kernel + bias)`, which is also the new state."""

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, dtype=dtype, _reuse=reuse, **kwargs)
        self._num_units = int(num_units)
        self._activation = activation_of(activation)

    @property
    def state_size(self) -> int:
        """The number of units."""
        return self._num_units

    @property
    def output_size(self) -> int:
        """The number of units."""
        return self._num_units

    def build(self, input_shape: Any) -> None:
        """Make the kernel and the bias."""
        inputs, units = known_size(self, input_shape, -1), self._num_units
        self._kernel = self.add_weight("kernel", [inputs + units, units])
        self._bias = self.add_weight("bias", [units], initializer=ZEROS)
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """Return the outputs and the new state."""
        outputs = _simple_step(
            inputs, state, self._kernel, self._bias, self._activation
        )
        return outputs, outputs


@symbol(f"{NN}.GRUCell", f"{CONTRIB}.GRUCell")
class GRUCell(RNNCell):
    """A gated recurrent unit."""

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        kernel_initializer: Any = None,
        bias_initializer: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, dtype=dtype, _reuse=reuse, **kwargs)
        self._num_units = int(num_units)
        self._activation = activation_of(activation)
        self._kernel_initializer = kernel_initializer
        self._bias_initializer = bias_initializer

    @property
    def state_size(self) -> int:
        """The number of units."""
        return self._num_units

    @property
    def output_size(self) -> int:
        """The number of units."""
        return self._num_units

    def build(self, input_shape: Any) -> None:
        """Make the kernels and biases of the gates and of the candidate."""
        inputs, units = known_size(self, input_shape, -1), self._num_units
        made = []
        for name, size, initial in (
            ("gates", 2 * units, ones_initializer()),
            ("candidate", units, ZEROS),
        ):
            kernel = self.add_weight(
                f"{name}/kernel", [inputs + units, size], None, self._kernel_initializer
            )
            initializer = self._bias_initializer
            bias = self.add_weight(
                f"{name}/bias",
                [size],
                None,
                initial if initializer is None else initializer,
            )
            made.append((kernel, bias))
        self._gates, self._candidate = made
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """Return the outputs and the new state."""
        outputs = _gru_step(
            inputs, state, self._gates, self._candidate, self._activation
        )
        return outputs, outputs


@symbol(f"{NN}.LSTMCell", f"{CONTRIB}.LSTMCell")
class LSTMCell(RNNCell):
    """Long short-term memory, with peepholes, clipping and a projection if asked for."""

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        cell_clip: float | None = None,
        initializer: Any = None,
        num_proj: int | None = None,
        proj_clip: float | None = None,
        num_unit_shards: int | None = None,
        num_proj_shards: int | None = None,
        forget_bias: Any = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, dtype=dtype, _reuse=reuse, **kwargs)
        for argument, shards in (
            ("num_unit_shards", num_unit_shards),
            ("num_proj_shards", num_proj_shards),
        ):
            if shards not in (None, 1):  # variables in parts have other names
                self._refuse(argument, shards)
        self._num_units = int(num_units)
        self._use_peepholes = use_peepholes
        self._clips = (cell_clip, proj_clip)
        self._initializer = initializer
        self._num_proj = None if num_proj is None else int(num_proj)
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = activation_of(activation)

    @property
    def state_size(self) -> Any:
        """The sizes of what it remembers and of what it gives."""
        sizes = LSTMStateTuple(self._num_units, self.output_size)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> int:
        """The number of units, or of those that they are projected to."""
        return self._num_proj or self._num_units

    def build(self, input_shape: Any) -> None:
        """Make the kernel and the bias, then peepholes and the projection."""
        inputs, units = known_size(self, input_shape, -1), self._num_units
        initializer = self._initializer
        self._kernel = self.add_weight(
            "kernel", [inputs + self.output_size, 4 * units], None, initializer
        )
        self._bias = self.add_weight("bias", [4 * units], None, ZEROS)
        self._peepholes: list[Any] = []
        if self._use_peepholes:
            self._peepholes = [
                self.add_weight(f"w_{gate}_diag", [units], None, initializer)
                for gate in "fio"
            ]
        self._projection = None
        if self._num_proj is not None:
            shape = [units, self._num_proj]
            self._projection = self.add_weight(
                "projection/kernel", shape, None, initializer
            )
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """Return the outputs and the new state."""
        if not self._state_is_tuple:
            state = parts(state, [self._num_units, self.output_size])
        cell, outputs = _lstm_step(
            inputs,
            tuple(state),
            (self._kernel, self._bias),
            self._peepholes,
            self._projection,
            self._activation,
            self._forget_bias,
            self._clips,
        )
        if self._state_is_tuple:
            return outputs, LSTMStateTuple(cell, outputs)
        return outputs, joined([cell, outputs])


@symbol(f"{NN}.BasicLSTMCell", f"{CONTRIB}.BasicLSTMCell")
class BasicLSTMCell(LSTMCell):
    """Long short-term memory, without peepholes, clipping and projection."""

    def __init__(
        self,
        num_units: int,
        forget_bias: Any = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            num_units,
            forget_bias=forget_bias,
            state_is_tuple=state_is_tuple,
            activation=activation,
            reuse=reuse,
            name=name,
            dtype=dtype,
            **kwargs,
        )


@symbol(f"{NN}.MultiRNNCell", f"{CONTRIB}.MultiRNNCell")
class MultiRNNCell(RNNCell):
    """Cells on top of each other: each gets the outputs of the one before."""

    def __init__(self, cells: Sequence[Any], state_is_tuple: bool = True) -> None:
        super().__init__()
        if not cells:
            raise ValueError("MultiRNNCell needs at least one cell, got none.")
        self._cells = list(cells)
        self._state_is_tuple = state_is_tuple

    @property
    def state_size(self) -> Any:
        """The sizes of the cells' states."""
        sizes = tuple(cell.state_size for cell in self._cells)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> Any:
        """That of the last cell."""
        return self._cells[-1].output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """Return states of zeros for a batch of a size."""
        if not self._state_is_tuple:
            return super().zero_state(batch_size, dtype)
        with name_scope(f"{type(self).__name__}ZeroState"):
            return tuple(cell.zero_state(batch_size, dtype) for cell in self._cells)

    def call(self, inputs: Any, state: Any) -> Any:
        """Return the outputs of the last cell and the new states."""
        states = state
        if not self._state_is_tuple:
            states = parts(state, [cell.state_size for cell in self._cells])
        new_states = []
        for number, (cell, own) in enumerate(zip(self._cells, states, strict=True)):
            with variable_scope(f"cell_{number}"):
                inputs, new_state = cell(inputs, own)
            new_states.append(new_state)
        return inputs, tuple(new_states) if self._state_is_tuple else joined(new_states)


# --- on values


def _weighted(values: list[Array], weights: tuple[Array, Array]) -> Array:
    kernel, bias = weights
    return ops.matmul(ops.concatenate(values, 1), kernel) + bias


def _activation(activation: Any) -> Any:
    return ops.tanh if activation is None else on_values(activation)


@op("Tanh")
def _simple_step(
    inputs: Array, state: Array, kernel: Array, bias: Array, activation: Any
) -> Array:
    return _activation(activation)(_weighted([inputs, state], (kernel, bias)))


@op("add")
def _gru_step(
    inputs: Array,
    state: Array,
    gates: tuple[Array, Array],
    candidate: tuple[Array, Array],
    activation: Any,
) -> Array:
    state = ops.convert_to_tensor(state)  # zeros may be NumPy's
    open_gates = ops.sigmoid(_weighted([inputs, state], gates))
    reset, update = ops.split(open_gates, 2, axis=1)
    new = _activation(activation)(_weighted([inputs, reset * state], candidate))
    return update * state + (1 - update) * new


@op("mul")
def _lstm_step(
    inputs: Array,
    state: tuple[Array, Array],
    weights: tuple[Array, Array],
    peepholes: list[Array],
    projection: Array | None,
    activation: Any,
    forget_bias: Any,
    clips: tuple[float | None, float | None],
) -> tuple[Array, Array]:
    """Return what is remembered, and the outputs."""
    activate = _activation(activation)
    cell, before = map(ops.convert_to_tensor, state)  # zeros may be NumPy's
    gates = _weighted([inputs, before], weights)
    i, j, f, o = ops.split(gates, 4, axis=1)
    f = ops.add(f, forget_bias)
    if peepholes:
        to_forget, to_input, to_output = peepholes
        f, i = f + to_forget * cell, i + to_input * cell
    cell = ops.sigmoid(f) * cell + ops.sigmoid(i) * activate(j)
    cell = _clipped(cell, clips[0])
    if peepholes:
        o = o + to_output * cell
    outputs = ops.sigmoid(o) * activate(cell)
    if projection is not None:
        outputs = _clipped(ops.matmul(outputs, projection), clips[1])
    return cell, outputs


def _clipped(values: Array, limit: float | None) -> Array:
    return values if limit is None else ops.clip(values, -limit, limit)
