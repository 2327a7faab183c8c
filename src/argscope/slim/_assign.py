"""Giving variables values: of arrays, or of a checkpoint of TensorFlow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from typing import Any

import keras
import numpy as np

from argscope.checkpoint import load_checkpoint
from argscope.layers import Model
from argscope.slim.errors import AssignError

Assign = Callable[..., None]


def assign_from_values(
    var_names_to_values: Mapping[str, Any], model: Model
) -> tuple[Assign, dict[str, Any]]:
    """Return `(assign, {})`: `assign()` gives variables of a model these values.

    Args:
        var_names_to_values: Arrays by path of variable.
        model: Whose variables.

    Returns:
        A pair, as in TF-Slim, whose second part is what to feed to a session, nothing.

    Raises:
        AssignError: A path is unknown or an array has another shape.
    """
    return assign_from_values_fn(var_names_to_values, model), {}


def assign_from_values_fn(
    var_names_to_values: Mapping[str, Any], model: Model
) -> Assign:
    """Return a function that gives variables of a model these values.

    It accepts a session, as in TF-Slim, and does not use it.
    """
    paths = {variable.path: variable for variable in model.variables_in_order}
    for path in var_names_to_values:
        if path not in paths:
            raise AssignError.missing(path, model.name, list(paths))
    pairs = [(paths[path], value) for path, value in var_names_to_values.items()]

    def assign(session: Any = None) -> None:
        del session
        _assign(pairs, reshape=False)

    return assign


def assign_from_checkpoint(
    model_path: str | PathLike[str],
    var_list: Any,
    ignore_missing_vars: bool = False,
) -> tuple[Assign, dict[str, Any]]:
    """Return `(assign, {})`: `assign()` reads variables from a checkpoint."""
    return assign_from_checkpoint_fn(model_path, var_list, ignore_missing_vars), {}


def assign_from_checkpoint_fn(
    model_path: str | PathLike[str],
    var_list: Any,
    ignore_missing_vars: bool = False,
    reshape_variables: bool = False,
) -> Assign:
    """Return a function that gives variables their values in a checkpoint.

    Args:
        model_path: As for `argscope.checkpoint.load_checkpoint`.
        var_list: Variables, which the checkpoint has under their paths, or a dict from
            names in the checkpoint to variables.
        ignore_missing_vars: Whether to leave alone what the checkpoint has not.
        reshape_variables: Whether a value of another shape and the same size is taken.

    Returns:
        A function that accepts a session, as in TF-Slim, and does not use it.

    Raises:
        AssignError: The checkpoint lacks a variable.

    Source:
        tf_slim/ops/variables.py, `assign_from_checkpoint_fn`.
    """
    reader = load_checkpoint(model_path)
    wanted = _by_name(var_list)
    missing = [name for name in wanted if name not in reader]
    if missing and not ignore_missing_vars:
        raise AssignError.missing(missing[0], str(model_path), list(reader))

    def assign(session: Any = None) -> None:
        del session
        found = ((v, reader[name]) for name, v in wanted.items() if name in reader)
        _assign(found, reshape=reshape_variables)

    return assign


def _by_name(var_list: Any) -> dict[str, Any]:
    if isinstance(var_list, Mapping):
        return dict(var_list)
    return {variable.path: variable for variable in var_list}


def _assign(pairs: Iterable[tuple[keras.Variable, Any]], *, reshape: bool) -> None:
    for variable, given in pairs:
        value = np.asarray(given)
        shape = tuple(variable.shape)
        if value.shape != shape and not (reshape and value.size == np.prod(shape)):
            raise AssignError.shapes(variable.path, shape, value.shape)
        variable.assign(value.reshape(shape))
