"""A record as text: plain, or with rich's tables and colours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from argscope.report._facts import Argument, By, Call, Explanation, Network, Record
from argscope.report._showing import wording as words
from argscope.report._showing.totals import totals

Row = tuple[str, ...]

_COLOURS: Final = ("cyan", "magenta", "green", "yellow", "blue", "red")
_RIGHT: Final = frozenset({"parameters", "multiply-adds", "layers"})


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of its own; `level` 0 is the title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, indented."""

    text: str
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header, indented; `scopes` has the scope's number of each row."""

    header: Row
    rows: tuple[Row, ...]
    indent: int = 0
    scopes: tuple[int | None, ...] = ()


Block = Heading | Line | Table


def blocks(record: Record, last: int | None = None) -> Iterator[Block]:
    """Return a record as headings, lines and tables; of the calls only the `last`."""
    numbers = words.scope_numbers(record)
    yield Heading(record.title, 0)
    yield Line(words.summary(record))
    if record.network is not None:
        yield from _network(record.network)
    if numbers:
        yield from _scopes(record, numbers)
    if record.unused:
        yield Heading("Never used")
        for item in record.unused:
            yield Line(words.unused(item, numbers), 1)
    if record.calls:
        yield Heading("Calls")
        depths = _depths(record.calls)
        first = len(record.calls) - last if last is not None else 0
        if first > 0:
            yield Line(f"({words.count(first, 'earlier call')} not shown)", 1)
        for call in record.calls[max(first, 0) :]:
            yield from _call(call, depths[call.index], numbers)
    if record.failure is not None:
        yield Heading("Stopped by an error")
        for line in record.failure.splitlines():
            yield Line(line, 1)


def _network(network: Network) -> Iterator[Block]:
    yield Heading("Network")
    yield Line(words.network_summary(network), 1)
    header = ("layer", "scope", "output", "parameters", "multiply-adds")
    rows = [
        (
            node.name,
            node.path or "-",
            words.shape(node.output_shape),
            words.amount(node.parameters),
            words.amount(node.multiply_adds),
        )
        for node in network.nodes
        if node.call is not None
    ]
    yield Table(header, tuple(rows), 1)
    yield Heading("Totals per variable scope", 2)
    columns = ("scope", "layers", "parameters", "multiply-adds")
    rows_of_totals = [
        (
            total.path,
            str(total.layers),
            words.amount(total.parameters),
            words.amount(total.multiply_adds),
        )
        for total in totals(network)
        if total.layers > 1 or total.depth == 0
    ]
    yield Table(columns, tuple(rows_of_totals), 1)


def _scopes(record: Record, numbers: words.Numbers) -> Iterator[Block]:
    yield Heading("Scopes")
    for origin, number in numbers.items():
        yield Line(f"scope {number}: {words.place(origin)}", 1)
        found = {
            (default.key, default.argument, default.value): default
            for scope in record.scopes
            for default in scope.defaults
            if default.origin == origin
        }
        rows = [
            (words.target(d.key), d.argument, d.value, words.uses(d))
            for d in found.values()
        ]
        if rows:
            header = ("target", "argument", "value", "uses")
            yield Table(header, tuple(rows), 2, (number,) * len(rows))
    yield Heading("Opened, in order", 2)
    for scope in record.scopes:
        own = dict.fromkeys(numbers[d.origin] for d in scope.defaults)
        listed = ", ".join(f"scope {number}" for number in own) or "no defaults"
        indent = 1 + _depth(scope.index, [s.parent for s in record.scopes])
        yield Line(
            f"{words.place(scope.opened)}: {listed}; {words.kind(scope)}", indent
        )


def _call(call: Call, depth: int, numbers: words.Numbers) -> Iterator[Block]:
    yield Line(
        f"{call.index + 1}. {call.name} at {words.place(call.site)}: "
        f"{words.outcome(call)}",
        1 + depth,
    )
    shown = [a for a in call.arguments if not words.is_plain_default(a)]
    if shown:
        yield _arguments(shown, numbers, 3 + depth)
    plain = [a for a in call.arguments if words.is_plain_default(a)]
    if plain:
        listed = ", ".join(f"{a.name}={a.setting.value}" for a in plain)
        yield Line(f"own defaults: {listed}", 3 + depth)


def _arguments(arguments: list[Argument], numbers: words.Numbers, indent: int) -> Table:
    return Table(
        ("argument", "value", "set by", "instead of"),
        tuple(
            (
                argument.name,
                argument.setting.value or words.NO_VALUE,
                words.set_by(argument.setting, numbers),
                words.instead_of(argument, numbers) or "-",
            )
            for argument in arguments
        ),
        indent,
        tuple(
            numbers.get(a.setting.origin) if a.setting.by is By.SCOPE else None
            for a in arguments
        ),
    )


def _depths(calls: tuple[Call, ...]) -> list[int]:
    parents = [call.parent for call in calls]
    return [_depth(call.index, parents) for call in calls]


def _depth(index: int, parents: list[int | None]) -> int:
    depth, parent = 0, parents[index]
    while parent is not None:
        depth, parent = depth + 1, parents[parent]
    return depth


def plain_text(record: Record, last: int | None = None) -> str:
    """Return a record as plain text; of the calls only the `last`."""
    return "\n".join(line for block in blocks(record, last) for line in _plain(block))


def explanation_text(explanation: Explanation) -> str:
    """Return an explanation as plain text."""
    table = _arguments(list(explanation.arguments), {}, 0)
    lines = list(_plain(table)) if table.rows else ["(no arguments)"]
    return "\n".join([f"{explanation.name} would get here:", *lines])


def _plain(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield from ([] if block.level == 0 else [""])
        yield block.text
    elif isinstance(block, Line):
        yield f"{'  ' * block.indent}{block.text}"
    else:
        rows = (block.header, *block.rows)
        widths = [max(len(row[i]) for row in rows) for i in range(len(block.header))]
        lines = [_aligned(row, widths, block.header) for row in rows]
        lines.insert(1, "  ".join("-" * width for width in widths))
        yield from ("  " * block.indent + line.rstrip() for line in lines)


def _aligned(row: Row, widths: list[int], header: Row) -> str:
    return "  ".join(
        cell.rjust(width) if title in _RIGHT else cell.ljust(width)
        for cell, width, title in zip(row, widths, header, strict=True)
    )


def print_rich(record: Record, console: Any, last: int | None = None) -> None:
    """Print a record on a `rich.console.Console`, coloured by scope."""
    for block in blocks(record, last):
        console.print(*_rich(block), highlight=False, markup=False)


def _rich(block: Block) -> list[Any]:
    from rich.padding import Padding
    from rich.table import Table as RichTable
    from rich.text import Text

    if isinstance(block, Heading):
        style = "bold" if block.level else "bold reverse"
        return [Text(("" if block.level == 0 else "\n") + block.text, style=style)]
    if isinstance(block, Line):
        return [Padding(Text(block.text), (0, 0, 0, 2 * block.indent))]
    table = RichTable(box=None, pad_edge=False, header_style="dim")
    for title in block.header:
        table.add_column(title, justify="right" if title in _RIGHT else "left")
    scopes = block.scopes or (None,) * len(block.rows)
    for row, scope in zip(block.rows, scopes, strict=True):
        style = "" if scope is None else _COLOURS[scope % len(_COLOURS)]
        table.add_row(*(Text(cell) for cell in row), style=style)
    return [Padding(table, (0, 0, 0, 2 * block.indent))]
