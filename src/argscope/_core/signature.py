"""The signature that a target has here and now."""

from __future__ import annotations

from types import MethodType
from typing import TYPE_CHECKING, Any

from argscope._core.active import Active
from argscope._core.target import Target, find_target

if TYPE_CHECKING:
    import inspect


def signature(function: Any) -> inspect.Signature:
    """Return the signature of a callable with the defaults of the active scope.

    As `inspect.signature` does for a `functools.partial`, parameters that follow a
    required one which the scope supplies are shown as keyword-only.

    Args:
        function: Any callable; one that is not a target has its plain signature.

    Raises:
        ValueError: The callable tells nothing about its parameters (some builtins).

    Example:
        >>> from argscope import add_arg_scope, arg_scope, signature
        >>> @add_arg_scope
        ... def conv(inputs, filters, padding="VALID"): ...
        >>> with arg_scope([conv], padding="SAME"):
        ...     print(signature(conv))
        (inputs, filters, padding='SAME')
    """
    import inspect

    # Of a method bound to an object or a class, the first parameter is already given.
    bound = type(function) is MethodType  # and not the view of one
    target = find_target(function.__func__ if bound else function)
    if target is None:
        return inspect.signature(function)
    whole = signature_of(target)
    return whole.replace(parameters=list(whole.parameters.values())[bound:])


def signature_of(target: Target) -> inspect.Signature:
    """Return the signature of a target with the defaults of the active scope."""
    import inspect

    own = inspect.signature(target.function)
    link = Active.link()
    values = {} if link is None else link[1]._values_for(target)[0]
    if not values:
        return own
    return own.replace(parameters=_with_defaults(own, values))


def _with_defaults(
    own: inspect.Signature, values: dict[str, Any]
) -> list[inspect.Parameter]:
    from inspect import Parameter

    positional = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    parameters = [
        p.replace(default=values[p.name])
        if p.name in values and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
        else p
        for p in own.parameters.values()
    ]
    optional = False  # whether a default came before, by position
    for i, parameter in enumerate(parameters):
        if parameter.kind not in positional:
            continue
        if parameter.default is not Parameter.empty:
            optional = True
        elif optional and parameter.kind is Parameter.POSITIONAL_ONLY:
            # It cannot be left out, and so neither can those before it.
            earlier = (p.replace(default=Parameter.empty) for p in parameters[:i])
            parameters[:i] = list(earlier)
            optional = False
        elif optional:
            rest = range(i, len(parameters))
            for j in rest:
                if parameters[j].kind is Parameter.POSITIONAL_OR_KEYWORD:
                    parameters[j] = parameters[j].replace(kind=Parameter.KEYWORD_ONLY)
    for name, value in values.items():
        if name not in own.parameters:
            parameters.append(Parameter(name, Parameter.KEYWORD_ONLY, default=value))
    return sorted(parameters, key=lambda parameter: parameter.kind)
