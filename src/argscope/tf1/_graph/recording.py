"""Recording a call: an operation is added to the graph, and symbols stand for values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, final

from argscope._core.block import current_arg_scope
from argscope.layers._state.run import Run
from argscope.tf1._graph.evaluation import collected_in
from argscope.tf1._graph.graph import Graph, get_default_graph
from argscope.tf1._graph.operation import Call, Operation, Place
from argscope.tf1._graph.outcome import Outcome
from argscope.tf1._graph.prospect import is_value, prospect_of
from argscope.tf1._graph.ranks import prospect_of_any_rank
from argscope.tf1._graph.structure import is_array, leaves, replaced
from argscope.tf1._graph.tensor import Symbol, Value
from argscope.tf1._graph.variable import Variable


@final
class UpdateMark:
    """Put into a collection by a layer that updates variables, for an operation."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


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
    given = list(leaves((tuple(call.args), call.kwargs)))
    symbols = [leaf for leaf in given if isinstance(leaf, Symbol)]
    is_ranked = call.place is not None or all(each.is_ranked for each in symbols)
    find_out = prospect_of if is_ranked else prospect_of_any_rank
    with graph.recording():
        found = find_out(
            graph, call, symbols, keeps_batch=keeps_batch, coincides=coincides
        )
    first = found.outcome
    if is_constant and found.is_known and not first.used:
        return replaced(first.result, lambda x: Value(x) if is_array(x) else x)
    operation = Operation(graph, _name(graph, kind, name, first), kind, call)
    operation.inputs += [s for s in first.captured if s not in operation.inputs]
    operation.variables = _variables(operation, first)
    operation.on_host = found.on_host
    graph.add(operation)
    pairs = zip(found.pairs, found.ranked, strict=True)
    operation.outputs = [
        Symbol(operation, index, pair, is_ranked)
        for index, (pair, is_ranked) in enumerate(pairs)
    ]
    outputs = iter(operation.outputs)
    result = replaced(first.result, lambda x: next(outputs) if is_value(x) else x)
    if first.run is None:
        return result
    graph.run.adopt_names(first.run)
    if graph.run.note is not None and first.run.note is not None:
        graph.run.note.take(first.run.note)
    result, collected = result
    _collect(graph, operation, first.run, collected)
    return result


def place_here(graph: Graph) -> Place:
    """Return where a call stands that is made now."""
    run = graph.run.fork()
    run.scope = replace(run.scope)  # which the program may tell to reuse, later
    return Place(run, current_arg_scope())


def _name(
    graph: Graph, kind: str, name: str | Callable[[Run], str] | None, outcome: Outcome
) -> str:
    if callable(name) and outcome.run is not None:
        return name(outcome.run)
    scope, _, leaf = kind.rpartition("/")
    path = graph.unique_name(name if isinstance(name, str) and name else scope or leaf)
    return f"{path}/{leaf}" if scope else path


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


def _variables(operation: Operation, outcome: Outcome) -> list[Any]:
    """Return the variables that a call uses: its arguments, what it asked for."""
    given = [t.keras_variable for t in operation.inputs if isinstance(t, Variable)]
    asked = {} if outcome.run is None else outcome.run.used or {}
    used = [*given, *asked.values(), *outcome.used]
    return list({id(variable): variable for variable in used}.values())
