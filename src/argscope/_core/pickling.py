"""The check that a scope can travel to another process."""

from __future__ import annotations

import sys
from types import FrameType

from argscope._core.settings import Settings, defaults_in
from argscope._core.target import is_lasting, title
from argscope.errors import PickleScopeError


def check_pickles(settings: Settings) -> None:
    """Raise an error that names the first target or argument that does not pickle.

    The pickler itself would name only the value, somewhere in a long traceback, and
    would not know that the other process calls the target by another serial number.
    """
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
            if _by_a_stronger_pickler():
                return  # it pickles more than we can foresee; let it decide
            raise PickleScopeError.about(
                default.name,
                default.value,
                key=default.key,
                origin=default.origin,
                reason=error,
            ) from None


def _by_a_stronger_pickler() -> bool:
    """Return whether cloudpickle or dill is the one that is pickling."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if "cloudpickle" in module or module.partition(".")[0] == "dill":
            return True
        frame = frame.f_back
    return False
