"""`add_arg_scope`: make a callable a target of scopes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, FunctionType, ModuleType
from typing import Any, Final, TypeVar, cast

from argscope._core.classes import decorate
from argscope._core.kind_views import view_of
from argscope._core.module_view import ScopedModule
from argscope._core.target import find_named, find_target, new_target, registered
from argscope._core.unseen_importlib_bootstrap.function import scoped_function
from argscope.errors import NotScopedError, TargetTypeError

T = TypeVar("T")

_MISSING: Final[Any] = object()


def add_arg_scope(target: T = _MISSING, /, *more: Any, **defaults: Any) -> T:
    """Make a callable one whose defaults `arg_scope` can set.

    Args:
        target: What to make scopable:

            - a function or method, also under `staticmethod` or `classmethod`: use it
              as a decorator;
            - a class: of your own module it is decorated and stays what it is; of another
              one you get a view, which is equal to it and works in its place;
            - any other callable (function of a library, builtin, `functools.partial`,
              ufunc, ...): you get a view, which is equal to it;
            - a module: you get a view of it whose functions and classes are targets.

            What is not of your module is never changed: nobody else's code sees a
            difference. (To reach the calls of others there is `adopt`.)
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
    if isinstance(target, ModuleType):
        # Not asked for anything first: it may load what it is asked for.
        return cast("T", _module_view(target))
    if find_target(target) is not None:
        return target
    if isinstance(target, staticmethod | classmethod):
        return cast("T", type(target)(add_arg_scope(target.__func__)))
    if not callable(target):
        from argscope._core.mistakes import undecorated_hint

        raise TargetTypeError.about(
            "add_arg_scope",
            target,
            expected="a callable or a module",
            hint=undecorated_hint(target),
        )
    return cast("T", _known(target) or _published(target, is_own=_is_own(target)))


def viewed(value: Any) -> Any:
    """Return what the view of a module has in the place of `value`."""
    if isinstance(value, ModuleType):
        return _module_view(value)
    if find_target(value) is not None:
        return value
    # The module may be running, as of a network that is called; it is not ours for that.
    return _known(value) or _published(value, is_own=False)


def _module_view(module: ModuleType) -> ScopedModule:
    return module if isinstance(module, ScopedModule) else ScopedModule(module, viewed)


def _known(given: Callable[..., Any]) -> Any:
    target = registered(given)
    return target and target.public


def _published(given: Callable[..., Any], *, is_own: bool) -> Any:
    """Return what users call instead of `given`; a class of theirs stays itself."""
    if isinstance(given, type) and is_own:
        return decorate(given).public
    target = new_target(given)
    makes_function = isinstance(given, FunctionType) and is_own
    public: Any = (scoped_function if makes_function else view_of)(given, target)
    target.publish(public)
    return public


def _is_own(given: Any) -> bool:
    """Return whether a function or class is of the program that gives it.

    That is so if its module is running, or if there is no module to import it from.
    """
    if isinstance(given, FunctionType):
        if find_named(f"{given.__module__}:{given.__qualname__}") is not given:
            return True
    elif not isinstance(given, type):
        return False
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_globals.get("__name__") == given.__module__:
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
