"""Tables: rows of cells as aligned text, or as HTML."""

from __future__ import annotations

from collections.abc import Collection, Sequence

Rows = list[tuple[str, ...]]
"""The first row is the header."""


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> list[str]:
    """Return rows as lines in which the cells of a column stand below each other.

    Args:
        rows: Rows of equally many cells.
        right: Which columns, from 0, are aligned at their right.

    Example:
        >>> from argscope._base.table import aligned
        >>> aligned([("net", "size"), ("vgg_16", "224")], right=[1])
        ['net     size', 'vgg_16   224']
    """
    widths = widths_of(rows)
    return [
        "  ".join(
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def widths_of(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the width of each column, in characters."""
    return [max(map(len, column)) for column in zip(*rows, strict=True)]


def underlined(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> list[str]:
    """Return what `aligned` does, with a line of dashes below each title of the header."""
    header, *body = aligned(rows, right)
    return [header, "  ".join("-" * width for width in widths_of(rows)), *body]


def text_table(rows: Rows) -> str:
    """Return rows as aligned columns; a target is written once, at its first row."""
    if len(rows) == 1:
        return "(no defaults)"
    shown: Rows = []
    target = ""
    for row in rows:
        again = row[0] == target
        target = row[0]
        shown.append(("", *row[1:]) if again else row)
    return "\n".join(underlined(shown))


def html_table(rows: Rows, *, style: str = "", row_styles: Sequence[str] = ()) -> str:
    """Return rows as an HTML table, their cells escaped.

    Args:
        rows: The rows, the header first.
        style: CSS of the table.
        row_styles: CSS of each row below the header; none if it is empty.
    """
    # Imported here: it takes longer than all of this package's core.
    from html import escape

    header, *body = rows
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    lines = [
        f"<tr{_styled(row_style)}>"
        + "".join(f"<td><code>{escape(cell)}</code></td>" for cell in row)
        + "</tr>"
        for row, row_style in zip(body, row_styles or [""] * len(body), strict=True)
    ]
    return (
        f"<table{_styled(style)}><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _styled(style: str) -> str:
    return f' style="{style}"' if style else ""
