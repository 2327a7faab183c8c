"""Targets on their way to another process.

What is scoped pickles as its name, and is imported where it is loaded. What a main program
or a notebook defines has no name elsewhere: cloudpickle and dill send such functions and
classes themselves, and their targets go along, with their keys, which scopes know them by.
"""

from __future__ import annotations

import copyreg
import functools
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from types import CellType, FrameType
from typing import Any

from argscope._core.part import Part
from argscope._core.target import (
    Target,
    arriving_target,
    find_named,
    find_target,
    is_lasting,
    target_by_key,
)
from argscope.errors import PickleScopeError


def named(key: str) -> Any:
    """Import what is called `module:qualname`, or a module.

    Raises:
        PickleScopeError: There is no such module here, or nothing of that name in it.
    """
    module, _, name = key.partition(":")
    try:
        found: Any = import_module(module)
        for part in name.split(".") if name else ():
            found = getattr(found, part)
    except (ImportError, AttributeError) as error:
        raise PickleScopeError.missing(key, error) from error
    return found


def goes_by_name(key: str) -> bool:
    """Return whether what has this key is sent as its name, and not as what it is."""
    return is_lasting(key) and key.partition(":")[0] not in _modules_sent_by_value()


def _modules_sent_by_value() -> Iterable[str]:
    pickler = stronger_pickler()
    if pickler is None:
        return ()
    registered = pickler.get("list_registry_pickle_by_value", set)
    return {"__main__", *registered()}


def stronger_pickler() -> dict[str, Any] | None:
    """Return the module that is pickling, if it is cloudpickle or dill."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if "cloudpickle" in module or module.partition(".")[0] == "dill":
            return frame.f_globals
        frame = frame.f_back
    return None


# Targets, and the parts of classes.


def _reduced_target(target: Target) -> tuple[Any, ...]:
    key, public = target.key, target.public
    if public is not None:
        if goes_by_name(key):
            found = find_named(key)
            if found is public:
                return _target_named, (key,)
            if found is target.function:
                return _target_of_view, (key,)
        if stronger_pickler() is not None:
            construction = target.construction and type(target.construction)
            # In a cell, because each holds the other: picklers fill cells at the end.
            return arriving_target, (key, CellType(public), construction)
    raise PickleScopeError.nameless(target.name, key=key, reason=None)


def _target_named(key: str) -> Target:
    target = find_target(named(key))
    if target is None:
        raise PickleScopeError.missing(key)
    return target


def _target_of_view(key: str) -> Target | None:
    return find_target(_viewed(named(key)))


def _reduced_part(part: Part) -> tuple[Any, ...]:
    return _part_again, (part.target, part.function, part.is_last)


def _part_again(target: Target, function: Callable[..., Any], is_last: bool) -> Part:
    part = Part(target, function)
    part.is_last = is_last
    return part


copyreg.pickle(Target, _reduced_target)
copyreg.pickle(Part, _reduced_part)


# Views.


def reduced_view(view: object, wrapped: Any, target: Target) -> tuple[Any, ...]:
    """Return how a view of `wrapped` pickles."""
    key = target.key
    if goes_by_name(key):
        found = find_named(key)
        if found is view or found is wrapped:
            return _view_named, (key,)
    if stronger_pickler() is None:
        _check_pickles(wrapped, target)
    elif hasattr(wrapped, "cache_parameters"):
        # Cloudpickle would look for the cache by its name, and find the view.
        return _cache_again, (key, wrapped.__wrapped__, wrapped.cache_parameters())
    return _view_again, (key, wrapped)


def _check_pickles(wrapped: object, target: Target) -> None:
    from pickle import dumps

    try:
        dumps(wrapped)
    except Exception as error:  # noqa: BLE001  # an object of somebody may raise anything
        raise PickleScopeError.nameless(
            target.name, key=target.key, reason=error
        ) from None


def _view_named(key: str) -> Any:
    return _viewed(named(key))


def _view_again(key: str, wrapped: Any) -> Any:
    known = None if is_lasting(key) else target_by_key(key)
    if known is not None and known.public is not None:
        return known.public  # back where it was made
    # By name, because what makes views stands above them, and they import this.
    view_of = named("argscope._core.kind_views:view_of")
    target = Target(wrapped, sys.intern(key), lasting=False)
    view = view_of(wrapped, target)
    target.publish(view)
    return view


def _cache_again(
    key: str, function: Callable[..., Any], parameters: dict[str, Any]
) -> Any:
    return _view_again(key, functools.lru_cache(**parameters)(function))


def reduced_module_view(name: str) -> tuple[Any, ...]:
    """Return how the view of a module pickles."""
    return _module_view, (name,)


def _module_view(name: str) -> Any:
    return _viewed(named(name))


def _viewed(given: Any) -> Any:
    return named("argscope._core.scoped:viewed")(given)
