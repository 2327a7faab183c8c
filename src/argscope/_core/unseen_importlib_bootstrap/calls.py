"""How a callable is called with the defaults of a scope.

Python code gets real Python defaults: the same code object in a second function with
other `__defaults__`. Positions, required arguments, errors and speed are then the
interpreter's own. Everything else (builtins, classes of others, `**kwargs` names) is
called through a function that merges, with the same meaning.

What depends only on the names that a scope sets, and not on their values, is worked out
once for each callable: scopes of other values follow the same recipe.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

from argscope._core.parameters import Parameters, code_names

Call = Callable[..., Any]
Recipe = Callable[[Mapping[str, Any]], Call]
"""Makes of values for certain names the callable that has them as defaults."""


def recipe_for(
    function: Call, parameters: Parameters, names: tuple[str, ...]
) -> Recipe:
    """Return the recipe for giving `function` other defaults for `names`."""
    if isinstance(function, FunctionType):
        recipe = _native_recipe(function, names)
        if recipe is not None:
            return recipe
    return _merging_recipe(function, parameters, names)


def _native_recipe(function: FunctionType, names: tuple[str, ...]) -> Recipe | None:
    """Return the recipe for a twin of `function`, or None if Python has no way.

    There is none when `names` go into `**kwargs`, or when a parameter without a default
    would follow one with a default.
    """
    code = function.__code__
    positional, keyword_only = code_names(code)
    by_keyword = tuple(name for name in names if name in keyword_only)
    by_position = [name for name in names if name in positional]
    if len(by_keyword) + len(by_position) != len(names):
        return None
    own = function.__defaults__ or ()
    first = min(
        [len(positional) - len(own), *(positional.index(name) for name in by_position)]
    )
    with_default = positional[first:]
    missing = with_default[: len(with_default) - len(own)]
    if not all(name in by_position for name in missing):
        return None
    template = [*missing, *own]  # the names stand where values will
    places = [(with_default.index(name), name) for name in by_position]
    own_keywords = function.__kwdefaults__
    qualname = function.__qualname__
    is_renamed = qualname != code.co_qualname
    its_globals, its_name, closure = (
        function.__globals__,
        function.__name__,
        function.__closure__,
    )

    def twin_with(values: Mapping[str, Any]) -> Call:
        defaults = template.copy()
        for place, name in places:
            defaults[place] = values[name]
        # The twin shares code, globals and closure with the function, so its body sees
        # the same names, and breakpoints and tracebacks show the same lines. Only what a
        # call leaves out differs, and that the interpreter fills in by itself.
        twin = FunctionType(code, its_globals, its_name, tuple(defaults), closure)
        if by_keyword:
            given = {name: values[name] for name in by_keyword}
            twin.__kwdefaults__ = {**(own_keywords or {}), **given}
        elif own_keywords:
            twin.__kwdefaults__ = own_keywords
        if is_renamed:
            twin.__qualname__ = qualname
        return twin

    return twin_with


def _merging_recipe(
    function: Call, parameters: Parameters, names: tuple[str, ...]
) -> Recipe:
    """Return the recipe for a callable that adds what of its values the call does not give."""
    unnamed = parameters.positional[: parameters.positional_only]
    if any(name in unnamed for name in names):
        return lambda values: _filling(function, parameters, values)
    # By position a call can give the first so many arguments without giving one of ours.
    free = min(
        (i for i, name in enumerate(parameters.positional) if name in names),
        default=None,
    )

    def merging_with(values: Mapping[str, Any]) -> Call:
        by_name = functools.partial(function, **values)
        if free is None:
            return by_name  # what the call gives by name wins over a partial's

        def merged(*args: Any, **kwargs: Any) -> Any:
            if len(args) <= free:
                return by_name(*args, **kwargs)
            given = parameters.positional[: len(args)]
            rest = {n: value for n, value in values.items() if n not in given}
            return function(*args, **{**rest, **kwargs})

        return merged

    return merging_with


def _filling(function: Call, parameters: Parameters, values: Mapping[str, Any]) -> Call:
    """Return a callable that also adds arguments which can only be given by position."""
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


def with_forced(call: Call, parameters: Parameters, forced: Mapping[str, Any]) -> Call:
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
