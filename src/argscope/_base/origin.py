"""Where in the user's program a scope was opened.

Finding the line of a frame costs more than opening a scope, so an origin keeps the
code object and the position in it, and works out the line when somebody asks.
"""

from __future__ import annotations

import os
from types import CodeType
from typing import Final, final


@final
class Origin:
    """A place in a source file: `filename`, `line` and the enclosing `function`."""

    __slots__ = ("_place",)

    def __init__(self, place: tuple[CodeType, int] | tuple[str, int, str]) -> None:
        self._place = place

    def _resolved(self) -> tuple[str, int, str]:
        place = self._place
        if len(place) == 2:
            code, offset = place
            place = code.co_filename, _line_at(code, offset), code.co_qualname
            self._place = place
        return place

    @property
    def filename(self) -> str:
        """The file's name, as the interpreter knows it."""
        return self._resolved()[0]

    @property
    def line(self) -> int:
        """The line's number, from 1."""
        return self._resolved()[1]

    @property
    def function(self) -> str:
        """The qualified name of the function, or `<module>`."""
        return self._resolved()[2]

    def __repr__(self) -> str:
        return f"<Origin {self}>"

    def __str__(self) -> str:
        filename, line, function = self._resolved()
        where = f"{shortest_path(filename)}:{line}"
        return where if function.startswith("<") else f"{where} in {function}()"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Origin):
            return NotImplemented
        return self._resolved() == other._resolved()

    def __hash__(self) -> int:
        return hash(self._resolved())

    def __reduce__(self) -> tuple[type[Origin], tuple[tuple[str, int, str]]]:
        # A code object does not pickle, and the other process may not have it.
        return Origin, (self._resolved(),)


def _line_at(code: CodeType, offset: int) -> int:
    lines = (line for start, end, line in code.co_lines() if start <= offset < end)
    return next(lines, None) or code.co_firstlineno


def shortest_path(filename: str) -> str:
    """Return a file's name as seen from the folder that the program runs in."""
    try:
        here = os.getcwd()  # noqa: PTH109  # importing pathlib takes longer than argscope
    except OSError:  # the directory is gone
        return filename
    return filename.removeprefix(here + os.sep)


UNKNOWN: Final = Origin(("<unknown>", 0, "<unknown>"))
"""The origin of what was not set by a line of a program: a plain dict or a file."""
