"""Finding the variables of a model by name.

Everything here is about the model that runs, or the one that is given: there are no
variables of the process.

Patterns are regular expressions, as in the original. There they are for the names of
variables in a graph, `fc/weights:0`; so `weights:0` finds something here too, and so does
`weights$`, which is meant for the path.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import keras

from argscope.layers._model.model import Model, network_of
from argscope.layers._state.graph_keys import GraphKeys
from argscope.layers._state.run import current_run
from argscope.layers._state.scopes import Name
from argscope.layers._state.store import VariableStore
from argscope.layers.errors import (
    OutsideModelError,
    VariableError,
    VariableScopeWarning,
)

Patterns = str | Iterable[str] | None
Find = Callable[[str, str], re.Match[str] | None]


def get_variables(
    scope: Name = None,
    suffix: str | None = None,
    collection: str = GraphKeys.GLOBAL_VARIABLES,
    model: Model | None = None,
) -> list[keras.Variable]:
    """Return the variables whose path begins with `scope`, in order of creation.

    Args:
        scope: A regular expression that matches from the start of the path (so `Conv`
            finds `Conv_1/weights` too), or an open variable scope. None for all.
        suffix: A regular expression for what the path must end in.
        collection: Collection to search.
        model: The model; default: the one that runs.

    Raises:
        OutsideModelError: No network is running, and no model is given.

    Example:
        >>> from argscope import layers
        >>> model = layers.Model(lambda x: layers.fully_connected(x, 2, scope="fc"))
        >>> model.build((None, 3))
        >>> [v.path for v in layers.get_variables(suffix="biases", model=model)]
        ['fc/biases']

    Source:
        tf_slim/ops/variables.py, `get_variables`.
    """
    pattern = _prefix(scope)
    if suffix is not None:
        pattern += f".*(?:{suffix})" + ("" if ":" in suffix else ":")
    variables = _store(model, "get_variables").in_collection(collection)
    return [v for v in variables if _find(re.match, pattern, v.path)]


def get_model_variables(
    scope: Name = None, suffix: str | None = None, model: Model | None = None
) -> list[keras.Variable]:
    """As `get_variables`, of those made by layers and `model_variable`."""
    return get_variables(scope, suffix, GraphKeys.MODEL_VARIABLES, model)


def get_trainable_variables(
    scope: Name = None, suffix: str | None = None, model: Model | None = None
) -> list[keras.Variable]:
    """As `get_variables`, of those that training changes."""
    return get_variables(scope, suffix, GraphKeys.TRAINABLE_VARIABLES, model)


def get_variables_by_name(
    given_name: str, scope: Name = None, model: Model | None = None
) -> list[keras.Variable]:
    """As `get_variables`, of those whose path ends in the components `given_name`.

    Example:
        >>> from argscope import layers
        >>> model = layers.Model(lambda x: layers.fully_connected(
        ...     x, 2, normalizer_fn=layers.batch_norm, scope="fc"))
        >>> model.build((None, 3))
        >>> [v.path for v in layers.get_variables_by_name("BatchNorm/beta", model=model)]
        ['fc/BatchNorm/beta']
    """
    return get_variables(scope, f"(/|^)({given_name})", model=model)


def get_variables_by_suffix(
    suffix: str, scope: Name = None, model: Model | None = None
) -> list[keras.Variable]:
    """As `get_variables(scope, suffix)`."""
    return get_variables(scope, suffix, model=model)


def get_unique_variable(var_op_name: str, model: Model | None = None) -> keras.Variable:
    """Return the variable at exactly this path.

    Raises:
        OutsideModelError: No network is running, and no model is given.
        VariableError: There is none.
    """
    variables = _store(model, "get_unique_variable").variables
    if var_op_name not in variables:
        raise VariableError.unknown(var_op_name, list(variables))
    return variables[var_op_name]


def get_variable_full_name(var: keras.Variable) -> str:
    """Return the path of a variable."""
    return str(var.path)


def get_variables_to_restore(
    include: Patterns = None, exclude: Patterns = None, model: Model | None = None
) -> list[keras.Variable]:
    """Return the variables to read from a checkpoint.

    Args:
        include: Scopes (regular expressions, as in `get_variables`); None for all, an
            empty list for none.
        exclude: Scopes to leave out of those. A scope that no path begins with, such as
            `fc8` in the network `vgg_16`, is looked for further on in the paths, too.
        model: The model; default: the one that runs.

    Raises:
        OutsideModelError: No network is running, and no model is given.
        TypeError: `include` or `exclude` is not a string or a list of strings.

    Warns:
        VariableScopeWarning: No path begins with a scope.

    Example:
        >>> from argscope import layers
        >>> model = layers.Model(lambda x: layers.stack(
        ...     x, layers.fully_connected, [4, 2], scope="fc"))
        >>> model.build((None, 3))
        >>> found = layers.get_variables_to_restore(exclude=["fc/fc_2"], model=model)
        >>> [v.path for v in found]
        ['fc/fc_1/weights', 'fc/fc_1/biases']

    Source:
        tf_slim/ops/variables.py, `get_variables_to_restore`, which restores what it was
        told to exclude if the scope lacks the name of the network.
    """
    variables = _store(model, "get_variables_to_restore").variables
    wanted = list(variables) if include is None else []
    for scope in _patterns("include", include):
        wanted += _paths_in("include", scope, list(variables))
    unwanted: set[str] = set()
    for scope in _patterns("exclude", exclude):
        unwanted.update(_paths_in("exclude", scope, list(variables)))
    return [variables[path] for path in dict.fromkeys(wanted) if path not in unwanted]


def filter_variables(
    var_list: Iterable[keras.Variable],
    include_patterns: Patterns = None,
    exclude_patterns: Patterns = None,
    reg_search: bool = True,
) -> list[keras.Variable]:
    """Return those variables that a pattern includes and none excludes.

    Args:
        var_list: The variables.
        include_patterns: Regular expressions; None for all variables, an empty list for
            none.
        exclude_patterns: Regular expressions.
        reg_search: Find patterns anywhere in the path; else only at its start.

    Raises:
        TypeError: A pattern is not a string.

    Example:
        >>> from argscope import layers
        >>> model = layers.Model(lambda x: layers.fully_connected(x, 2, scope="fc"))
        >>> model.build((None, 3))
        >>> [v.path for v in layers.filter_variables(model.weights, ["weights"])]
        ['fc/weights']

    Source:
        tf_slim/ops/variables.py, `filter_variables`.
    """
    find: Find = re.search if reg_search else re.match

    def any_found(patterns: list[str], path: str) -> bool:
        return any(_find(find, pattern, path) for pattern in patterns)

    include = _patterns("include_patterns", include_patterns)
    exclude = _patterns("exclude_patterns", exclude_patterns)
    return [
        v
        for v in var_list
        if (include_patterns is None or any_found(include, v.path))
        and not any_found(exclude, v.path)
    ]


def _store(model: Model | None, function: str) -> VariableStore:
    if model is not None:
        return network_of(model).store
    run = current_run()
    if run is None:
        raise OutsideModelError.variables(function)
    return run.store


def _prefix(scope: Name) -> str:
    if not isinstance(scope, str | None):
        # The name of an open scope is meant literally, a string is a regular expression.
        return re.escape(f"{scope.name}/") if scope.name else ""
    return scope or ""


def _find(find: Find, pattern: str, path: str) -> re.Match[str] | None:
    return find(pattern, f"{path}:0") or find(pattern, path)


def _paths_in(argument: str, scope: str, paths: Sequence[str]) -> list[str]:
    """Return the paths in `scope`; with a warning those that have it further on."""
    found = [path for path in paths if _find(re.match, scope, path)]
    if not found:
        inner = {p: m for p in paths if (m := _find(re.search, f"/({scope})", p))}
        found = list(inner)
        whole = dict.fromkeys(match.string[: match.end()] for match in inner.values())
        warning = VariableScopeWarning.about(argument, scope, list(whole), paths)
        warnings.warn(warning, stacklevel=3)
    return found


def _patterns(name: str, patterns: Patterns) -> list[str]:
    found: list[Any] = [patterns] if isinstance(patterns, str) else list(patterns or ())
    for pattern in found:
        if not isinstance(pattern, str):
            raise TypeError(f"{name} expected strings, got {pattern!r}.")
    return found
