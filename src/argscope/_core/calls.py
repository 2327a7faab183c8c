"""How a callable is called with the defaults of a scope.

Python code gets real Python defaults: the same code object in a second function with
other `__defaults__`. Positions, required arguments, errors and speed are then the
interpreter's own. Everything else (builtins, classes, `**kwargs` names) is called
through a function that merges, with the same meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

from argscope._core.parameters import Parameters, code_names


def with_defaults(
    function: Callable[..., Any], parameters: Parameters, values: Mapping[str, Any]
) -> Callable[..., Any]:
    """Return a callable like `function` whose defaults are `values`."""
    if isinstance(function, FunctionType):
        twin = _with_native_defaults(function, values)
        if twin is not None:
            return twin
    return _merging(function, parameters, values)


def _with_native_defaults(
    function: FunctionType, values: Mapping[str, Any]
) -> FunctionType | None:
    """Return a twin of `function` with other defaults, or None if Python has no way.

    There is none when `values` go into `**kwargs`, or when a parameter without a
    default would follow one with a default.
    """
    positional, keyword_only = code_names(function.__code__)
    own = function.__defaults__ or ()
    by_position = dict(zip(positional[len(positional) - len(own) :], own, strict=True))
    by_keyword = dict(function.__kwdefaults__ or {})
    for name, value in values.items():
        if name in positional:
            by_position[name] = value
        elif name in keyword_only:
            by_keyword[name] = value
        else:
            return None
    with_default = positional[len(positional) - len(by_position) :]
    if not all(name in by_position for name in with_default):
        return None
    # The twin shares code, globals and closure with the function, so its body sees the
    # same names, and breakpoints and tracebacks show the same lines. Only what a call
    # leaves out differs, and that the interpreter fills in by itself.
    twin = FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        tuple(by_position[name] for name in with_default),
        function.__closure__,
    )
    twin.__kwdefaults__ = by_keyword or None
    twin.__qualname__ = function.__qualname__
    return twin


def _merging(
    function: Callable[..., Any], parameters: Parameters, values: Mapping[str, Any]
) -> Callable[..., Any]:
    """Return a callable that adds what of `values` the call does not give."""
    # What a call needs depends only on how many arguments it gives by position: one
    # entry for each number, so that a call only looks up.
    counts = range(len(parameters.positional) + 1)
    fills = [_fill(count, parameters, values) for count in counts]
    missing = [_not_by_position(count, parameters, values) for count in counts]
    last = len(parameters.positional)

    def merged(*args: Any, **kwargs: Any) -> Any:
        count = min(len(args), last)
        return function(*args, *fills[count], **{**missing[count], **kwargs})

    return merged


def _fill(
    given: int, parameters: Parameters, values: Mapping[str, Any]
) -> tuple[Any, ...]:
    """Return the positional-only arguments to add after `given` positional ones."""
    names = parameters.positional[: parameters.positional_only]
    wanted = max((i + 1 for i, name in enumerate(names) if name in values), default=0)
    known = {**parameters.defaults, **values}
    fill = names[given:wanted]
    # They have no name at the call, so each needs all before it: up to the last one that
    # the scope sets. With a gap nothing can be added; the callable reports what is missing.
    return tuple(known[n] for n in fill) if all(n in known for n in fill) else ()


def _not_by_position(
    given: int, parameters: Parameters, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the `values` to pass by name when `given` arguments came by position."""
    taken = parameters.positional[: max(given, parameters.positional_only)]
    return {name: value for name, value in values.items() if name not in taken}


def with_forced(
    call: Callable[..., Any], parameters: Parameters, forced: Mapping[str, Any]
) -> Callable[..., Any]:
    """Return `call` with the `forced` values even where the caller gives others."""
    positions = {name: i for i, name in enumerate(parameters.positional)}
    unnamed = parameters.positional[: parameters.positional_only]

    def forcing(*args: Any, **kwargs: Any) -> Any:
        replaced = list(args)
        for name, value in forced.items():
            position = positions.get(name, len(args))
            if position < len(args):
                replaced[position] = value
            elif name not in unnamed:
                kwargs[name] = value
        return call(*replaced, **kwargs)

    return forcing
