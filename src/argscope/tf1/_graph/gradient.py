"""The operation that gives gradients: `tf.gradients`.

Source:
    tensorflow/python/ops/gradients_impl.py of TensorFlow 1.15, for what its arguments
    mean and where a gradient is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, final

import keras
import numpy as np
from keras import ops

from argscope.tf1._graph.differentiation import differentiated
from argscope.tf1._graph.evaluation import Evaluation
from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.operation import Call, Operation
from argscope.tf1._graph.program import Step, ancestors, controls, in_order
from argscope.tf1._graph.prospect import unknown_values
from argscope.tf1._graph.swapped import Swapped
from argscope.tf1._graph.tensor import StandIn, Symbol, Tensor
from argscope.tf1._graph.variable import Variable

_BLOCKING = frozenset({"StopGradient", "Placeholder"})
"""Operations through which no gradient goes."""


@final
class Gradient:
    """The gradients of the sum of some tensors by others.

    Args:
        ys: The tensors.
        xs: What they are differentiated by: symbols and variables.
        grad_ys: The gradients that are known for `ys`; None for ones.
        stops: Tensors that are taken for constants.

    Attributes:
        by: The symbols among `xs`.
        path: The operations between, which depend on `xs` and lead to `ys`.
        before: Those of them that have to be computed before, for another reason.

    A symbol among `xs` that depends on others of them is computed in the replay, and
    differentiated by something, zero, that is added to it.
    """

    def __init__(
        self,
        ys: Sequence[Symbol],
        xs: Sequence[Tensor],
        grad_ys: Sequence[Any],
        stops: Sequence[Tensor],
    ) -> None:
        self.ys = list(ys)
        self.xs = list(xs)
        self.grad_ys = list(grad_ys)
        self.stops = frozenset(stops)
        self.by = frozenset(x for x in xs if isinstance(x, Symbol))
        above = ancestors(y.op for y in ys)
        self.path = _depending(above, xs)
        on_host = [each for each in above if each.on_host]
        given = [g.op for g in grad_ys if isinstance(g, Symbol)]
        first = ancestors([*(x.op for x in self.by), *given, *on_host])
        self.before = frozenset(each for each in self.path if each in first)
        self._moved = frozenset(x for x in self.by if x.op in self.path)

    @property
    def inputs(self) -> list[Tensor]:
        """The tensors that are to be known."""
        given = [g for g in self.grad_ys if isinstance(g, Tensor)]
        return list(dict.fromkeys([*self.ys, *self.xs, *given]))

    @property
    def variables(self) -> list[Any]:
        """The variables of Keras among `xs`."""
        return [x.keras_variable for x in self.xs if isinstance(x, Variable)]

    # --- computing

    def compute(self, step: Step, evaluation: Evaluation) -> None:
        """Compute the gradients, and on the way what leads to `ys`."""
        known: dict[int, Any] = {}  # what is NumPy's
        variables = step.operation.variables

        def function(values: Sequence[Any]) -> tuple[Any, Any]:
            given = dict(zip(self.xs, values, strict=True))
            replay = evaluation.replay(self._values(step, evaluation, given))
            xs = [x for x in self.xs if isinstance(x, Variable)]
            swapped = [x.keras_variable for x in xs]
            with Swapped(swapped, [given[x] for x in xs]) as scope:
                for each in step.within:
                    self._replay(each, step, replay, scope)
                    for symbol in self._moved.intersection(each.gives):
                        moved = ops.add(replay.values[symbol], given[symbol])
                        replay.values[symbol] = moved
                total = self._sum(replay)
            found: dict[int, Any] = {}  # by numbers, which JAX can sort
            for index, symbol in enumerate(step.gives):
                if symbol in replay.values:
                    value = replay.values[symbol]
                    kind = known if isinstance(value, np.ndarray) else found
                    kind[index] = value
            return total, (found, scope.changes(variables))

        values = [self._start(x, evaluation) for x in self.xs]
        gradients, (found, changes) = differentiated(function, values)
        for index, value in changes.items():
            variables[index].assign(value)
        computed = {**known, **found}
        evaluation.values.update({step.gives[i]: v for i, v in computed.items()})
        evaluation.values.update(zip(step.operation.outputs, gradients, strict=True))

    def _values(
        self, step: Step, evaluation: Evaluation, given: Mapping[Any, Any]
    ) -> dict[Symbol, Any]:
        """Return what is known in a replay: all that does not depend on `xs`."""
        replayed = {s for each in step.within for s in each.gives} - evaluation.fed
        kept = {s: v for s, v in evaluation.values.items() if s not in replayed}
        return {**kept, **{x: given[x] for x in self.by - self._moved}}

    def _start(self, x: Tensor, evaluation: Evaluation) -> Any:
        value = ops.convert_to_tensor(evaluation.current(x))
        return ops.zeros_like(value) if x in self._moved else value

    def _replay(
        self, each: Step, step: Step, replay: Evaluation, scope: Swapped
    ) -> None:
        before = dict(scope.state_mapping)
        each.compute(replay)
        if each.operation not in step.own:  # it has had its effects elsewhere
            scope.state_mapping = before
        for symbol in (s for s in each.gives if s in self.stops):
            replay.values[symbol] = ops.stop_gradient(replay.values[symbol])

    def _sum(self, replay: Evaluation) -> Any:
        total: Any = 0.0
        for y, given in zip(self.ys, self.grad_ys, strict=True):
            value = replay.value_of(y)
            if given is not None:
                factor = ops.convert_to_tensor(replay.current(given))
                value = ops.multiply(value, ops.stop_gradient(factor))
            total = ops.add(total, ops.sum(value))
        return total


# --- what depends on what


def _depending(
    operations: Iterable[Operation], xs: Sequence[Tensor]
) -> dict[Operation, None]:
    """Return those of the operations that depend on `xs`, in order."""
    by = frozenset(x for x in xs if isinstance(x, Symbol))
    variables = {id(x.keras_variable) for x in xs if isinstance(x, Variable)}
    found: dict[Operation, None] = {}
    for operation in in_order(operations):
        takes = [t for t in operation.inputs if isinstance(t, Symbol)]
        depends = (
            any(t in by or t.op in found for t in takes)
            or any(id(variable) in variables for variable in operation.variables)
            or any(each in found for each in controls(operation))
        )
        if depends and not operation.on_host:
            found[operation] = None
    return found


def _connected(ys: Sequence[Symbol]) -> tuple[set[Symbol], set[int]]:
    """Return from which tensors and variables (their ids) a gradient comes."""
    symbols: set[Symbol] = set()
    variables: set[int] = set()
    stack = list(ys)
    while stack:
        symbol = stack.pop()
        if symbol in symbols or not symbol.dtype.is_floating:
            continue
        symbols.add(symbol)
        operation = symbol.op
        if operation.on_host or operation.type in _BLOCKING:
            continue
        variables.update(map(id, operation.variables))
        stack += [t for t in operation.inputs if isinstance(t, Symbol)]
    return symbols, variables


# --- recording


def record_gradients(
    ys: Sequence[Symbol],
    xs: Sequence[Tensor],
    grad_ys: Sequence[Any],
    stops: Sequence[Tensor] = (),
    name: str = "gradients",
) -> list[Symbol | None]:
    """Record the gradients of the sum of `ys`; None where `ys` does not depend on it."""
    symbols, variables = _connected(ys)
    is_known = [
        id(x.keras_variable) in variables if isinstance(x, Variable) else x in symbols
        for x in xs
    ]
    by = list(dict.fromkeys(x for x, known in zip(xs, is_known, strict=True) if known))
    if not by:
        return [None] * len(xs)
    graph = get_default_graph()
    gradient = Gradient(ys, by, grad_ys, stops)
    operation = Operation(graph, graph.unique_name(name), "Gradients")
    operation.call = Call(gradient.compute)
    operation.gradient = gradient
    operation.inputs = gradient.inputs
    used = [v for each in gradient.path for v in each.variables] + gradient.variables
    operation.variables = list({id(variable): variable for variable in used}.values())
    graph.add(operation)
    operation.outputs = [
        Symbol(operation, index, _stand_ins(x)) for index, x in enumerate(by)
    ]
    found = dict(zip(by, operation.outputs, strict=True))
    return [found.get(x) for x in xs]


def _stand_ins(x: Tensor) -> tuple[StandIn, StandIn]:
    if isinstance(x, Symbol):
        return unknown_values(*x.stand_ins)
    stand_in = keras.KerasTensor(x.shape.as_list(), dtype=x.dtype.name)
    return stand_in, stand_in
