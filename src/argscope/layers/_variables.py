"""Variables of one's own, and finding those of a model by name.

Everything here is about the model that runs, or the one that is given: there are no
variables of the process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import keras

from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope.layers._arguments import Initializer, Regularizer
from argscope.layers._layer import target
from argscope.layers._model.model import Model, network_of
from argscope.layers._state.graph_keys import GraphKeys
from argscope.layers._state.run import Run, current_run
from argscope.layers._state.scopes import Name
from argscope.layers._state.store import VariableStore
from argscope.layers.errors import LayerArgumentError, OutsideModelError, VariableError

Patterns = str | Iterable[str] | None


def get_variable(
    name: str,
    shape: int | Sequence[int] | None = None,
    dtype: str | None = None,
    initializer: Initializer = None,
    regularizer: Regularizer | None = None,
    trainable: bool = True,
    collections: Iterable[str] | None = None,
) -> keras.Variable:
    """Return the variable `name` of the open variable scope: made once, then shared.

    Args:
        name: Name in the scope; may contain slashes.
        shape: Its shape: whole numbers >= 0. May be left out with an array as
            initializer.
        dtype: Its dtype; default: the model's.
        initializer: Initial value: an initializer of ours or Keras's, a function of
            `(shape, dtype)`, or an array. None for the scope's, or else Xavier's.
        regularizer: Penalty on it; None for the scope's.
        trainable: Whether training changes it; never if it is not of a float dtype.
        collections: Collections to put it into, besides that of all variables.

    Returns:
        A `keras.Variable`; use it as a tensor, or `assign` to it.

    Raises:
        OutsideModelError: No network is running.
        VariableError: It exists and is not to be shared, or is to be shared and does
            not exist or has another shape, or the model is already built.

    Example:
        >>> from argscope import layers
        >>> def scaled(x):
        ...     return x * layers.get_variable("scale", [3], initializer="ones")
        >>> model = layers.Model(scaled)
        >>> model.build((None, 3))
        >>> model.variable("scale").shape
        (3,)

    Source:
        `tf.get_variable` of TensorFlow 1.
    """
    run = _running("get_variable")
    if hasattr(initializer, "shape") and not callable(initializer):
        value = initializer
        shape = value.shape if shape is None else shape

        def initializer(_shape: tuple[int, ...], dtype: str) -> Tensor:
            return keras.ops.convert_to_tensor(value, dtype)

    if shape is None:
        raise LayerArgumentError.about(
            f"get_variable() of {run.scope.path(name)}",
            "shape",
            shape,
            expected="the sizes of the variable",
            inputs=None,
            origin=None,
        )
    return run.variable(
        name,
        (shape,) if isinstance(shape, int) else tuple(int(n) for n in shape),
        initializer=initializer,
        regularizer=regularizer,
        trainable=trainable and (dtype is None or "float" in dtype),
        collections=collections,
        dtype=dtype,
        raw=True,
    )


@target
def variable(
    name: str,
    shape: int | Sequence[int] | None = None,
    dtype: str | None = None,
    initializer: Initializer = None,
    regularizer: Regularizer | None = None,
    trainable: bool = True,
    collections: Iterable[str] | None = None,
    device: Any = None,
) -> keras.Variable:
    """As `get_variable`, and a target of scopes.

    `device` is accepted for TF-Slim programs; Keras places variables.
    """
    del device
    return get_variable(
        name=name,
        shape=shape,
        dtype=dtype,
        initializer=initializer,
        regularizer=regularizer,
        trainable=trainable,
        collections=collections,
    )


@target
@like(variable)
def model_variable(
    *, collections: Iterable[str] | None, device: Any, **rest: Any
) -> keras.Variable:
    """As `variable`, and put into the collection of model variables, as layers do."""
    del device
    groups = [*(collections or ()), GraphKeys.MODEL_VARIABLES]
    return get_variable(collections=groups, **rest)


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
        suffix: What the path must end in.
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
    """
    store = _store(model, "get_variables")
    pattern = re.compile(_prefix(scope) + ".*" + re.escape(suffix or "") + "$")
    return [v for v in store.in_collection(collection) if pattern.match(v.path)]


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
    """As `get_variables`, of those whose last path component is `given_name`."""
    found = get_variables(scope, model=model)
    return [v for v in found if v.path.rpartition("/")[2] == given_name]


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
        include: Scopes (regular expressions, as in `get_variables`); None for all.
        exclude: Scopes to leave out of those.
        model: The model; default: the one that runs.

    Raises:
        OutsideModelError: No network is running, and no model is given.
        TypeError: `include` or `exclude` is not a string or a list of strings.

    Example:
        >>> from argscope import layers
        >>> model = layers.Model(lambda x: layers.stack(
        ...     x, layers.fully_connected, [4, 2], scope="fc"))
        >>> model.build((None, 3))
        >>> found = layers.get_variables_to_restore(exclude=["fc/fc_2"], model=model)
        >>> [v.path for v in found]
        ['fc/fc_1/weights', 'fc/fc_1/biases']
    """
    wanted = [
        v
        for scope in _patterns("include", include) or [""]
        for v in get_variables(scope, model=model)
    ]
    unwanted = {
        v.path
        for scope in _patterns("exclude", exclude)
        for v in get_variables(scope, model=model)
    }
    unique = {v.path: v for v in wanted}
    return [v for path, v in unique.items() if path not in unwanted]


def filter_variables(
    var_list: Iterable[keras.Variable],
    include_patterns: Patterns = None,
    exclude_patterns: Patterns = None,
    reg_search: bool = True,
) -> list[keras.Variable]:
    """Return those variables that a pattern includes and none excludes.

    Args:
        var_list: The variables.
        include_patterns: Regular expressions; None for all variables.
        exclude_patterns: Regular expressions.
        reg_search: Find patterns anywhere in the path; else only at its start.

    Example:
        >>> from argscope import layers
        >>> model = layers.Model(lambda x: layers.fully_connected(x, 2, scope="fc"))
        >>> model.build((None, 3))
        >>> [v.path for v in layers.filter_variables(model.weights, ["weights"])]
        ['fc/weights']
    """
    find = re.search if reg_search else re.match

    def any_found(patterns: list[str], path: str) -> bool:
        return any(find(pattern, path) for pattern in patterns)

    include = _patterns("include_patterns", include_patterns) or [""]
    exclude = _patterns("exclude_patterns", exclude_patterns)
    return [
        v
        for v in var_list
        if any_found(include, v.path) and not any_found(exclude, v.path)
    ]


def _running(function: str) -> Run:
    run = current_run()
    if run is None:
        raise OutsideModelError.variables(function)
    return run


def _store(model: Model | None, function: str) -> VariableStore:
    return _running(function).store if model is None else network_of(model).store


def _prefix(scope: Name) -> str:
    if scope is None:
        return ""
    # The name of an open scope is meant literally, a string is a regular expression.
    return re.escape(f"{scope.name}/") if hasattr(scope, "name") else str(scope)


def _patterns(name: str, patterns: Patterns) -> list[str]:
    found = [patterns] if isinstance(patterns, str) else list(patterns or ())
    for pattern in found:
        if not isinstance(pattern, str):
            raise TypeError(f"{name} expected strings, got {pattern!r}.")
    return found
