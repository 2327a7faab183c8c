"""`Model.summary`: the variables of a model, by scope."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import keras

from argscope._base.table import aligned, widths_of
from argscope._distribution.engine import bytes_of

_HEADINGS: Final = ("name", "shape", "parameters", "trainable")
_FROZEN: Final = "frozen"


class Row(NamedTuple):
    """One line of the table: a scope or a variable in it.

    Attributes:
        name: A scope's path, or a variable's name, indented.
        shape: The variable's shape, such as `3 x 3 x 64`.
        parameters: How many numbers there are.
        trainable: `yes`, `no` or `frozen`.
        is_section: Whether the row is the subtotal of a scope at the top.
    """

    name: str
    shape: str
    parameters: str
    trainable: str
    is_section: bool = False


def summary_rows(
    variables: Mapping[str, keras.Variable],
    frozen: Iterable[str],
    *,
    folded: Iterable[str] = (),
) -> list[Row]:
    """Return the rows: each scope at the top with its subtotal, then what is in it.

    Args:
        variables: All variables by path.
        frozen: The paths that are frozen.
        folded: Scopes at the top whose variables are left out.
    """
    frozen, folded = set(frozen), set(folded)
    tops: dict[str, dict[str, keras.Variable]] = {}
    for path, variable in variables.items():
        tops.setdefault(path.partition("/")[0], {})[path] = variable
    rows: list[Row] = []
    for top, inside in tops.items():
        states = {_state(path, each, frozen) for path, each in inside.items()}
        # A scope whose moving averages never train is trained all the same.
        state = states.pop() if len(states) == 1 else "yes" if "yes" in states else ""
        count = f"{_count(inside.values()):,}"
        rows.append(Row(top, "", count, state, is_section=True))
        if top not in folded and list(inside) != [top]:
            rows += _rows_inside(top, inside, frozen)
    return rows


def _rows_inside(
    top: str, inside: Mapping[str, keras.Variable], frozen: set[str]
) -> list[Row]:
    rows = []
    scope = top
    for path, variable in inside.items():
        here, _, name = path.rpartition("/")
        if here != scope:
            scope = here
            rows.append(Row(f"  {scope}", "", "", ""))
        indent = "  " if scope == top else "    "
        shape = " x ".join(str(size) for size in variable.shape) or "scalar"
        count = f"{math.prod(variable.shape):,}"
        state = _state(path, variable, frozen)
        rows.append(Row(f"{indent}{name}", shape, count, state))
    return rows


def _state(path: str, variable: keras.Variable, frozen: set[str]) -> str:
    if path in frozen:
        return _FROZEN
    return "yes" if variable.trainable else "no"


def totals(variables: Iterable[keras.Variable]) -> list[str]:
    """Return the lines below the table."""
    variables = list(variables)
    trained = [variable for variable in variables if variable.trainable]
    others = [variable for variable in variables if not variable.trainable]
    return [
        f"{label:<14}{_count(each):>14,} parameters in {len(each):,} variables, "
        f"{_size(each)}"
        for label, each in (
            ("total", variables),
            ("trainable", trained),
            ("non-trainable", others),
        )
    ]


def print_summary(
    title: str,
    rows: Sequence[Row],
    below: Sequence[str],
    *,
    line_length: int | None,
    print_fn: Callable[[str], Any] | None,
    show_trainable: bool,
) -> None:
    """Show a table: in colors on a terminal, as plain text elsewhere.

    Args:
        title: The line above.
        rows: The table.
        below: The lines below.
        line_length: The width in characters; default: what the table needs.
        print_fn: Gets the whole text, instead of standard output.
        show_trainable: Whether there is a column `trainable`.
    """
    columns = len(_HEADINGS) if show_trainable else len(_HEADINGS) - 1
    if print_fn is None and sys.stdout.isatty():
        _print_colored(title, rows, below, columns, line_length)
        return
    table = _plain(rows, columns, line_length)
    (print_fn or _write)("\n".join([title, "", *table, "", *below]))


def _plain(rows: Sequence[Row], columns: int, line_length: int | None) -> list[str]:
    cells = [_HEADINGS[:columns], *(row[:columns] for row in rows)]
    lines = [[str(cell) for cell in row] for row in cells]
    if line_length is not None:
        rest = sum(widths_of(lines)[1:]) + 2 * (columns - 1)
        room = max(line_length - rest, len(_HEADINGS[0]))
        lines = [[_ending(name, room).ljust(room), *others] for name, *others in lines]
    whole = sum(widths_of(lines)) + 2 * (columns - 1)
    header, *body = aligned(lines, right=[_HEADINGS.index("parameters")])
    return [header, "-" * whole, *body]


def _ending(name: str, room: int) -> str:
    """Return a path as it is, or its end, which tells more than its beginning."""
    return name if len(name) <= room else f"...{name[len(name) + 3 - room :]}"


def _print_colored(
    title: str,
    rows: Sequence[Row],
    below: Sequence[str],
    columns: int,
    line_length: int | None,
) -> None:
    # rich is a dependency of Keras, which shows its own summaries with it.
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title), title_justify="left")
    for heading in _HEADINGS[:columns]:
        if heading == "parameters":
            table.add_column(heading, justify="right")
        else:
            table.add_column(heading, overflow="fold")
    for row in rows:
        cells = [escape(str(cell)) for cell in row[:columns]]
        if row.trainable == _FROZEN and columns == len(_HEADINGS):
            cells[-1] = f"[cyan]{_FROZEN}[/cyan]"
        table.add_row(*cells, style="bold" if row.is_section else None)
    console = Console(width=line_length)
    console.print(table)
    console.print("\n".join(escape(line) for line in below))


def _write(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _count(variables: Iterable[keras.Variable]) -> int:
    return sum(math.prod(variable.shape) for variable in variables)


def _size(variables: Iterable[keras.Variable]) -> str:
    return size_text(sum(bytes_of(v.shape, v.dtype) for v in variables))


def size_text(count: int) -> str:
    """Return a number of bytes in the unit that suits it."""
    size = float(count)
    for unit in ("bytes", "KiB", "MiB"):
        if size < 1024:
            return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
        size /= 1024
    return f"{size:,.1f} GiB"
