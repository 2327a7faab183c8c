"""Traces and explanations as HTML for notebooks: tables that need no script."""

from __future__ import annotations

from html import escape

from argscope.report._facts import Explanation, Record
from argscope.report._showing.text import (
    Block,
    Heading,
    Line,
    Table,
    _arguments,
    blocks,
)


def record_html(record: Record) -> str:
    """Return a record as HTML for a notebook."""
    return "".join(_html(block) for block in blocks(record))


def explanation_html(explanation: Explanation) -> str:
    """Return an explanation as HTML for a notebook."""
    table = _arguments(list(explanation.arguments), {}, 0)
    return (
        f"<p><code>{escape(explanation.name)}</code> would get here:</p>{_html(table)}"
    )


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level + 3}>{escape(block.text)}</h{block.level + 3}>"
    if isinstance(block, Line):
        style = f' style="margin:0.2em 0 0.2em {block.indent}em"'
        return f"<p{style}>{escape(block.text)}</p>"
    return _table(block)


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in table.header)
    scopes = table.scopes or (None,) * len(table.rows)
    body = "".join(
        f"<tr{_colour(scope)}>"
        + "".join(f"<td><code>{escape(cell)}</code></td>" for cell in row)
        + "</tr>"
        for row, scope in zip(table.rows, scopes, strict=True)
    )
    return (
        f'<table style="margin-left:{table.indent}em"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _colour(scope: int | None) -> str:
    """Return the mark of a scope: a coloured bar, which fits light and dark themes."""
    if scope is None:
        return ""
    return f' style="border-left:4px solid hsl({hue(scope)} 60% 50%)"'


def hue(number: int) -> int:
    """Return the hue of a scope's colour, in degrees; neighbours differ much."""
    return round(205 + number * 137.5) % 360
