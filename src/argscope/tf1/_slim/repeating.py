"""Calling one layer several times in a row: `slim.repeat` and `slim.stack`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from argscope import layers
from argscope.tf1._names.scopes import VariableScope


def repeat(
    inputs: Any, repetitions: Any, layer: Callable[..., Any], *args: Any, **kwargs: Any
) -> Any:
    """Return `inputs` after `repetitions` of a layer; see `layers.repeat`."""
    return layers.repeat(inputs, int(repetitions), layer, *args, **_scoped(kwargs))


def stack(
    inputs: Any, layer: Callable[..., Any], stack_args: Any, **kwargs: Any
) -> Any:
    """Return `inputs` after a layer with each of some arguments; see `layers.stack`."""
    return layers.stack(inputs, layer, stack_args, **_scoped(kwargs))


def recompute_grad(
    fn: Callable[..., Any], use_data_dep: Any = None, tupleize_grads: bool = False
) -> Callable[..., Any]:
    """Return the function itself: what is kept for its gradient changes no number."""
    del use_data_dep, tupleize_grads
    return fn


def _scoped(kwargs: dict[str, Any]) -> dict[str, Any]:
    scope = kwargs.get("scope")
    return (
        {**kwargs, "scope": scope.inner} if isinstance(scope, VariableScope) else kwargs
    )
