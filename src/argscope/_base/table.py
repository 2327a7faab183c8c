"""Scopes as tables: first what is shown, then how, as text or as HTML."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from argscope._base.describe import describe
from argscope._base.markers import ANY_KEY

if TYPE_CHECKING:
    from argscope._base.origin import Origin

Rows = list[tuple[str, ...]]


def scope_rows(
    scope: Mapping[str, Mapping[str, Any]],
    origins: Mapping[str, Mapping[str, Origin]],
    forced: frozenset[tuple[str, str]],
) -> Rows:
    """Return a header and one row per default: target, argument, value, where set."""
    rows: Rows = [("target", "argument", "value", "set at")]
    for key, own in scope.items():
        for name, value in own.items():
            shown = describe(value) + (" (forced)" if (key, name) in forced else "")
            origin = origins[key][name]
            rows.append((_title(key), name, shown, str(origin) if origin.line else "-"))
    return rows


def diff_rows(diff: Mapping[str, Mapping[str, tuple[Any, Any]]]) -> Rows:
    """Return a header and one row per changed default: target, argument, both values."""
    rows: Rows = [("target", "argument", "left", "right")]
    for key, own in diff.items():
        for name, (left, right) in own.items():
            rows.append((_title(key), name, describe(left), describe(right)))
    return rows


def _title(key: str) -> str:
    return "any target" if key == ANY_KEY else key


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> list[str]:
    """Return one line a row, with the columns aligned and two spaces apart.

    Args:
        rows: The cells; every row has as many.
        right: The columns whose cells stand at the right, by index.

    Example:
        >>> from argscope._base.table import aligned
        >>> aligned([("lenet", "3.3"), ("vgg_16", "138.4")], right=[1])
        ['lenet     3.3', 'vgg_16  138.4']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def text_table(rows: Rows) -> str:
    """Return rows as aligned columns; a target is written once, at its first row."""
    if len(rows) == 1:
        return "(no defaults)"
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    previous = ""
    for row in rows:
        cells = ("" if row[0] == previous else row[0], *row[1:])
        previous = row[0]
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        lines.append("  ".join(padded).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def html_table(rows: Rows) -> str:
    """Return rows as an HTML table, escaped."""
    header, *body = rows
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    lines = [
        "<tr>"
        + "".join(f"<td><code>{escape(cell)}</code></td>" for cell in row)
        + "</tr>"
        for row in body
    ]
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )
