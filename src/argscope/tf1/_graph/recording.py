"""Recording a call: what it will give is found out without computing it.

The call is made on symbols of the backend, which have shapes and dtypes only. Where sizes
are not known it is made twice, with two numbers in their place: what then differs in the
results is not known either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, final

import keras
import numpy as np

from argscope._core.block import current_arg_scope
from argscope.layers._state.run import Run
from argscope.tf1._graph.evaluation import Evaluation, collected_in
from argscope.tf1._graph.graph import Graph, get_default_graph
from argscope.tf1._graph.operation import Call, Operation, Place
from argscope.tf1._graph.structure import is_array, leaves, replaced
from argscope.tf1._graph.tensor import StandIn, Symbol, Value

SIZES: Final = (32, 64)
"""The numbers that stand for a size that is not known, as in a batch of any size."""


@final
class UpdateMark:
    """Put into a collection by a layer that updates variables, for an operation."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


@final
class Outcome:
    """What a call gives for one of the stand-ins.

    Attributes:
        result: Its structure, with arrays or symbols of Keras as leaves.
        run: The run in which it was made, if it has a place.
        captured: The symbols that it took from the blocks around it.
    """

    __slots__ = ("captured", "result", "run")

    def __init__(
        self, result: Any, run: Run | None, captured: Iterable[Symbol]
    ) -> None:
        self.result = result
        self.run = run
        self.captured = list(captured)


def record(
    kind: str,
    call: Call,
    *,
    name: str | Callable[[Run], str] | None = None,
    is_constant: bool = False,
    has_effect: bool = False,
) -> Any:
    """Add a call to the graph and return its results, with symbols for values.

    Args:
        kind: What TensorFlow 1 called the operation; `"moments/Squeeze"` for `Squeeze` in
            a scope of names of its own, which is then what `name` names.
        call: The call.
        name: The name that the program gave it; or a function that tells it, from the run
            in which it was made.
        is_constant: Whether equal arguments give equal results, so that a result which is
            known for any sizes needs no operation.
        has_effect: Whether it changes variables.
    """
    graph = get_default_graph()
    symbols = [t for t in _tensors(call) if isinstance(t, Symbol)]
    first = _outcome(graph, call, symbols, 0)
    differs = [*symbols, *first.captured]
    varies = any(one is not two for each in differs for one, two in [each.stand_ins])
    second = _outcome(graph, call, symbols, 1) if varies else first
    pairs = _paired(first.result, second.result)
    if is_constant and all(_is_known(*pair) for pair in pairs):
        return replaced(first.result, lambda x: Value(x) if is_array(x) else x)
    operation = Operation(graph, _name(graph, kind, name, first), kind, call)
    operation.inputs += [s for s in first.captured if s not in operation.inputs]
    operation.has_effect = has_effect
    graph.add(operation)
    operation.outputs = [
        Symbol(operation, index, pair) for index, pair in enumerate(pairs)
    ]
    outputs = iter(operation.outputs)
    result = replaced(first.result, lambda x: next(outputs) if _is_value(x) else x)
    if first.run is None:
        return result
    graph.run.adopt_names(first.run)
    result, collected = result
    _collect(graph, operation, first.run, collected)
    return result


def _name(
    graph: Graph, kind: str, name: str | Callable[[Run], str] | None, outcome: Outcome
) -> str:
    if callable(name) and outcome.run is not None:
        return name(outcome.run)
    scope, _, leaf = kind.rpartition("/")
    path = graph.unique_name(name if isinstance(name, str) and name else scope or leaf)
    return f"{path}/{leaf}" if scope else path


def place_here(graph: Graph) -> Place:
    """Return where a call stands that is made now."""
    return Place(graph.run.fork(), current_arg_scope())


def _tensors(call: Call) -> list[Any]:
    return list(leaves((tuple(call.args), call.kwargs)))


def _collect(
    graph: Graph, operation: Operation, run: Run, collected: list[Any]
) -> None:
    """Put what layers collected in a call into the collections of the graph."""
    for (name, (alias, _)), value in zip(collected_in(run), collected, strict=True):
        if isinstance(value, UpdateMark):
            update = Operation(graph, value.name, "AssignMovingAvg")
            update.control_inputs.append(operation)
            value = update
        elif isinstance(value, Symbol):
            value.aliases = [alias]  # type: ignore[attr-defined]
        graph.collections.setdefault(name, []).append(value)


# --- what a call gives


def _outcome(
    graph: Graph, call: Call, symbols: list[Symbol], which: int
) -> Outcome:
    known: dict[Symbol, Any] = {}
    asked: dict[Symbol, keras.KerasTensor] = {}
    for symbol in dict.fromkeys(symbols):
        stand_in = symbol.stand_ins[which]
        if isinstance(stand_in, np.ndarray):
            known[symbol] = stand_in
        else:
            asked[symbol] = stand_in
    abstract = _Abstract(graph, call, known, list(asked), which)
    return abstract.outcome(list(asked.values()))


class _Abstract(keras.Operation):
    """A call as an operation of Keras, which knows how to make it on symbols."""

    def __init__(
        self,
        graph: Graph,
        call: Call,
        known: dict[Symbol, Any],
        asked: list[Symbol],
        which: int,
    ) -> None:
        super().__init__(name="recorded")
        self._parts = (graph, call, known, asked, which)
        self._kept: tuple[Any, Run | None, list[Symbol]] | None = None
        self._failure: Exception | None = None

    def call(self, values: list[Any]) -> list[Any]:
        graph, call, known, asked, which = self._parts
        run = graph.run.fork()
        run.shapes_only = True
        pairs = zip(asked, values, strict=True)
        evaluation = Evaluation({**known, **dict(pairs)}, run, which)
        try:
            result, made_in = evaluation.result_of(call)
        except Exception as error:
            self._failure = error  # Keras hides it under a text of its own
            raise
        self._kept = (result, made_in, list(evaluation.captured))
        return [x for x in leaves(result) if is_array(x) and not _is_constant(x)]

    def outcome(self, specs: list[keras.KerasTensor]) -> Outcome:
        """Return what the call gives for inputs of these shapes and dtypes."""
        try:
            symbols = iter(self.compute_output_spec(specs))
        except Exception as error:  # noqa: BLE001  # re-raised
            raise (self._failure or error) from None
        assert self._kept is not None
        result, run, captured = self._kept

        def known(leaf: Any) -> Any:
            is_symbol = is_array(leaf) and not _is_constant(leaf)
            return next(symbols) if is_symbol else leaf

        return Outcome(replaced(result, known), run, captured)


def _is_constant(leaf: Any) -> bool:
    return isinstance(leaf, np.ndarray)


def _is_value(leaf: Any) -> bool:
    return isinstance(leaf, np.ndarray | keras.KerasTensor)


def _is_known(one: StandIn, two: StandIn) -> bool:
    return (
        isinstance(one, np.ndarray)
        and isinstance(two, np.ndarray)
        and np.array_equal(one, two)
    )


def _paired(first: Any, second: Any) -> list[tuple[StandIn, StandIn]]:
    """Return the values of a structure for both stand-ins; one object where they agree."""
    ones = [leaf for leaf in leaves(first) if _is_value(leaf)]
    twos = [leaf for leaf in leaves(second) if _is_value(leaf)]
    return [
        (one, one) if _agree(one, two) else (one, two)
        for one, two in zip(ones, twos, strict=True)
    ]


def _agree(one: StandIn, two: StandIn) -> bool:
    if isinstance(one, np.ndarray):
        return _is_known(one, two)
    return isinstance(two, keras.KerasTensor) and one.shape == two.shape
