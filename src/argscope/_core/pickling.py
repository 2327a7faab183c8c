"""The check that a scope can travel to another process."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import FrameType
from typing import TYPE_CHECKING, Any

from argscope._core.target import is_lasting, title
from argscope.errors import PickleScopeError

if TYPE_CHECKING:
    from argscope._base.origin import Origin


def check_pickles(
    scope: Mapping[str, Mapping[str, Any]],
    origins: Mapping[str, Mapping[str, Origin]],
) -> None:
    """Raise an error that names the first target or argument that does not pickle.

    The pickler itself would name only the value, somewhere in a long traceback, and
    would not know that the other process calls the target by another serial number.
    """
    for key in scope:
        if not is_lasting(key):
            origin = next(iter(origins[key].values()))
            raise PickleScopeError.unnamed(title(key), key=key, origin=origin)
    from pickle import dumps

    for key, own in scope.items():
        for name, value in own.items():
            try:
                dumps(value)
            except Exception as error:  # noqa: BLE001  # a value may raise anything
                if _by_a_stronger_pickler():
                    return  # it pickles more than we can foresee; let it decide
                raise PickleScopeError.about(
                    name, value, key=key, origin=origins[key][name], reason=error
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
