"""What a docstring says of a callable, and of each of its arguments."""

from __future__ import annotations

import inspect
import re
from typing import Any, Final

# The section about arguments, and what begins the text about one of them.
_GOOGLE: Final = (
    re.compile(
        r"^(?:Args|Arguments|Parameters):\n((?:[ \t].*(?:\n|\Z)|\n)*)", re.MULTILINE
    ),
    re.compile(r"\*{0,2}(\w+)(?: ?\([^)]*\))?: (.*)"),
)
_NUMPY: Final = (
    re.compile(
        r"^Parameters\n-{3,}\n(.*?)(?=\n\S[^\n]*\n-{3,}|\Z)", re.MULTILINE | re.DOTALL
    ),
    re.compile(r"\*{0,2}(\w+)(?: ?:.*)?()$"),
)
_SPHINX: Final = (
    re.compile(r"\A(.*)\Z", re.DOTALL),
    re.compile(r":param (?:[^:]* )?(\w+): ?(.*)"),
)


def first_line(function: Any) -> str:
    """Return the first paragraph of a docstring, in one line; nothing if there is none."""
    return " ".join(_text(function).partition("\n\n")[0].split())


def lines_about(function: Any) -> dict[str, str]:
    """Return what a docstring says of each argument, in one line each.

    It may be written as Google's, as NumPy's or as Sphinx's are.

    Example:
        >>> from argscope.report._knobs.docstring import lines_about
        >>> def conv(size):
        ...     '''Convolve.
        ...
        ...     Args:
        ...         size: Height and width
        ...             of the kernel.
        ...     '''
        >>> lines_about(conv)
        {'size': 'Height and width of the kernel.'}
    """
    text = _text(function)
    found: dict[str, str] = {}
    for section, entry in (_GOOGLE, _NUMPY, _SPHINX):
        for body in section.findall(text):
            found |= _entries(inspect.cleandoc("\n" + body), entry)
    return found


def _entries(text: str, entry: re.Pattern[str]) -> dict[str, str]:
    """Return the texts of entries; what is indented below one belongs to it."""
    found: dict[str, list[str]] = {}
    name = None
    for line in text.splitlines():
        begins = entry.match(line)
        if begins:
            name = begins[1]
            found[name] = [begins[2]]
        elif name is not None and line[:1].isspace():
            found[name].append(line)
        else:
            name = None
    return {name: " ".join(" ".join(lines).split()) for name, lines in found.items()}


def _text(function: Any) -> str:
    try:
        text = inspect.getdoc(function)
    except Exception:  # noqa: BLE001  # a property of somebody else may raise anything
        return ""
    return text if isinstance(text, str) else ""
