"""`slim.arg_scope`: scopes of this package, as forgiving as those of TF-Slim were.

TF-Slim looked at an argument when a layer was called, not when a scope was opened: one of
several targets need not take it, if it is not called. And leaving a scope left whichever
had been opened last: a program may enter scopes that it never leaves.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar, final

from argscope._base.origin import Origin
from argscope._core.active import Active
from argscope._core.block import AddingBlock, ScopeBlock, current_arg_scope
from argscope._core.block import _layer as checked_scope
from argscope._core.scope import ArgScope
from argscope._core.scoped import (
    add_arg_scope,
    arg_scope_func_key,
    arg_scoped_arguments,
    has_arg_scope,
)
from argscope._core.target import find_target
from argscope.errors import CapturedScopeError
from argscope.tf1._graph.op import SYMBOLS

F = TypeVar("F", bound=Callable[..., Any])


def arg_scope(list_ops_or_scope: Any, **kwargs: Any) -> Block:
    """Set defaults of some functions for a block; see `argscope.arg_scope`.

    Args:
        list_ops_or_scope: Functions, or a scope to replace the active one.
        **kwargs: The defaults. Calling a function that does not take one is an error.
    """
    frame = sys._getframe(1)
    place = frame.f_code, frame.f_lasti
    origin = Origin(place)
    if not isinstance(list_ops_or_scope, dict):
        scope = _unchecked(list_ops_or_scope, kwargs, origin)
        return Block(AddingBlock(scope, place))
    if kwargs:
        raise CapturedScopeError.about(kwargs, origin=origin)
    given = list_ops_or_scope
    scope = given if isinstance(given, ArgScope) else ArgScope(given)
    return Block(ScopeBlock(scope, place))


def _unchecked(entries: Any, defaults: dict[str, Any], origin: Origin) -> ArgScope:
    """Return a scope whose arguments are looked at when a target is called."""
    listed = entries if isinstance(entries, list | tuple) else [entries]
    targets = [find_target(each) for each in listed]
    keys = [target.key for target in targets if target is not None]
    if len(keys) < len(targets):  # an error says what is wrong, or it has own defaults
        return checked_scope(entries, defaults, origin)
    origins = dict.fromkeys(defaults, origin)
    return ArgScope._of(dict.fromkeys(keys, defaults), dict.fromkeys(keys, origins))


@final
class Block:
    """What `arg_scope(...)` gives: a context manager and a decorator."""

    def __init__(self, inner: ScopeBlock) -> None:
        self._inner = inner

    def __enter__(self) -> ArgScope:
        return self._inner.__enter__()

    def __exit__(self, *_error: object) -> None:
        latest = Active.link()
        if latest is not None:
            Active.become(latest[2])

    def __call__(self, function: F) -> F:
        """Return `function` such that each of its calls is inside this scope."""
        return self._inner(function)


_FUNCTIONS = {
    "arg_scope": arg_scope,
    "add_arg_scope": add_arg_scope,
    "current_arg_scope": current_arg_scope,
    "has_arg_scope": has_arg_scope,
    "arg_scoped_arguments": arg_scoped_arguments,
    "arg_scope_func_key": arg_scope_func_key,
}
# `ops.arg_scope` was a module, and the function of its name.
vars(arg_scope).update(_FUNCTIONS)
for _place in (
    "contrib.framework",
    "contrib.framework.python.ops",
    "contrib.slim",
    "contrib.slim.ops",
):
    SYMBOLS.update({f"{_place}.{name}": value for name, value in _FUNCTIONS.items()})
