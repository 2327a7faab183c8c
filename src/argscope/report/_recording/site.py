"""The line of the user's program that makes a call."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Final

from argscope._base.origin import UNKNOWN, Origin

# The machinery; not `argscope.nets` and the like, which are programs to be explained.
_OWN: Final = ("argscope._", "argscope.layers", "argscope.report", "argscope.cli")


def calling_site() -> Origin:
    """Return the innermost line outside of the machinery of this package."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and is_own(frame.f_globals.get("__name__", "")):
        frame = frame.f_back
    if frame is None:
        return UNKNOWN
    return Origin((frame.f_code, frame.f_lasti))


def is_own(module: str) -> bool:
    """Return whether a module belongs to the machinery of this package."""
    return module == "argscope" or module.startswith(_OWN)
