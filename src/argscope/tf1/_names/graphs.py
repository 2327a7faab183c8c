"""The default graph, and what is said of operations in blocks."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from argscope.tf1._graph.evaluation import evaluation
from argscope.tf1._graph.graph import (
    Graph,
    get_default_graph,
    graph_run,
    reset_default_graph,
)
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.structure import leaves

SYMBOLS.update(
    Graph=Graph,
    get_default_graph=get_default_graph,
    reset_default_graph=reset_default_graph,
)


@symbol("control_dependencies")
def control_dependencies(control_inputs: Any) -> Any:
    """Let what is made in the block run after some operations."""
    if evaluation() is not None:  # what is computed at once is computed in order
        return nullcontext()
    return get_default_graph().control_dependencies(control_inputs)


@symbol("group")
def group(*inputs: Any, name: str | None = None) -> Operation:
    """Return an operation that is done when all of `inputs` are, lists of them too."""
    graph = get_default_graph()
    made = Operation(graph, graph.unique_name(name or "group_deps"), "NoOp")
    made.control_inputs += [each.op for each in leaves(inputs) if hasattr(each, "op")]
    graph.add(made)
    return made


@symbol("no_op")
def no_op(name: str | None = None) -> Operation:
    """Return an operation that does nothing."""
    return group(name=name or "NoOp")


@symbol("device", "colocate_with", "init_scope")
def device(*_where: Any, **_how: Any) -> Any:
    """Accept where operations are to be computed, which the backend decides."""
    return nullcontext()


@symbol("get_name_scope")
def get_name_scope() -> str:
    """Return the path of the open scope of names."""
    return graph_run().scope.name_scope
