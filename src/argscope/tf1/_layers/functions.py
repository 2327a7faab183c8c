"""Functions of TensorFlow 1 that make a layer and apply it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from argscope.tf1._layers.base import Layer

_BY_NAME = inspect.Parameter.POSITIONAL_OR_KEYWORD


def function_of(
    layer: type[Layer], name: str, *, shares: bool = True
) -> Callable[..., Any]:
    """Return the function that makes a layer and applies it to `inputs`, its first argument.

    Args:
        layer: The class, whose arguments are those of the function.
        name: What the function is called.
        shares: Whether it has variables: then its name is taken literally, and `reuse`
            shares those that there are.
    """
    parameters = inspect.signature(layer).parameters.values()
    own = [each for each in parameters if each.kind is _BY_NAME]
    inputs = inspect.Parameter("inputs", _BY_NAME)
    reuse = inspect.Parameter("reuse", _BY_NAME, default=None)
    signature = inspect.Signature([inputs, *own, *([reuse] if shares else [])])

    def call(*args: Any, **kwargs: Any) -> Any:
        given = signature.bind(*args, **kwargs).arguments
        inputs, reuse = given.pop("inputs"), given.pop("reuse", None)
        if shares:
            given |= {"_scope": given.get("name"), "_reuse": reuse}
        return layer(**given)(inputs)

    call.__signature__ = signature  # type: ignore[attr-defined]  # what inspect shows
    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"Return what a `tf.layers.{layer.__name__}` gives for `inputs`."
    return call
