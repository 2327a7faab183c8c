"""Finding the variables of a graph by name: `slim.get_variables` and its like.

Source:
    tf_slim/ops/variables.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.variable import Variable
from argscope.tf1._names.collections import GraphKeys, get_collection
from argscope.tf1._names.scopes import VariableScope


def get_variables(
    scope: Any = None, suffix: str | None = None, collection: str = "variables"
) -> list[Any]:
    """Return the variables of a collection, in order.

    Args:
        scope: A regular expression that names have to begin with; a scope for its name.
        suffix: A regular expression for what they have to end in.
        collection: The name of the collection.
    """
    pattern = scope.name if isinstance(scope, VariableScope) else scope
    if suffix is not None:
        end = suffix if ":" in suffix else f"{suffix}:"
        pattern = f"{pattern or ''}.*{end}"
    return get_collection(collection, pattern)


def get_model_variables(scope: Any = None, suffix: str | None = None) -> list[Any]:
    """Return the variables of layers; see `get_variables`."""
    return get_variables(scope, suffix, GraphKeys.MODEL_VARIABLES)


def get_local_variables(scope: Any = None, suffix: str | None = None) -> list[Any]:
    """Return the variables that are not saved; see `get_variables`."""
    return get_variables(scope, suffix, GraphKeys.LOCAL_VARIABLES)


def get_trainable_variables(scope: Any = None, suffix: str | None = None) -> list[Any]:
    """Return the variables that training changes; see `get_variables`."""
    return get_variables(scope, suffix, GraphKeys.TRAINABLE_VARIABLES)


def get_variables_by_suffix(suffix: str, scope: Any = None) -> list[Any]:
    """Return the variables whose names end in `suffix`; see `get_variables`."""
    return get_variables(scope, suffix)


def get_variables_by_name(given_name: str, scope: Any = None) -> list[Any]:
    """Return the variables that are called `given_name` in their scopes."""
    return get_variables(scope, f"/{given_name}:|^{given_name}:")


def get_unique_variable(var_op_name: str) -> Any:
    """Return the variable with exactly this name.

    Raises:
        ValueError: There is none.
    """
    found = get_variables(var_op_name)
    if not found:
        raise ValueError(f"Couldn't find variable {var_op_name}")
    for variable in found:
        if variable.op.name == var_op_name:
            return variable
    raise ValueError(f"Variable {var_op_name} does not uniquely identify a variable")


def get_variables_to_restore(
    include: Sequence[str] | None = None, exclude: Sequence[str] | None = None
) -> list[Any]:
    """Return the variables in some scopes, but not in others.

    Args:
        include: Regular expressions that names begin with; None for all variables.
        exclude: Likewise, of what is left out.

    Raises:
        TypeError: One of them is no list.
    """
    for name, scopes in (("include", include), ("exclude", exclude)):
        if scopes is not None and not isinstance(scopes, list | tuple):
            raise TypeError(f"{name} is provided but is not a list or a tuple.")
    wanted = [None] if include is None else include
    unwanted = {each for scope in exclude or () for each in get_variables(scope)}
    found = [each for scope in wanted for each in get_variables(scope)]
    return [each for each in found if each not in unwanted]


def filter_variables(
    var_list: Iterable[Any],
    include_patterns: Iterable[str] | None = None,
    exclude_patterns: Iterable[str] | None = None,
    reg_search: bool = True,
) -> list[Any]:
    """Return those variables that a regular expression includes and none excludes.

    Args:
        var_list: The variables.
        include_patterns: None for all.
        exclude_patterns: None for none.
        reg_search: Whether they are looked for anywhere in names, or at the start.
    """
    find = re.search if reg_search else re.match

    def matches(patterns: Iterable[str], variable: Any) -> bool:
        return any(find(pattern, variable.name) for pattern in patterns)

    return [
        each
        for each in var_list
        if (include_patterns is None or matches(include_patterns, each))
        and not matches(exclude_patterns or (), each)
    ]


def get_variable_full_name(var: Any) -> str:
    """Return the name of a variable in checkpoints."""
    return str(var.op.name)


def add_model_variable(var: Variable) -> None:
    """Count a variable among those of layers."""
    graph = get_default_graph()
    path = var.keras_variable.path
    graph.run.store.collect(path, [GraphKeys.MODEL_VARIABLES])
