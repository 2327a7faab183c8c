"""Operations that give variables their initial values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.host import Spec, host_call, host_operation
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.tensor import OPERATORS, Symbol
from argscope.tf1._graph.variable import Variable
from argscope.tf1._names.collections import GraphKeys, get_collection
from argscope.tf1._names.graphs import no_op
from argscope.tf1._session.session import running_session
from argscope.tf1._session.state import NoValue

_STRIDE = 1_000_003
"""Between the seeds of one drawing of initial values and the next."""


@symbol("variables_initializer", "initialize_variables", "initializers.variables")
def variables_initializer(
    var_list: Sequence[Variable], name: str | None = "init"
) -> Operation:
    """Return an operation that gives variables their initial values."""
    store = get_default_graph().run.store
    variables = list(var_list)

    def initialize() -> tuple[()]:
        session = running_session()
        for variable in variables:
            own = variable.keras_variable
            times = 0 if session is None else session.times_drawn(variable)
            own.assign(store.initial[own.path](store.seed + _STRIDE * times))
        return ()

    operation = host_operation("NoOp", initialize, name=name)
    # Initial values may be computed of other variables.
    operation.variables = list(store.variables.values())
    return operation


@symbol(
    "global_variables_initializer",
    "initialize_all_variables",
    "initializers.global_variables",
)
def global_variables_initializer() -> Operation:
    """Return an operation that initializes the variables that there are."""
    return variables_initializer(get_collection(GraphKeys.GLOBAL_VARIABLES))


@symbol(
    "local_variables_initializer",
    "initialize_local_variables",
    "initializers.local_variables",
)
def local_variables_initializer() -> Operation:
    """Return an operation that initializes the local variables that there are."""
    return variables_initializer(
        get_collection(GraphKeys.LOCAL_VARIABLES), name="init_local"
    )


@symbol(
    "tables_initializer", "initialize_all_tables", "initializers.tables_initializer"
)
def tables_initializer(name: str | None = "init_all_tables") -> Operation:
    """Return an operation that does nothing: tables have their contents from the start."""
    return no_op(name=name)


@symbol("is_variable_initialized")
def is_variable_initialized(variable: Variable) -> Symbol:
    """Return whether a variable has a value."""
    made: Symbol = host_call(
        "IsVariableInitialized",
        lambda: np.asarray(_has_value(variable)),
        gives=Spec("bool", ()),
    )
    made.op.variables = [variable.keras_variable]
    return made


@symbol("report_uninitialized_variables")
def report_uninitialized_variables(
    var_list: Sequence[Variable] | None = None,
    name: str = "report_uninitialized_variables",
) -> Symbol:
    """Return the names of the variables that have no value: of global and local ones."""
    if var_list is None:
        keys = GraphKeys.GLOBAL_VARIABLES, GraphKeys.LOCAL_VARIABLES
        var_list = [variable for key in keys for variable in get_collection(key)]
    variables = list(dict.fromkeys(var_list))

    def report() -> np.ndarray[Any, Any]:
        names = [v.op.name.encode() for v in variables if not _has_value(v)]
        return np.array(names, object)

    made: Symbol = host_call(
        "ReportUninitialized", report, gives=Spec("string", [None]), name=name
    )
    made.op.variables = [variable.keras_variable for variable in variables]
    return made


def _has_value(variable: Variable) -> bool:
    return not isinstance(variable.keras_variable.value, NoValue)


OPERATORS["initializer"] = lambda variable: variables_initializer(
    [variable], name=f"{variable.op.name}/Assign"
)
