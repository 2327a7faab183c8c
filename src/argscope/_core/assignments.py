"""Assignments as on a command line: `target.argument=value`."""

from __future__ import annotations

import tomllib
from typing import Any, Final, Self

from argscope._base.origin import COMMAND_LINE
from argscope._core.data import TARGET, Part
from argscope.errors import ArgScopeError

_PYTHON: Final = {"None": None, "True": True, "False": False}


class AssignmentError(ArgScopeError, ValueError):
    """A setting is not of the form `target.argument=value`."""

    @classmethod
    def about(cls, given: str, problem: str) -> Self:
        """Say what was `given`, and which part is not there."""
        return cls(
            f"{given!r} {problem}. Write target.argument=value, such as "
            "optimizer.lr=3e-4.",
            given=given,
        )


def read_assignment(assignment: str) -> Part:
    """Return what one assignment sets.

    Raises:
        AssignmentError: It is none.
    """
    name, equals, written = assignment.partition("=")
    if not equals:
        raise AssignmentError.about(assignment, "has no `=`")
    target, dot, argument = (part.strip() for part in name.rpartition("."))
    if not dot:
        raise AssignmentError.about(assignment, "has no dot before the `=`")
    if not target:
        raise AssignmentError.about(assignment, "names no target before the dot")
    if not argument:
        raise AssignmentError.about(assignment, "names no argument before the `=`")
    data = {target: {argument: _value(written.strip())}}
    places = dict.fromkeys([(target,), (target, argument)], COMMAND_LINE)
    return Part(data, places, COMMAND_LINE)


def _value(written: str) -> Any:
    if written in _PYTHON:
        return _PYTHON[written]
    if written.startswith("@"):
        return {TARGET: written[1:]}
    try:
        # In brackets, where a comment, a comma or a second line is not taken for more.
        found = tomllib.loads(f"value = [{written}]")
    except tomllib.TOMLDecodeError:
        return written
    is_one = len(found) == 1 and len(found["value"]) == 1 and written[-1] != ","
    return found["value"][0] if is_one else written
