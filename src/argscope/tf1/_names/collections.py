"""Collections: lists by name, of a graph or of what is being computed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from argscope.layers._state.graph_keys import GraphKeys as Keys
from argscope.layers._state.run import Run
from argscope.tf1._graph.evaluation import evaluation
from argscope.tf1._graph.graph import Graph, get_default_graph, graph_run
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.operation import Call
from argscope.tf1._graph.recording import record
from argscope.tf1._graph.tensor import OPERATORS
from argscope.tf1._graph.variable import Variable

_OF_THE_STORE: Final = (
    Keys.GLOBAL_VARIABLES,
    Keys.TRAINABLE_VARIABLES,
    Keys.MODEL_VARIABLES,
)


@symbol("GraphKeys")
class GraphKeys(Keys):  # type: ignore[misc]  # with those that no layer uses
    """Names of collections."""

    VARIABLES: Final = "variables"
    METRIC_VARIABLES: Final = "metric_variables"
    SUMMARIES: Final = "summaries"
    QUEUE_RUNNERS: Final = "queue_runners"
    TABLE_INITIALIZERS: Final = "table_initializer"
    ASSET_FILEPATHS: Final = "asset_filepaths"
    MOVING_AVERAGE_VARIABLES: Final = "moving_average_variables"
    CONCATENATED_VARIABLES: Final = "concatenated_variables"
    SAVERS: Final = "savers"
    SAVEABLE_OBJECTS: Final = "saveable_objects"
    RESOURCES: Final = "resources"
    LOCAL_RESOURCES: Final = "local_resources"
    INIT_OP: Final = "init_op"
    LOCAL_INIT_OP: Final = "local_init_op"
    READY_OP: Final = "ready_op"
    READY_FOR_LOCAL_INIT_OP: Final = "ready_for_local_init_op"
    SUMMARY_OP: Final = "summary_op"
    GLOBAL_STEP: Final = "global_step"
    EVAL_STEP: Final = "eval_step"
    TRAIN_OP: Final = "train_op"
    COND_CONTEXT: Final = "cond_context"
    WHILE_CONTEXT: Final = "while_context"


@symbol("add_to_collection")
def add_to_collection(name: str, value: Any) -> None:
    """Put something into a collection."""
    if evaluation() is not None:
        graph_run().collect(name, "", value)
    else:
        get_default_graph().collections.setdefault(name, []).append(value)


@symbol("add_to_collections")
def add_to_collections(names: str | Iterable[str] | None, value: Any) -> None:
    """Put something into several collections; one name stands for itself."""
    for name in [names] if isinstance(names, str) else names or ():
        add_to_collection(name, value)


@symbol("get_collection_ref")
def get_collection_ref(name: str) -> list[Any]:
    """Return a collection itself, which may be changed."""
    return get_default_graph().collections.setdefault(name, [])


@symbol("get_collection")
def get_collection(key: str, scope: Any = None) -> list[Any]:
    """Return what is in a collection, of it what stands in `scope`, in order.

    Args:
        key: The name of the collection.
        scope: A regular expression that names have to begin with; a scope for its name.
    """
    graph = get_default_graph()
    found = [
        *_variables(graph, key),
        *(_penalties(graph) if key == Keys.REGULARIZATION_LOSSES else ()),
        *graph.collections.get(key, ()),
    ]
    if not scope:
        return found
    pattern = re.compile(scope if isinstance(scope, str) else scope.name)
    return [each for each in found if pattern.match(_name(each))]


OPERATORS["get_collection"] = get_collection


def _name(value: Any) -> str:
    name = getattr(value, "name", "")
    return name if isinstance(name, str) else ""


def _variables(graph: Graph, key: str) -> list[Variable]:
    run: Run = graph.run
    if key not in _OF_THE_STORE and key not in run.store.collections:
        return []
    found = run.store.in_collection(key)
    if key in _OF_THE_STORE and Keys.LOCAL_VARIABLES in run.store.collections:
        local = {id(each) for each in run.store.in_collection(Keys.LOCAL_VARIABLES)}
        found = [each for each in found if id(each) not in local]
    return [graph.variable_of(each) for each in found if each.path in run.taken]


def _penalties(graph: Graph) -> list[Any]:
    """Return the penalties on the graph's variables, recorded at the first asking."""
    penalties = []
    for variable in _variables(graph, Keys.GLOBAL_VARIABLES):
        regularizer = variable.keras_variable.regularizer
        if regularizer is None:
            continue
        if variable not in graph.penalties:
            call = Call(
                lambda _value, v=variable.keras_variable: v.regularizer(v), [variable]
            )
            name = f"{variable.op.name.rpartition('/')[0]}/Regularizer/"
            graph.penalties[variable] = record("Mul", call, name=name)
        penalties.append(graph.penalties[variable])
    return penalties


def _of(key: str) -> Any:
    def variables(scope: Any = None) -> list[Any]:
        return get_collection(key, scope)

    variables.__doc__ = f"Return the collection `{key}`; see `get_collection`."
    return variables


global_variables = symbol("global_variables", "all_variables")(_of("variables"))
trainable_variables = symbol("trainable_variables")(_of("trainable_variables"))
model_variables = symbol("model_variables")(_of("model_variables"))
local_variables = symbol("local_variables")(_of("local_variables"))
moving_average_variables = symbol("moving_average_variables")(
    _of("moving_average_variables")
)
