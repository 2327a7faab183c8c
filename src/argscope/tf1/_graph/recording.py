"""Recording a call: what it will give is found out without computing it.

The call is made on symbols of the backend, which have shapes and dtypes only. Where sizes
are not known it is made twice, with two numbers in their place: what then differs in the
results is not known either.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, final

import keras
import numpy as np

from argscope._core.block import current_arg_scope
from argscope.layers._state.run import Run
from argscope.tf1._graph.agreeing import with_agreeing_sizes
from argscope.tf1._graph.evaluation import Evaluation, collected_in
from argscope.tf1._graph.graph import Graph, get_default_graph
from argscope.tf1._graph.operation import Call, Operation, Place
from argscope.tf1._graph.structure import is_array, leaves, replaced
from argscope.tf1._graph.tensor import StandIn, Symbol, Value, no_strings
from argscope.tf1._graph.variable import Variable
from argscope.tf1._types.dtypes import as_dtype


@final
class UpdateMark:
    """Put into a collection by a layer that updates variables, for an operation."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


@final
@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call gives for one of the stand-ins.

    Attributes:
        result: Its structure, with arrays or symbols of Keras as leaves.
        run: The run in which it was made, if it has a place.
        captured: The symbols that it took from the blocks around it.
        used: The variables that it took likewise.
        called_back: Whether it called a function of the program.
        varies: Whether values decide sizes of it.
    """

    result: Any
    run: Run | None
    captured: list[Symbol]
    used: list[Any] = field(default_factory=list)
    called_back: bool = False
    varies: bool = False


def record(
    kind: str,
    call: Call,
    *,
    name: str | Callable[[Run], str] | None = None,
    is_constant: bool = False,
    keeps_batch: bool = False,
    coincides: bool = False,
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
        keeps_batch: Whether it treats each element of a batch, the first axis, alike, as
            layers do; so that one size of it tells of all, which is faster.
        coincides: Whether other arguments can give an equal result by chance, as those of
            a comparison do, so that it is not known from the two stand-ins.
    """
    graph = get_default_graph()
    symbols = [t for t in _tensors(call) if isinstance(t, Symbol)]
    with graph.recording():
        first = _outcome(graph, call, symbols, 0)
        differs = [*symbols, *first.captured]
        second = _second_result(graph, call, symbols, first, keeps_batch)
    on_host = any(symbol.dtype.name == "string" for symbol in differs)
    by_chance = on_host or any(_agrees_by_chance(each, coincides) for each in differs)
    pairs = _paired(first.result, second, by_chance)
    if is_constant and not by_chance and all(_is_known(*pair) for pair in pairs):
        return replaced(first.result, lambda x: Value(x) if is_array(x) else x)
    operation = Operation(graph, _name(graph, kind, name, first), kind, call)
    operation.inputs += [s for s in first.captured if s not in operation.inputs]
    operation.variables = _variables(graph, operation, first)
    operation.on_host = on_host
    graph.add(operation)
    if on_host:
        pairs = [unknown_values(*pair) for pair in pairs]
    operation.outputs = [
        Symbol(operation, index, pair) for index, pair in enumerate(pairs)
    ]
    outputs = iter(operation.outputs)
    result = replaced(first.result, lambda x: next(outputs) if _is_value(x) else x)
    if first.run is None:
        return result
    graph.run.adopt_names(first.run)
    if graph.run.note is not None and first.run.note is not None:
        graph.run.note.take(first.run.note)
    result, collected = result
    _collect(graph, operation, first.run, collected)
    return result


def _second_result(
    graph: Graph, call: Call, symbols: list[Symbol], first: Outcome, keeps_batch: bool
) -> Any:
    """Return what a call gives for the second stand-ins."""
    differs = [*symbols, *first.captured]
    varying = [each for each in differs if each.stand_ins[0] is not each.stand_ins[1]]
    if not (varying or first.varies):
        return first.result
    if keeps_batch and not (first.called_back or first.varies):
        result = _in_another_batch(first.result, varying)
        if result is not None:
            return result
    return _outcome(graph, call, symbols, 1).result


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
    run = graph.run.fork()
    run.scope = replace(run.scope)  # which the program may tell to reuse, later
    return Place(run, current_arg_scope())


def _tensors(call: Call) -> list[Any]:
    return list(leaves((tuple(call.args), call.kwargs)))


def _collect(
    graph: Graph, operation: Operation, run: Run, collected: list[Any]
) -> None:
    """Put what layers collected in a call into the collections of the graph."""
    for (name, (alias, _)), value in zip(collected_in(run), collected, strict=True):
        if isinstance(value, Symbol):
            value.aliases = [alias]  # type: ignore[attr-defined]
        is_update = isinstance(value, UpdateMark)
        item = _update(operation, value.name) if is_update else value
        graph.collections.setdefault(name, []).append(item)


def _update(operation: Operation, name: str) -> Operation:
    """Return what stands in a collection for the updates that an operation makes."""
    update = Operation(operation.graph, name, "AssignMovingAvg")
    update.control_inputs.append(operation)
    update.updates = operation
    operation.defers_updates = True
    return update


def _variables(graph: Graph, operation: Operation, outcome: Outcome) -> list[Any]:
    """Return the variables that a call uses: its arguments, what it asked for."""
    given = [t.keras_variable for t in operation.inputs if isinstance(t, Variable)]
    asked = {} if outcome.run is None else outcome.run.used or {}
    used = [*given, *asked.values(), *outcome.used]
    return list({id(variable): variable for variable in used}.values())


# --- what a call gives


def _outcome(graph: Graph, call: Call, symbols: list[Symbol], which: int) -> Outcome:
    known: dict[Symbol, Any] = {}
    asked: dict[Symbol, keras.KerasTensor] = {}
    for symbol in dict.fromkeys(symbols):
        stand_in = symbol.stand_ins[which]
        if isinstance(stand_in, np.ndarray):
            known[symbol] = stand_in
        elif stand_in.dtype == "string":  # no backend has them
            known[symbol] = no_strings(stand_in.shape)
        else:
            asked[symbol] = stand_in
    # Keras sorts the keys of a dictionary; symbols have no order.
    abstract = _Abstract(graph, call, list(known.items()), list(asked), which)
    try:
        return abstract.outcome(list(asked.values()))
    except (TypeError, ValueError, RuntimeError):
        # What stands for an unknown size may not fit a known one: a batch of any size,
        # and labels for five. The program knows that they agree.
        agreed = with_agreeing_sizes(asked, _constant_shapes(call))
        with contextlib.suppress(TypeError, ValueError, RuntimeError):
            return abstract.outcome(agreed)
        raise


def _constant_shapes(call: Call) -> list[tuple[int, ...]]:
    plains = [
        leaf.value if isinstance(leaf, Value) else leaf for leaf in _tensors(call)
    ]
    return [leaf.shape for leaf in plains if isinstance(leaf, np.ndarray)]


class _Abstract(keras.Operation):  # type: ignore[misc]
    """A call as an operation of Keras, which knows how to make it on symbols."""

    def __init__(
        self,
        graph: Graph,
        call: Call,
        known: list[tuple[Symbol, Any]],
        asked: list[Symbol],
        which: int,
    ) -> None:
        super().__init__(name="recorded")
        self._parts = (graph, call, known, asked, which)
        self._kept = Outcome(None, None, [])
        self._failure: Exception | None = None
        self._notes: list[str] = []

    def call(self, values: list[Any]) -> list[Any]:
        graph, call, known, asked, which = self._parts
        run = Run(graph.run.store, training=False)
        run.shapes_only = True
        pairs = zip(asked, values, strict=True)
        evaluation = Evaluation({**dict(known), **dict(pairs)}, run, which)
        try:
            result, made_in = evaluation.result_of(call)
        except Exception as error:
            # Keras hides it under a text of its own, and JAX adds notes of its own.
            self._failure = error
            self._notes = list(getattr(error, "__notes__", ()))
            raise
        self._kept = Outcome(
            result,
            made_in,
            list(evaluation.captured),
            [variable.keras_variable for variable in evaluation.used],
            evaluation.called_back,
            evaluation.varies,
        )
        return [x for x in leaves(result) if is_array(x) and not _is_constant(x)]

    def outcome(self, specs: list[keras.KerasTensor]) -> Outcome:
        """Return what the call gives for inputs of these shapes and dtypes."""
        try:
            symbols = iter(self.compute_output_spec(specs))
        except Exception:  # re-raised
            if self._failure is None:
                raise
            self._failure.__notes__ = self._notes
            raise self._failure from None

        def known(leaf: Any) -> Any:
            is_symbol = is_array(leaf) and not _is_constant(leaf)
            return next(symbols) if is_symbol else leaf

        return replace(self._kept, result=replaced(self._kept.result, known))


def _in_another_batch(result: Any, varying: Sequence[Symbol]) -> Any:
    """Return a result for the second stand-ins, if batches are all that they differ in.

    None if it is not plain how.
    """
    pairs = [symbol.stand_ins for symbol in varying]
    batches = {(one.shape[:1], two.shape[:1]) for one, two in pairs}
    alike = all(
        isinstance(one, keras.KerasTensor) and one.shape[1:] == two.shape[1:]
        for one, two in pairs
    )
    values = [leaf for leaf in leaves(result) if _is_value(leaf)]
    if len(batches) != 1 or not alike:
        return None
    batch, other = batches.pop()
    if any(_is_constant(value) or value.shape[:1] != batch for value in values):
        return None

    def resized(leaf: Any) -> Any:
        if not _is_value(leaf):
            return leaf
        return keras.KerasTensor((*other, *leaf.shape[1:]), dtype=leaf.dtype)

    return replaced(result, resized)


def unknown_values(first: StandIn, second: StandIn) -> tuple[StandIn, StandIn]:
    """Return stand-ins that have the shapes and dtypes of others, and no values."""
    one, two = (
        keras.KerasTensor(each.shape, dtype=as_dtype(each.dtype).name)
        for each in (first, second)
    )
    return one, one if one.shape == two.shape else two


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


def _agrees_by_chance(symbol: Symbol, coincides: bool) -> bool:
    """Return whether what is computed of a symbol may be equal for both stand-ins only.

    What is equal by chance is kept as two objects; see `_paired`.
    """
    one, two = symbol.stand_ins
    return one is not two and (coincides or _is_known(one, two))


def _paired(first: Any, second: Any, by_chance: bool) -> list[tuple[StandIn, StandIn]]:
    """Return the values of a structure for both stand-ins; one object where they agree.

    Where they agree by chance, that is so for shapes only.
    """
    ones = [leaf for leaf in leaves(first) if _is_value(leaf)]
    twos = [leaf for leaf in leaves(second) if _is_value(leaf)]
    return [
        (one, two)
        if (by_chance and _is_constant(one)) or not _agree(one, two)
        else (one, one)
        for one, two in zip(ones, twos, strict=True)
    ]


def _agree(one: StandIn, two: StandIn) -> bool:
    if isinstance(one, np.ndarray):
        return _is_known(one, two)
    return isinstance(two, keras.KerasTensor) and one.shape == two.shape
