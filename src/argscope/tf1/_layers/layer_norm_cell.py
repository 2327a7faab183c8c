"""`tf.contrib.rnn.LayerNormBasicLSTMCell`.

Source:
    `contrib/rnn/python/ops/rnn_cell.py` of TensorFlow 1.15; Ba et al. 2016,
    arXiv:1607.06450; dropout of the candidate: Semeniuta et al. 2016, arXiv:1603.05118.
"""

from __future__ import annotations

from typing import Any, Final

from keras import ops

from argscope.layers._numerics.norm_ops import moments, normalize
from argscope.tf1._graph.callbacks import on_values
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._layers.base import activation_of, known_size
from argscope.tf1._layers.rnn_cell import CONTRIB, LSTMStateTuple, RNNCell
from argscope.tf1._layers.rnn_wrappers import dropped, probability
from argscope.tf1._ops.values import Array

# The scopes of the normalizations of i, j, f and o, and of the new state.
_NORMALIZED: Final = ("input", "transform", "forget", "output", "state")
_EPSILON: Final = 1e-12  # of tf.contrib.layers.layer_norm


@symbol(f"{CONTRIB}.LayerNormBasicLSTMCell")
class LayerNormBasicLSTMCell(RNNCell):
    """Long short-term memory whose gates and state are normalized over the units."""

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        input_size: Any = None,
        activation: Any = None,
        layer_norm: bool = True,
        norm_gain: float = 1.0,
        norm_shift: float = 0.0,
        dropout_keep_prob: Any = 1.0,
        dropout_prob_seed: int | None = None,
        reuse: Any = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        del input_size, dropout_prob_seed  # not needed; the model's seed decides
        self._num_units = int(num_units)
        self._forget_bias = forget_bias
        self._activation = activation_of(activation)
        self._layer_norm = layer_norm
        self._norm = (float(norm_gain), float(norm_shift))
        self._keep_prob = probability("dropout_keep_prob", dropout_keep_prob)

    @property
    def state_size(self) -> LSTMStateTuple:
        """The sizes of what it remembers and of what it gives."""
        return LSTMStateTuple(self._num_units, self._num_units)

    @property
    def output_size(self) -> int:
        """The number of units."""
        return self._num_units

    def build(self, input_shape: Any) -> None:
        """Make the kernel, and the bias or what the normalizations learn."""
        inputs, units = known_size(self, input_shape, -1), self._num_units
        self._kernel = self.add_weight("kernel", [inputs + units, 4 * units])
        self._bias = None
        self._norms: list[Any] = []
        if self._layer_norm:
            self._norms = [self._norm_of(scope) for scope in _NORMALIZED]
        else:
            self._bias = self.add_weight("bias", [4 * units])
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """Return the outputs and the new state."""
        gates = _gates(inputs, state[1], self._kernel, self._bias, self._norms)
        candidate = _activated(gates[1], self._activation)
        if self._keep_prob != 1.0:
            candidate = dropped(candidate, self._keep_prob, None)
        cell, outputs = _remembered(
            state[0],
            gates,
            candidate,
            self._norms[-1:],
            self._activation,
            self._forget_bias,
        )
        return outputs, LSTMStateTuple(cell, outputs)

    def _norm_of(self, scope: str) -> tuple[Any, Any]:
        made = []
        for name, initial in zip(("gamma", "beta"), self._norm, strict=True):
            made.append(
                self.add_weight(f"{scope}/{name}", [self._num_units], None, initial)
            )
        return made[0], made[1]


# --- on values


@op("split")
def _gates(
    inputs: Array, before: Array, kernel: Array, bias: Array | None, norms: list[Any]
) -> list[Array]:
    """Return i, j, f and o."""
    values = ops.matmul(ops.concatenate([inputs, before], 1), kernel)
    gates = ops.split(values if bias is None else values + bias, 4, axis=1)
    if not norms:
        return list(gates)
    return [_normal(gate, norm) for gate, norm in zip(gates, norms[:4], strict=True)]


@op("Tanh")
def _activated(values: Array, activation: Any) -> Array:
    return ops.tanh(values) if activation is None else on_values(activation)(values)


@op("mul")
def _remembered(
    cell: Array,
    gates: list[Array],
    candidate: Array,
    norms: list[Any],
    activation: Any,
    forget_bias: float,
) -> tuple[Array, Array]:
    """Return what is remembered, and the outputs."""
    i, _, f, o = gates
    cell = ops.convert_to_tensor(cell)  # zeros may be NumPy's
    cell = cell * ops.sigmoid(ops.add(f, forget_bias)) + ops.sigmoid(i) * candidate
    for norm in norms:
        cell = _normal(cell, norm)
    return cell, _activated.of_values(cell, activation) * ops.sigmoid(o)


def _normal(values: Array, gamma_and_beta: tuple[Array, Array]) -> Array:
    gamma, beta = gamma_and_beta
    mean, variance = moments(values, [1])
    return normalize(values, mean, variance, offset=beta, scale=gamma, epsilon=_EPSILON)
