"""Saying a signature once: functions that take what another function takes."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


def like(
    pattern: Callable[P, R], **defaults: Any
) -> Callable[[Callable[..., R]], Callable[P, R]]:
    """Let a function of `**arguments` take exactly what `pattern` takes.

    Editors, type checkers, `help()` and `arg_scope` see the parameters of `pattern`. The
    function itself gets all of them by name, those that the call leaves out with their
    defaults, and so can hand them on whole.

    Args:
        pattern: The function whose signature counts.
        **defaults: The parameters whose defaults differ from those of `pattern`.

    Raises:
        TypeError: `pattern` has no parameter of a name in `defaults`, or takes more than
            can be handed on by name.

    Example:
        >>> from inspect import signature
        >>> from argscope._base.like import like
        >>> def area(width, height=1): ...
        >>> @like(area, height=2)
        ... def volume(**sizes):
        ...     return sizes["width"], sizes["height"]
        >>> volume(3)
        (3, 2)
        >>> signature(volume)
        <Signature (width, height=2)>
    """
    signature = _changed(_plain_signature(pattern), defaults)
    parameters = signature.parameters.values()
    known = {p.name: p.default for p in parameters if p.default is not p.empty}
    names = frozenset(signature.parameters)
    by_position = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]

    def decorate(function: Callable[..., R]) -> Callable[P, R]:
        @functools.wraps(function)
        def alike(*args: Any, **kwargs: Any) -> R:
            given = dict(zip(by_position, args, strict=False))
            arguments = {**known, **given, **kwargs}
            once = len(given) == len(args) and given.keys().isdisjoint(kwargs)
            all_known = kwargs.keys() <= names
            if not (once and all_known and len(arguments) == len(names)):
                _stand_in(function, signature)(*args, **kwargs)  # raises
            return function(**arguments)

        alike.__signature__ = signature  # type: ignore[attr-defined]
        return cast("Callable[P, R]", alike)

    return decorate


def _plain_signature(pattern: Callable[..., Any]) -> inspect.Signature:
    """Return the signature of `pattern`, of a target the one that no scope has changed."""
    # From Python 3.12 on a target works its signature out anew, in the scope that is open.
    while callable(getattr(pattern, "__signature__", None)):
        pattern = pattern.__wrapped__  # type: ignore[attr-defined]  # as every target has
    return inspect.signature(pattern)


def _stand_in(function: Any, signature: inspect.Signature) -> Callable[..., None]:
    """Return what takes the arguments of `signature`, under the name of `function`.

    A call that does not fit is so refused by the interpreter, in its own words.
    """
    parameters = signature.parameters.values()
    by_position = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    by_name = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
    code = _nothing.__code__.replace(
        co_name=function.__name__,
        co_qualname=function.__qualname__,
        co_argcount=len(by_position),
        co_kwonlyargcount=len(by_name),
        co_varnames=tuple(signature.parameters),
        co_nlocals=len(parameters),
    )
    stand_in = FunctionType(code, {})
    stand_in.__defaults__ = tuple(
        p.default for p in by_position if p.default is not p.empty
    )
    stand_in.__kwdefaults__ = {
        p.name: p.default for p in by_name if p.default is not p.empty
    }
    return stand_in


def _nothing() -> None: ...


def _changed(
    signature: inspect.Signature, defaults: dict[str, Any]
) -> inspect.Signature:
    unknown = defaults.keys() - signature.parameters.keys()
    if unknown:
        raise TypeError(f"The pattern has no parameter {', '.join(sorted(unknown))}.")
    parameters = list(signature.parameters.values())
    by_name = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    if any(parameter.kind not in by_name for parameter in parameters):
        raise TypeError(f"A function of {signature} cannot be handed on by name.")
    return signature.replace(
        parameters=[
            p.replace(default=defaults[p.name]) if p.name in defaults else p
            for p in parameters
        ]
    )
