"""Traces and explanations as HTML for notebooks: tables that need no script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from argscope._base.table import html_table
from argscope.report._facts import Argument, Record
from argscope.report._showing.numbering import hue
from argscope.report._showing.parts import (
    Heading,
    Line,
    Part,
    Table,
    argument_table,
    parts_of,
)


def record_html(record: Record) -> str:
    """Return a record as HTML for a notebook."""
    return "".join(_html(part) for part in parts_of(record))


def explanation_html(name: str, arguments: Sequence[Argument]) -> str:
    """Return what the target with this name would get, as HTML for a notebook."""
    table = argument_table(arguments, {})
    return f"<p><code>{escape(name)}</code> would get here:</p>{_html(table)}"


def _html(part: Part) -> str:
    if isinstance(part, Heading):
        return f"<h{part.level + 3}>{escape(part.text)}</h{part.level + 3}>"
    if isinstance(part, Line):
        style = f' style="margin:0.2em 0 0.2em {part.indent}em"'
        return f"<p{style}>{escape(part.text)}</p>"
    return _table(part)


def _table(table: Table) -> str:
    scopes = table.scopes or (None,) * len(table.rows)
    return html_table(
        [table.header, *table.rows],
        style=f"margin-left:{table.indent}em",
        row_styles=[_colour(scope) for scope in scopes],
    )


def _colour(scope: int | None) -> str:
    """Return the mark of a scope: a coloured bar, which fits light and dark themes."""
    return "" if scope is None else f"border-left:4px solid hsl({hue(scope)} 60% 50%)"
