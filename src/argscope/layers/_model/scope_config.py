"""A captured arg_scope as part of a model's configuration.

As `ArgScope.to_dict`, and besides with the values that Keras can write (initializers,
regularizers, registered functions) and with the functions of `keras.ops`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import keras

from argscope._core.data import write_data
from argscope._core.scope import ArgScope
from argscope._core.target import find_target

_OBJECT: Final = "keras"
_OP: Final = "keras.ops"


def scope_to_config(scope: ArgScope) -> dict[str, Any]:
    """Return `scope` as plain data.

    Raises:
        ScopeDataError: A value has no form in a file.
    """
    return write_data(scope, lambda value: _mapped(value, _written))


def scope_from_config(config: dict[str, Any]) -> ArgScope:
    """Return the scope that `scope_to_config` wrote.

    Raises:
        UnknownTargetError: This program has no such scoped callable.
    """
    return ArgScope.from_dict(
        {
            key: {name: _mapped(value, _read) for name, value in own.items()}
            for key, own in config.items()
        }
    )


def _mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return `value` with `change` made to everything in it that is not a container."""
    changed = change(value)
    if changed is not value:
        return changed
    if type(value) in (list, tuple):
        return type(value)(_mapped(item, change) for item in value)
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    return value


def _written(value: Any) -> Any:
    if find_target(value) is not None:
        return value
    name = getattr(value, "__name__", None)
    if isinstance(name, str) and getattr(keras.ops, name, None) is value:
        return {_OP: name}
    if _is_keras_object(value):
        return {_OBJECT: keras.saving.serialize_keras_object(value)}
    return value


def _read(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {_OP}:
        return getattr(keras.ops, value[_OP])
    if isinstance(value, dict) and value.keys() == {_OBJECT}:
        return keras.saving.deserialize_keras_object(value[_OBJECT])
    return value


def _is_keras_object(value: Any) -> bool:
    """Return whether Keras can write `value`, and finds the same again by what it wrote."""
    if not callable(value) or getattr(value, "__name__", "") == "<lambda>":
        return False
    try:
        config = keras.saving.serialize_keras_object(value)
        again = keras.saving.deserialize_keras_object(config)
    except (TypeError, ValueError, ImportError, AttributeError):
        return False
    return again is value or hasattr(value, "get_config")
