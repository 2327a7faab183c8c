"""The configuration of a model: what a `.keras` file holds besides the weights."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

import keras

from argscope._core.scope import ArgScope
from argscope.errors import ScopeDataError
from argscope.layers._model.scope_config import scope_to_config
from argscope.layers.errors import ModelConfigError


def function_to_config(function: Callable[..., Any], model: str) -> dict[str, Any]:
    """Return a network function by its name; a partial with its arguments.

    Raises:
        ModelConfigError: It has no name, or an argument has no form in a file.
    """
    if isinstance(function, partial):
        try:
            arguments = keras.saving.serialize_keras_object(
                [list(function.args), function.keywords]
            )
        except TypeError as error:
            raise ModelConfigError.unwritable(
                model,
                "an argument of its functools.partial has no form in a file.",
                instead="Set it inside the function.",
                detail=str(error),
            ) from None
        base = function_to_config(function.func, model)
        return {"partial": base, "arguments": arguments}
    _refuse_bare_lambda(function, model)
    try:
        return keras.saving.serialize_keras_object(function)
    except TypeError:
        raise ModelConfigError.unwritable(
            model,
            f"it runs an object of the class {type(function).__name__}, which has no name.",
            instead="Use a function, or give the class get_config() and from_config() and "
            "register it with @keras.saving.register_keras_serializable().",
        ) from None


def _refuse_bare_lambda(function: Callable[..., Any], model: str) -> None:
    # Keras keeps a lambda's code, but not the names it uses: loaded, it could not run.
    if getattr(function, "__name__", None) != "<lambda>":
        return
    used = sorted(inspect.getclosurevars(function).globals)
    if used:
        raise ModelConfigError.unwritable(
            model,
            f"it runs a lambda, and a file cannot hold what that refers to "
            f"({', '.join(used)}).",
            instead="Use a function with a name, registered with "
            "@keras.saving.register_keras_serializable().",
        )


def function_from_config(
    config: dict[str, Any], custom_objects: dict[str, Any] | None
) -> Callable[..., Any]:
    """Return the network function that `function_to_config` wrote.

    Raises:
        ModelConfigError: This program does not know it.
        ValueError: It is a lambda, and Keras's safe mode is on.
    """
    if "partial" in config:
        positional, keywords = keras.saving.deserialize_keras_object(
            config["arguments"], custom_objects
        )
        function = function_from_config(config["partial"], custom_objects)
        return partial(function, *positional, **keywords)
    try:
        return keras.saving.deserialize_keras_object(config, custom_objects)
    except (TypeError, ImportError):
        is_function = config["class_name"] == "function"
        name = config["config" if is_function else "registered_name"]
        raise ModelConfigError.unknown_function(name) from None


def captured_to_config(scope: ArgScope, model: str) -> dict[str, Any]:
    """Return the scope that a model has captured.

    Raises:
        ModelConfigError: One of its values has no form in a file.
    """
    try:
        return scope_to_config(scope)
    except ScopeDataError as error:
        raise ModelConfigError.unwritable(
            model,
            "a value in the arg_scope around its construction has no form in a file.",
            instead="Open that scope inside the network function, or register the value "
            "with @keras.saving.register_keras_serializable().",
            detail=str(error).partition("\n")[2],
        ) from None


def portable_optimizer(config: Any) -> Any:
    """Return an optimizer's configuration as every backend can read it.

    Keras 3.15 on torch writes the module of its own variants (`torch_adam`), which no
    other backend can import.
    """
    if not isinstance(config, dict):
        return config
    config = {key: portable_optimizer(value) for key, value in config.items()}
    if str(config.get("module")).startswith("keras.src.backend.torch.optimizers"):
        config |= {"module": "keras.optimizers", "registered_name": None}
    return config
