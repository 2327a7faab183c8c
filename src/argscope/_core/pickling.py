"""Scopes on their way to another process."""

from __future__ import annotations

from collections.abc import Mapping

from argscope._base.markers import ANY_KEY
from argscope._core.settings import Settings, defaults_in
from argscope._core.target import (
    find_named,
    find_target,
    is_lasting,
    target_by_key,
    title,
)
from argscope._core.target_pickling import goes_by_name, named, stronger_pickler
from argscope.errors import PickleScopeError


def check_pickles(settings: Settings) -> None:
    """Raise an error that names the first target or argument that does not pickle.

    The pickler itself would name only the value, somewhere in a long traceback, and
    would not know that the other process has no name for the target.
    """
    if stronger_pickler() is not None:
        return  # it pickles more than we can foresee; let it decide
    defaults = list(defaults_in(settings))
    for default in defaults:
        key, origin = default.key, default.origin
        if not is_lasting(key):
            raise PickleScopeError.unnamed(title(key), key=key, origin=origin)
    from pickle import dumps

    for default in defaults:
        try:
            dumps(default.value)
        except Exception as error:  # noqa: BLE001  # a value may raise anything
            raise PickleScopeError.about(
                default.name,
                default.value,
                key=default.key,
                origin=default.origin,
                reason=error,
            ) from None


def needed_targets(settings: Settings) -> dict[str, bool]:
    """Return the names that the other process must know, and if each is a target's here.

    Not those of functions that are sent themselves, and not what is viewed elsewhere.
    """
    keys = [key for key in settings if key != ANY_KEY and key not in settings._late]
    names = filter(goes_by_name, keys + _keys_of_late(settings))
    return {key: find_target(find_named(key)) is not None for key in names}


def _keys_of_late(settings: Settings) -> list[str]:
    """Return the keys of the targets that are there by now of those named late."""
    if not settings._late:
        return []
    from argscope._core.unmatched import matched

    return [target.key for target in matched(settings)]


def import_targets(needed: Mapping[str, bool]) -> None:
    """Import the modules of targets.

    Raises:
        PickleScopeError: A target is not there, so that its defaults would have no effect.
    """
    for key, is_target in needed.items():
        named(key.partition(":")[0])
        if target_by_key(key) is None:
            found = named(key)
            if is_target and find_target(found) is None:
                raise PickleScopeError.missing(key)
