"""`add_arg_scope`: make a callable a target of scopes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, FunctionType, ModuleType
from typing import Any, Final, TypeVar, cast

from argscope._core.classes import decorate
from argscope._core.kind_views import view_of
from argscope._core.target import find_target, new_target, registered
from argscope._core.unseen_importlib_bootstrap.function import scoped_function
from argscope._core.views import ScopedModule
from argscope.errors import NotScopedError, TargetTypeError

T = TypeVar("T")

_MISSING: Final[Any] = object()


def add_arg_scope(target: T = _MISSING, /, *more: Any, **defaults: Any) -> T:
    """Make a callable one whose defaults `arg_scope` can set.

    Args:
        target: What to make scopable:

            - a function or method, also under `staticmethod` or `classmethod`: use it
              as a decorator;
            - a class that your program defines: it stays the very class, and consults
              the scope when exactly it is constructed. Its subclasses are not affected;
            - a class of another module: the result is a view, which constructs through
              the scope and works in `isinstance`, `issubclass` and as a base class;
            - any other callable (builtin, `functools.partial`, ufunc, ...);
            - a module: the result is a view of it whose public callables are targets.

            Of what is not yours nothing is ever changed: nobody else sees a difference.
        *more: Nothing; an error says how to write what was meant.
        **defaults: Nothing; `arg_scope` takes defaults.

    Returns:
        A callable (or view) of the same type, to be called instead of `target`. Giving
        it again returns it unchanged.

    Raises:
        TargetTypeError: `target` is neither callable nor a module.
        ScopeUsageError: There is no target, or more than that.

    Example:
        >>> import math
        >>> from argscope import add_arg_scope, arg_scope
        >>> isclose = add_arg_scope(math.isclose)
        >>> with arg_scope([isclose], abs_tol=0.1):
        ...     isclose(1.0, 1.05), math.isclose(1.0, 1.05)
        (True, False)
    """
    if target is _MISSING or more or defaults:
        from argscope._core.mistakes import wrong_decoration

        given = () if target is _MISSING else (target, *more)
        raise wrong_decoration(given, defaults)
    known = find_target(target)
    if known is not None:
        return target
    if isinstance(target, staticmethod | classmethod):
        return cast("T", type(target)(add_arg_scope(target.__func__)))
    if isinstance(target, ScopedModule):
        return target  # mypy does not know views
    if isinstance(target, ModuleType):
        return cast("T", ScopedModule(target, add_arg_scope))
    if not callable(target):
        from argscope._core.mistakes import undecorated_hint

        raise TargetTypeError.about(
            "add_arg_scope",
            target,
            expected="a callable or a module",
            hint=undecorated_hint(target),
        )
    known = registered(target)
    if known is not None and known.public is not None:
        return cast("T", known.public)
    return cast("T", _published(target))


def _published(function: Callable[..., Any]) -> Any:
    """Return what users call instead of `function`; a class of theirs stays itself."""
    if isinstance(function, type) and _is_own(function):
        return decorate(function).public
    target = new_target(function)
    if isinstance(function, FunctionType):
        public: Any = scoped_function(function, target)
    else:
        public = view_of(function, target)
    target.publish(public)
    return public


def _is_own(cls: type) -> bool:
    """Return whether a class is of the program that decorates it: its module is running."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_globals.get("__name__") == cls.__module__:
            return True
        frame = frame.f_back
    return False


def has_arg_scope(function: object) -> bool:
    """Return whether `function` is a target: something that `add_arg_scope` returned."""
    return find_target(function) is not None


def arg_scope_func_key(function: object) -> str:
    """Return the key of a target in an `ArgScope`; `str(function)` for anything else."""
    target = find_target(function)
    return str(function) if target is None else target.key


def arg_scoped_arguments(function: object) -> tuple[str, ...]:
    """Return the names of the arguments of a target that have defaults to be scoped.

    These are the arguments with a default of their own and the keyword-only ones, in
    the order of the signature. (A scope may also supply the required ones.)

    Raises:
        NotScopedError: `function` is not a target.
    """
    target = find_target(function)
    if target is None:
        raise NotScopedError.about("arg_scoped_arguments", function)
    parameters = target.parameters
    return tuple(
        name
        for name in parameters.names
        if name in parameters.defaults or name in parameters.keyword_only
    )
