"""Giving variables values that are there already: `slim.assign_from_checkpoint` and its like.

Source:
    tf_slim/ops/variables.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.variable import Variable
from argscope.tf1._host.logs import LEVELS, log
from argscope.tf1._names.collections import GraphKeys, get_collection
from argscope.tf1._names.graphs import group
from argscope.tf1._names.placeholders import placeholder
from argscope.tf1._train.checkpoint_reader import NewCheckpointReader
from argscope.tf1._train.restoring import value_for
from argscope.tf1._train.saver import Saver

F = TypeVar("F", bound=Callable[..., Any])


def _of_slim(function: F) -> F:
    name = function.__name__
    return symbol(f"contrib.slim.{name}", f"contrib.framework.{name}")(function)


@_of_slim
def assign_from_values(
    var_names_to_values: Mapping[str, Any],
) -> tuple[Any, dict[Any, Any]]:
    """Return an operation that gives variables values, and what to feed to it.

    Args:
        var_names_to_values: The values, by the names of variables.

    Raises:
        ValueError: There is no such variable.
    """
    return _assignments(
        [
            (_variable(name), np.asarray(value))
            for name, value in var_names_to_values.items()
        ]
    )


@_of_slim
def assign_from_values_fn(
    var_names_to_values: Mapping[str, Any],
) -> Callable[[Any], Any]:
    """Return a function of a session that gives variables values there."""
    return _in_session(*assign_from_values(var_names_to_values))


@_of_slim
def assign_from_checkpoint(
    model_path: Any, var_list: Any, ignore_missing_vars: bool = False
) -> tuple[Any, dict[Any, Any]]:
    """Return an operation that gives variables what a checkpoint has, and what to feed.

    Args:
        model_path: The checkpoint.
        var_list: The variables; or a mapping to each, or a list of some, from a name in
            the checkpoint.
        ignore_missing_vars: Whether it may lack some, which then stay as they are.

    Raises:
        ValueError: It lacks one, or has another shape.
    """
    reader = NewCheckpointReader(model_path)
    pairs = []
    for name, variables in _by_name(var_list).items():
        if not reader.has_tensor(name):
            told = f"Checkpoint is missing variable [{name}]"
            if not ignore_missing_vars:
                raise ValueError(told)
            log(LEVELS["WARN"], told)
            continue
        value = np.asarray(reader.get_tensor(name))
        for variable in variables:
            if variable.shape.as_list() != list(value.shape):
                raise ValueError(
                    f"Total size of new array must be unchanged for {name} lh_shape: "
                    f"[{value.shape}], rh_shape: [{variable.shape}]"
                )
            pairs.append((variable, value_for(variable, name, value)))
    return _assignments(pairs)


@_of_slim
def assign_from_checkpoint_fn(
    model_path: Any,
    var_list: Any,
    ignore_missing_vars: bool = False,
    reshape_variables: bool = False,
) -> Callable[[Any], None] | None:
    """Return a function of a session that gives variables what a checkpoint has.

    Args:
        model_path: The checkpoint.
        var_list: The variables, or a mapping to them from their names in it.
        ignore_missing_vars: Whether it may lack some, which then stay as they are. None
            is returned if it lacks all.
        reshape_variables: Whether an equal number of elements is enough.

    Raises:
        ValueError: There are no variables.
    """
    if not var_list:
        raise ValueError("var_list cannot be empty")
    if ignore_missing_vars:
        var_list = _available(model_path, var_list)
    if not var_list:
        log(LEVELS["WARN"], "No Variables to restore")
        return None
    saver = Saver(var_list, reshape=reshape_variables)
    return lambda session: saver.restore(session, model_path)


def _available(model_path: Any, var_list: Any) -> dict[str, Any]:
    reader = NewCheckpointReader(model_path)
    named = var_list if isinstance(var_list, Mapping) else None
    named = named or {variable.op.name: variable for variable in var_list}
    for name in named:
        if not reader.has_tensor(name):
            log(LEVELS["WARN"], f"Variable {name} missing in checkpoint {model_path}")
    return {name: each for name, each in named.items() if reader.has_tensor(name)}


def _by_name(var_list: Any) -> dict[str, list[Variable]]:
    if isinstance(var_list, Mapping):
        return {
            name: list(given) if isinstance(given, list | tuple) else [given]
            for name, given in var_list.items()
        }
    return {variable.op.name: [variable] for variable in var_list}


def _variable(name: str) -> Variable:
    found = get_collection(GraphKeys.GLOBAL_VARIABLES, name)
    if not found:
        raise ValueError(f"Variable {name} wasn't found")
    exact = found if len(found) == 1 else [v for v in found if v.op.name == name]
    if not exact:
        raise ValueError(f"Variable {name} doesn't uniquely identify a variable")
    variable: Variable = exact[0]
    return variable


def _assignments(pairs: list[tuple[Variable, Any]]) -> tuple[Any, dict[Any, Any]]:
    feeds, operations = {}, []
    for variable, value in pairs:
        name = f"placeholder/{variable.op.name}"
        fed = placeholder(variable.dtype, variable.shape, name)
        operations.append(variable.assign(fed))
        feeds[fed] = value.reshape(variable.shape.as_list())
    return group(*operations), feeds


def _in_session(operation: Any, feeds: dict[Any, Any]) -> Callable[[Any], Any]:
    return lambda session: session.run(operation, feeds)
