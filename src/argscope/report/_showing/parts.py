"""A record as headings, lines and tables, which the text and the notebook show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from argscope.report._facts import Argument, By, Call, Network, Record
from argscope.report._showing import wording as words
from argscope.report._showing.nesting import (
    Folded,
    depths,
    folded_calls,
    listed_calls,
)
from argscope.report._showing.numbering import (
    Numbers,
    defaults_of_line,
    own_numbers,
    scope_numbers,
)
from argscope.report._showing.totals import totals

Row = tuple[str, ...]


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


Part = Heading | Line | Table


def parts_of(record: Record, last: int | None = None) -> Iterator[Part]:
    """Return a record as headings, lines and tables; of the calls only the `last`."""
    numbers = scope_numbers(record)
    yield Heading(record.title, 0)
    yield Line(words.summary(record, numbers))
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
        yield from _calls(record, numbers, last)
    if record.failure is not None:
        yield Heading("Stopped by an error")
        for line in record.failure.splitlines():
            yield Line(line, 1)


def _network(network: Network) -> Iterator[Part]:
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


def _scopes(record: Record, numbers: Numbers) -> Iterator[Part]:
    yield Heading("Scopes")
    for origin, number in numbers.items():
        yield Line(f"scope {number}: {words.place(origin)}", 1)
        rows = [
            (words.target(d.key), d.argument, d.value, words.uses(d))
            for d in defaults_of_line(record, origin)
        ]
        if rows:
            header = ("target", "argument", "value", "uses")
            yield Table(header, tuple(rows), 2, (number,) * len(rows))
    yield Heading("Opened, in order", 2)
    for scope, depth in zip(record.scopes, depths(record.scopes), strict=True):
        own = own_numbers(scope, numbers)
        listed = ", ".join(f"scope {number}" for number in own) or "no defaults"
        yield Line(
            f"{words.place(scope.opened)}: {listed}; {words.kind(scope, record)}",
            1 + depth,
        )


def _calls(record: Record, numbers: Numbers, last: int | None) -> Iterator[Part]:
    folded = folded_calls(record.calls)
    nested = listed_calls(record.calls, folded)
    first = len(nested) - last if last is not None else 0
    if first > 0:
        yield Line(f"({words.count(first, 'earlier call')} not shown)", 1)
    for call, depth in nested[max(first, 0) :]:
        yield from _call(call, depth, numbers)
        yield from _within(call, depth, folded, numbers)


def _within(call: Call, depth: int, folded: Folded, numbers: Numbers) -> Iterator[Part]:
    """Return a line for each call that a layer made, with what it got from scopes."""
    for inner in folded.get(call.index, ()):
        from_scopes = ", ".join(
            f"{a.name}={a.setting.value} ({words.set_by(a.setting, numbers)})"
            for a in inner.arguments
            if a.setting.by is By.SCOPE
        )
        failed = "" if inner.error is None else f" {words.outcome(inner)}"
        listed = f": {from_scopes}" if from_scopes else ""
        yield Line(f"in it {inner.index + 1}. {inner.name}{failed}{listed}", 3 + depth)
        yield from _within(inner, depth + 1, folded, numbers)


def _call(call: Call, depth: int, numbers: Numbers) -> Iterator[Part]:
    yield Line(
        f"{call.index + 1}. {call.name} at {words.place(call.site)}: "
        f"{words.outcome(call)}",
        1 + depth,
    )
    shown = [a for a in call.arguments if not words.is_plain_default(a)]
    if shown:
        yield argument_table(shown, numbers, 3 + depth)
    plain = [a for a in call.arguments if words.is_plain_default(a)]
    if plain:
        listed = ", ".join(f"{a.name}={a.setting.value}" for a in plain)
        yield Line(f"own defaults: {listed}", 3 + depth)


def argument_table(
    arguments: Sequence[Argument], numbers: Numbers, indent: int = 0
) -> Table:
    """Return the table of some arguments of one call: values, and who set them."""
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
