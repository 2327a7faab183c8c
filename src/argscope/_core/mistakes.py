"""Calls of `arg_scope` and `add_arg_scope` that mean nothing, and what to write instead.

Imported when somebody has made a mistake, and only then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from argscope._base.describe import describe
from argscope._base.markers import ANY
from argscope._base.origin import Origin
from argscope.errors import ScopeUsageError


def wrong_arguments(
    targets: Sequence[Any], names: Iterable[str], origin: Origin
) -> ScopeUsageError:
    """Return the error of `arg_scope(*targets, ...)` with none or several of them."""
    names = tuple(names)
    values = _values(names) or "name=value"
    if not targets:
        problem = (
            f"got {', '.join(names)} but no targets" if names else "got no targets"
        )
        remedy = (
            f"arg_scope([f], {values}), or arg_scope(ANY, {values}) for all of them"
        )
    elif all(target is ANY or callable(target) for target in targets):
        problem = f"takes its targets as one list, got {len(targets)} arguments"
        remedy = f"arg_scope([{', '.join(map(as_code, targets))}], {values})"
    elif isinstance(targets[0], dict):
        problem = f"takes a captured scope alone, got {describe(targets[1])} beside it"
        remedy = (
            "a second arg_scope inside the first; two scopes combine as one | other"
        )
    elif isinstance(targets[1], dict):
        problem = f"takes defaults by name, got {describe(targets[1])}"
        remedy = "two stars before the dict: arg_scope([f], **defaults)"
    else:
        problem = f"takes defaults by name, got {describe(targets[1])} by position"
        remedy = f"arg_scope([f], {values})"
    return ScopeUsageError.about("arg_scope", problem, remedy, origin=origin)


def wrong_decoration(targets: Sequence[Any], names: Iterable[str]) -> ScopeUsageError:
    """Return the error of `add_arg_scope(*targets, ...)` with anything but one target."""
    names = tuple(names)
    if names:
        problem = f"takes no defaults, got {', '.join(names)}"
        remedy = (
            f"@add_arg_scope alone, and give them to arg_scope([f], {_values(names)})"
        )
    elif not targets:
        problem = "got nothing to make a target of"
        remedy = "@add_arg_scope without parentheses"
    else:
        problem = f"takes one callable, got {len(targets)} arguments"
        remedy = f"add_arg_scope({as_code(targets[0])}), and so for each of them"
    return ScopeUsageError.about("add_arg_scope", problem, remedy)


def undecorated_hint(given: object) -> str:
    """Return what to do about something that cannot be made a target."""
    if isinstance(given, str):
        return f"Write {given} without quotes."
    if isinstance(given, list | tuple):
        return "Write f = add_arg_scope(f) for each of them."
    if hasattr(type(given), "__get__"):
        return f"Write @{type(given).__name__} above @add_arg_scope, not below it."
    return "If you called it, leave out the call: write f, not f(x)."


def as_code(given: object) -> str:
    """Return how a program would write a callable; `f` if nobody knows."""
    if given is ANY:
        return "ANY"
    name = getattr(given, "__qualname__", "").rpartition("<locals>.")[2]
    return name if name and "<" not in name else "f"


def _values(names: Iterable[str]) -> str:
    return ", ".join(f"{name}=..." for name in names)
