"""`add_arg_scope`: make a callable a target of scopes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, FunctionType, ModuleType
from typing import Any, TypeVar, cast

from argscope._core.callable_view import view_of
from argscope._core.class_view import ScopedClass
from argscope._core.classes import decorate
from argscope._core.module_view import ScopedModule
from argscope._core.target import Target, find_target, new_target, registered
from argscope._core.scoped_function import scoped_function
from argscope.errors import NotScopedError, TargetTypeError

T = TypeVar("T")


def add_arg_scope(target: T, /) -> T:
    """Make a callable one whose defaults `arg_scope` can set.

    Args:
        target: What to make scopable:

            - a function or method, also under `staticmethod` or `classmethod`: use it
              as a decorator;
            - a class: the result constructs through the scope, and works in
              `isinstance`, `issubclass`, as a base class and for attribute access;
            - any other callable (builtin, `functools.partial`, ufunc, ...);
            - a module: the result is a view of it whose public callables are targets.

            What you give is never changed: nobody else's code sees a difference.

    Returns:
        A callable (or view) of the same type, to be called instead of `target`. Giving
        it again returns it unchanged.

    Raises:
        TargetTypeError: `target` is neither callable nor a module.

    Example:
        >>> import math
        >>> from argscope import add_arg_scope, arg_scope
        >>> isclose = add_arg_scope(math.isclose)
        >>> with arg_scope([isclose], abs_tol=0.1):
        ...     isclose(1.0, 1.05), math.isclose(1.0, 1.05)
        (True, False)
    """
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
        raise TargetTypeError.about(
            "add_arg_scope", target, expected="a callable or a module"
        )
    known = registered(target)
    if known is not None and known.public is not None:
        return cast("T", known.public)
    return cast("T", _published(target))


def _published(given: Callable[..., Any]) -> Any:
    """Return what users call instead of `given`; a class of theirs stays itself."""
    if isinstance(given, type) and _is_own(given.__module__):
        return decorate(given).public
    target = new_target(given)
    public: Any
    if isinstance(given, type):
        public = ScopedClass(given, target)
    elif isinstance(given, FunctionType) and _is_own(
        given.__module__, given.__globals__
    ):
        public = scoped_function(given, target)
    else:
        public = view_of(given, target)
    target.publish(public)
    return public


def _is_own(module: str, names: object = None) -> bool:
    """Return whether something is of the program that decorates it: its module is running.

    Args:
        module: The module that it says it is from.
        names: The names of the module where it was written.
    """
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_globals is names or frame.f_globals.get("__name__") == module:
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
