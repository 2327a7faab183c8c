"""Cells applied to sequences: `tf.nn.dynamic_rnn`, `static_rnn` and both directions.

Differs: Steps are computed one by one, so a dynamic one, too, needs sequences of a known
length where it is computed. `parallel_iterations` and `swap_memory` have no effect.

Source:
    `tensorflow/python/ops/rnn.py` of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from keras import ops

from argscope.tf1._graph.evaluation import unwrapped
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.structure import as_tensors, leaves, replaced
from argscope.tf1._layers.base import entered
from argscope.tf1._layers.errors import UnknownLengthError
from argscope.tf1._layers.rnn_cell import batch_size_of, joined
from argscope.tf1._names.scopes import (
    VariableScope,
    get_variable_scope,
    variable_scope,
)
from argscope.tf1._ops.sizes import is_recording
from argscope.tf1._ops.values import Array, array, shape_of


@symbol("nn.dynamic_rnn", "contrib.rnn.dynamic_rnn")
def dynamic_rnn(
    cell: Any,
    inputs: Any,
    sequence_length: Any = None,
    initial_state: Any = None,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
) -> tuple[Any, Any]:
    """Return the outputs of all steps, stacked, and the last state.

    Past an example's `sequence_length` outputs are zero and its state stays.
    """
    del parallel_iterations, swap_memory
    if initial_state is None and dtype is None:
        raise ValueError("dynamic_rnn() needs initial_state or dtype, got neither.")
    with variable_scope(scope or "rnn"):
        outputs, state = _all_steps(
            cell, inputs, sequence_length, initial_state, dtype, time_major=time_major
        )
    return outputs, state


@symbol("nn.static_rnn", "contrib.rnn.static_rnn", "nn.rnn")
def static_rnn(
    cell: Any,
    inputs: Sequence[Any],
    initial_state: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """Return the outputs of all steps, as a list, and the last state; see `dynamic_rnn`."""
    if not isinstance(inputs, list | tuple) or not inputs:
        raise TypeError(
            "static_rnn() needs a list with the inputs of each step, got "
            f"{inputs!r}. tf.unstack(inputs, axis=1) gives one."
        )
    if initial_state is None and dtype is None:
        raise ValueError("static_rnn() needs initial_state or dtype, got neither.")
    with variable_scope(scope or "rnn") as opened:
        state = initial_state
        if state is None:
            first = next(leaves(inputs))
            state = _zero_state(
                cell, first.shape[0].value or batch_size_of(first), dtype
            )
        return _steps(cell, inputs, sequence_length, state, opened)


@symbol("nn.bidirectional_dynamic_rnn", "contrib.rnn.bidirectional_dynamic_rnn")
def bidirectional_dynamic_rnn(
    cell_fw: Any,
    cell_bw: Any,
    inputs: Any,
    sequence_length: Any = None,
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Return the outputs of both directions, and the last states of both."""
    del parallel_iterations, swap_memory
    axis = 0 if time_major else 1

    def backwards(structure: Any) -> Any:
        return replaced(structure, lambda x: reversed_in_time(x, sequence_length, axis))

    def along(cell: Any, inputs: Any, state: Any, scope: VariableScope) -> Any:
        return dynamic_rnn(
            cell,
            inputs,
            sequence_length,
            state,
            dtype,
            time_major=time_major,
            scope=scope,
        )

    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as fw:
            output_fw, state_fw = along(cell_fw, inputs, initial_state_fw, fw)
        with variable_scope("bw") as bw:
            output_bw, state_bw = along(
                cell_bw, backwards(inputs), initial_state_bw, bw
            )
    return (output_fw, backwards(output_bw)), (state_fw, state_bw)


@symbol(
    "nn.static_bidirectional_rnn",
    "contrib.rnn.static_bidirectional_rnn",
    "nn.bidirectional_rnn",
)
def static_bidirectional_rnn(
    cell_fw: Any,
    cell_bw: Any,
    inputs: Sequence[Any],
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any, Any]:
    """Return the outputs of both directions, joined, for each step, and the last states."""
    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as fw:
            forth, state_fw = static_rnn(
                cell_fw, inputs, initial_state_fw, dtype, sequence_length, fw
            )
        with variable_scope("bw") as bw:
            turned = _turned(inputs, sequence_length)
            back, state_bw = static_rnn(
                cell_bw, turned, initial_state_bw, dtype, sequence_length, bw
            )
    outputs = [
        _packed(
            one,
            [
                joined(list(pair), 1)
                for pair in zip(leaves(one), leaves(two), strict=True)
            ],
        )
        for one, two in zip(forth, _turned(back, sequence_length), strict=True)
    ]
    return outputs, state_fw, state_bw


@symbol("contrib.rnn.stack_bidirectional_dynamic_rnn")
def stack_bidirectional_dynamic_rnn(
    cells_fw: Sequence[Any],
    cells_bw: Sequence[Any],
    inputs: Any,
    initial_states_fw: Sequence[Any] | None = None,
    initial_states_bw: Sequence[Any] | None = None,
    dtype: Any = None,
    sequence_length: Any = None,
    parallel_iterations: int | None = None,
    time_major: bool = False,
    scope: Any = None,
    swap_memory: bool = False,
) -> tuple[Any, tuple[Any, ...], tuple[Any, ...]]:
    """Return the outputs of the last of several layers, each of both directions, and states."""
    del parallel_iterations, swap_memory
    nothing = [None] * len(cells_fw)
    layers = zip(
        cells_fw,
        cells_bw,
        initial_states_fw or nothing,
        initial_states_bw or nothing,
        strict=True,
    )
    states = []
    with variable_scope(scope or "stack_bidirectional_rnn"):
        for number, (fw, bw, state_fw, state_bw) in enumerate(layers):
            with variable_scope(f"cell_{number}"):
                outputs, last = bidirectional_dynamic_rnn(
                    fw,
                    bw,
                    inputs,
                    sequence_length,
                    state_fw,
                    state_bw,
                    dtype,
                    time_major=time_major,
                )
            inputs = joined(list(outputs), 2)
            states.append(last)
    forth, back = zip(*states, strict=True)
    return inputs, tuple(forth), tuple(back)


# --- the steps, on tensors


def _steps(
    cell: Any, inputs: Sequence[Any], lengths: Any, state: Any, scope: VariableScope
) -> tuple[list[Any], Any]:
    outputs = []
    for time, given in enumerate(inputs):
        if time > 0:
            scope.reuse_variables()
        output, new_state = cell(given, state)
        if lengths is not None:
            output = _while_it_lasts(time, lengths, output)
            new_state = _while_it_lasts(time, lengths, new_state, state)
        outputs.append(output)
        state = new_state
    return outputs, state


def _while_it_lasts(time: int, lengths: Any, new: Any, old: Any = None) -> Any:
    """Return what is new for the examples that go on, and else what was, or zeros."""
    before = leaves(old) if old is not None else None
    return replaced(
        new,
        lambda x: _chosen(time, lengths, x, None if before is None else next(before)),
    )


def _turned(inputs: Sequence[Any], lengths: Any) -> list[Any]:
    """Return the inputs of all steps in reverse order."""
    if lengths is None:
        return list(reversed(inputs))
    columns = [
        _stacked(list(each), 0) for each in zip(*map(leaves, inputs), strict=True)
    ]
    turned = [reversed_in_time(each, lengths, 0) for each in columns]
    return [
        _packed(given, [each[time] for each in turned])
        for time, given in enumerate(inputs)
    ]


def _packed(structure: Any, values: Iterable[Any]) -> Any:
    """Return values in the structure of others."""
    rest = iter(values)
    return replaced(structure, lambda _: next(rest))


def _zero_state(cell: Any, batch_size: Any, dtype: Any) -> Any:
    initial = getattr(cell, "get_initial_state", None)
    if initial is None:
        return cell.zero_state(batch_size, dtype)
    return initial(inputs=None, batch_size=batch_size, dtype=dtype)


# --- on values


@op("transpose_1", draws=True, calls_back=True)
def _all_steps(
    cell: Any,
    inputs: Any,
    lengths: Any,
    state: Any,
    dtype: Any,
    *,
    time_major: bool,
) -> tuple[Any, Any]:
    """Return the outputs of all steps, stacked, and the last state."""
    axis = 0 if time_major else 1
    inputs = replaced(inputs, array)
    sizes = shape_of(next(leaves(inputs)))
    if not isinstance(sizes[axis], int | np.integer):
        raise UnknownLengthError.about("tf.nn.dynamic_rnn", sizes)
    if state is None:
        batch_size = as_tensors(np.asarray(sizes[1 - axis]))
        state = unwrapped(_zero_state(cell, batch_size, dtype))
    steps = int(sizes[axis])
    # Where it is recorded: later steps have the shapes of the second.
    needed = min(steps, 2) if is_recording() else steps
    each_step = [
        as_tensors(_packed(inputs, [ops.take(x, time, axis) for x in leaves(inputs)]))
        for time in range(needed)
    ]
    here = get_variable_scope()
    with entered(here) as opened:
        outputs, last = _steps(cell, each_step, lengths, as_tensors(state), opened)
    outputs += outputs[-1:] * (steps - needed)
    columns = zip(*(leaves(unwrapped(output)) for output in outputs), strict=True)
    stacked = [ops.stack(list(column), axis) for column in columns]
    return _packed(outputs[0], stacked), last


@op("Select")
def _chosen(time: int, lengths: Array, new: Array, old: Array | None) -> Array:
    goes_on = ops.convert_to_tensor(time < array(lengths))
    goes_on = ops.reshape(goes_on, [-1] + [1] * (len(new.shape) - 1))
    return ops.where(goes_on, new, ops.zeros_like(new) if old is None else old)


@op("stack")
def _stacked(values: list[Array], axis: int) -> Array:
    return ops.stack(values, axis)


@op("ReverseSequence")
def reversed_in_time(inputs: Array, lengths: Array | None, axis: int) -> Array:
    """Return sequences backwards, each as far as it is long; the rest stays."""
    inputs = array(inputs)
    if lengths is None:
        return ops.flip(inputs, axis)
    steps = shape_of(inputs)[axis]
    time = ops.arange(steps, dtype="int32")[None, :]
    long = ops.cast(array(lengths), "int32")[:, None]
    places = ops.where(time < long, long - 1 - time, time)
    if axis == 0:
        places = ops.transpose(places)
    places = ops.reshape(
        places, (*shape_of(inputs)[:2], *[1] * (len(inputs.shape) - 2))
    )
    return ops.take_along_axis(
        inputs, ops.broadcast_to(places, shape_of(inputs)), axis=axis
    )
