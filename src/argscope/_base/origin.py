"""Where in the user's program a scope was opened.

Finding the line of a frame costs more than opening a scope, so an origin keeps the
code object and the position in it, and works out the line when somebody asks.
"""

from __future__ import annotations

import os
import sys
from types import CodeType
from typing import Final, final

IN_FILE: Final = "<file>"
"""In the place of the function, where a default stands in a file of settings."""

ON_COMMAND_LINE: Final = "<command line>"
"""In the place of the function, where a default was set on the command line."""

TYPED: Final = "The command line (--set)"
"""The name of what reads the command line, for who typed it and knows no function."""

_READERS: Final = {IN_FILE: "ArgScope.from_file", ON_COMMAND_LINE: TYPED}


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

    def text(self) -> str:
        """Return the source of the call there; nothing if it cannot be read."""
        if len(self._place) != 2:
            return ""
        import linecache

        code, offset = self._place
        first, last, start, end = list(code.co_positions())[offset // 2]
        if first is None or last is None:
            return ""
        lines = linecache.getlines(code.co_filename)[first - 1 : last]
        if len(lines) <= last - first:
            return ""
        # Columns are counted in bytes.
        lines[-1] = lines[-1].encode()[:end].decode(errors="replace")
        lines[0] = lines[0].encode()[start:].decode(errors="replace")
        return "".join(lines)

    @property
    def known(self) -> bool:
        """Whether it is known where it was set."""
        return self != UNKNOWN

    @property
    def is_outside(self) -> bool:
        """Whether it is not in the program, but in a file or on the command line."""
        return self.function in _READERS

    @property
    def setter(self) -> str:
        """A file, the command line or a call of `arg_scope`, as what set a default there."""
        return str(self) if self.is_outside else f"arg_scope at {self}"

    @property
    def reader(self) -> str:
        """What read the default that was set there, to be named in an error."""
        return _READERS.get(self.function, "arg_scope")

    def __repr__(self) -> str:
        return f"<Origin {self}>"

    def __str__(self) -> str:
        filename, line, function = self._resolved()
        if not line:
            return _shortest_path(filename)
        cell = _cell(filename)
        where = f"{cell}, line {line}" if cell else f"{_shortest_path(filename)}:{line}"
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


def shown_file(filename: str) -> str:
    """Return how a file is shown: by a path from here, or as the cell of a notebook."""
    return _cell(filename) or _shortest_path(filename)


def _cell(filename: str) -> str | None:
    """Return `Cell In[2]` for what a notebook runs as a file with a made-up name."""
    # Only a program that has loaded IPython can be a notebook.
    shell_of = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)
    compiler = getattr(shell_of(), "compile", None)
    found = getattr(compiler, "format_code_name", lambda _: None)(filename)
    return " ".join(found) if found else None


def _shortest_path(filename: str) -> str:
    try:
        here = os.getcwd()  # noqa: PTH109  # importing pathlib takes longer than argscope
    except OSError:  # the directory is gone
        return filename
    return filename.removeprefix(here + os.sep)


UNKNOWN: Final = Origin(("<unknown>", 0, "<unknown>"))
"""The origin of what was not set by a line of a program: a plain dict or a file."""

COMMAND_LINE: Final = Origin(("command line", 0, ON_COMMAND_LINE))
"""The origin of what was set on the command line."""
