"""What targets got, as rows of a table, and as remarks at the end of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from argscope._base.describe import visible
from argscope._base.table import Rows
from argscope.report._facts import Setting, UsedArgument
from argscope.report._showing.wording import place, set_by


def used_rows(arguments: Iterable[UsedArgument]) -> Rows:
    """Return a header and one row per value that calls got."""
    rows: Rows = [("target", "argument", "value", "calls", "set by", "first call")]
    for argument in arguments:
        rows += (
            (
                argument.key,
                visible(argument.name),
                used.value,
                str(used.calls),
                set_by(Setting(used.value, used.by, used.origin), {}),
                place(used.first),
            )
            for used in argument.values
        )
        if argument.others:
            rows.append(
                (
                    argument.key,
                    visible(argument.name),
                    "others",
                    str(argument.others),
                    "",
                    "",
                )
            )
    return rows


def remarks(
    conflicts: Sequence[UsedArgument], left_out: Sequence[UsedArgument]
) -> list[str]:
    """Return lines that say what a file does not tell by itself."""
    lines = []
    if conflicts:
        lines += [
            "",
            "Several values. What is not above, the scopes and calls of the program decide:",
        ]
        lines += (line for argument in conflicts for line in _several(argument))
    if left_out:
        lines += ["", "No value that a file can hold for all calls:"]
        lines += (f"  {_title(a)} = {a.values[0].value}" for a in left_out)
    return lines


def _several(argument: UsedArgument) -> Iterator[str]:
    yield f"  {_title(argument)}"
    for used in argument.values:
        by = set_by(Setting(used.value, used.by, used.origin), {})
        yield f"    {used.value} in {_counted(used.calls)}: {by}, first at {place(used.first)}"
    if argument.others:
        yield f"    others in {_counted(argument.others)}"


def _counted(calls: int) -> str:
    return "1 call" if calls == 1 else f"{calls} calls"


def _title(argument: UsedArgument) -> str:
    return f"{argument.key} {visible(argument.name)}"
