"""A record as text: plain, or with rich's tables and colours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from argscope._base.table import underlined
from argscope.report._facts import Argument, Record
from argscope.report._showing.parts import (
    Heading,
    Line,
    Part,
    argument_table,
    parts_of,
)

_COLOURS: Final = ("cyan", "magenta", "green", "yellow", "blue", "red")
_RIGHT: Final = frozenset({"parameters", "multiply-adds", "layers"})


def plain_text(record: Record, last: int | None = None) -> str:
    """Return a record as plain text; of the calls only the `last`."""
    return "\n".join(line for part in parts_of(record, last) for line in _plain(part))


def explanation_text(name: str, arguments: Sequence[Argument]) -> str:
    """Return what the target with this name would get, as plain text."""
    table = argument_table(arguments, {})
    lines = list(_plain(table)) if arguments else ["(no arguments)"]
    return "\n".join([f"{name} would get here:", *lines])


def _plain(part: Part) -> Iterator[str]:
    if isinstance(part, Heading):
        yield from ([] if part.level == 0 else [""])
        yield part.text
    elif isinstance(part, Line):
        yield f"{'  ' * part.indent}{part.text}"
    else:
        right = [i for i, title in enumerate(part.header) if title in _RIGHT]
        for line in underlined((part.header, *part.rows), right):
            yield f"{'  ' * part.indent}{line}"


def print_rich(record: Record, console: Any, last: int | None = None) -> None:
    """Print a record on a `rich.console.Console`, coloured by scope."""
    for part in parts_of(record, last):
        console.print(*_rich(part), highlight=False, markup=False)


def _rich(part: Part) -> list[Any]:
    from rich.padding import Padding
    from rich.table import Table as RichTable
    from rich.text import Text

    if isinstance(part, Heading):
        style = "bold" if part.level else "bold reverse"
        return [Text(("" if part.level == 0 else "\n") + part.text, style=style)]
    if isinstance(part, Line):
        return [Padding(Text(part.text), (0, 0, 0, 2 * part.indent))]
    table = RichTable(box=None, pad_edge=False, header_style="dim")
    for title in part.header:
        table.add_column(title, justify="right" if title in _RIGHT else "left")
    scopes = part.scopes or (None,) * len(part.rows)
    for row, scope in zip(part.rows, scopes, strict=True):
        style = "" if scope is None else _COLOURS[scope % len(_COLOURS)]
        table.add_row(*(Text(cell) for cell in row), style=style)
    return [Padding(table, (0, 0, 0, 2 * part.indent))]
