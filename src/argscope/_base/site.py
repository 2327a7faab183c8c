"""The line of the user's program that makes a call."""

from __future__ import annotations

import os
import sys
from functools import cache
from types import FrameType
from typing import Final

from argscope._base.origin import UNKNOWN, Origin

_PACKAGE: Final = __name__.partition(".")[0]
_FOLDER: Final = __file__.removesuffix("_base/site.py".replace("/", os.sep))

# What users could have written themselves, and read to learn from; the rest of this
# package is machinery, whose lines tell nobody anything.
_PROGRAMS: Final = ("argscope.nets", "argscope.train.network")


def calling_site() -> Origin:
    """Return the innermost line outside of the machinery of this package."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and _is_machinery(frame):
        frame = frame.f_back
    return UNKNOWN if frame is None else Origin((frame.f_code, frame.f_lasti))


def _is_machinery(frame: FrameType) -> bool:
    module = frame.f_globals.get("__name__", "")
    # A function that was adopted is of another module, and runs code of ours.
    is_lent = frame.f_code.co_filename.startswith(_FOLDER)
    return is_own(module) or (is_lent and not _is_below(module, _PACKAGE))


@cache
def is_own(module: str) -> bool:
    """Return whether a module belongs to the machinery of this package.

    Example:
        >>> from argscope._base.site import is_own
        >>> is_own("argscope.losses._regression"), is_own("argscope.nets.vgg")
        (True, False)
    """
    is_program = any(_is_below(module, program) for program in _PROGRAMS)
    return _is_below(module, _PACKAGE) and not is_program


def _is_below(module: str, package: str) -> bool:
    """Return whether a module is a package or in it."""
    return f"{module}.".startswith(f"{package}.")
