"""The knobs of a program that somebody names."""

from __future__ import annotations

from argscope.report._knobs.knobs import Knobs, knobs
from argscope.report._running.loading import Named, imported, split


def knobs_of_program(written: str, *, is_module: bool = False) -> tuple[Knobs, str]:
    """Import a program, without running it as one; return its knobs, and its module's name.

    Args:
        written: A file, or the name of a module.
        is_module: Whether it is the name of a module.

    Raises:
        ProgramError: There is no such program, or it does not import.
    """
    named = Named(written, None, None) if is_module else split(written)
    module = imported(named)
    return knobs(), module.__name__
