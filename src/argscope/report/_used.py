"""What the targets of a program got, as a scope that a file holds and a run repeats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from typing import Any, final

from argscope._base.markers import UNSET
from argscope._base.table import html_table, text_table
from argscope._core.data import Data
from argscope._core.scope import ArgScope
from argscope.report._facts import By, UsedArgument, UsedValue
from argscope.report._recording.usage import ArgumentUsage, Count, TargetUsage, Usage
from argscope.report._showing.used import remarks, used_rows


@final
@dataclass(frozen=True, slots=True)
class Used:
    """What the calls of a trace got, made by `Trace.used()`.

    A file holds for each argument the value of the calls that do not give it; if all of
    them give it, theirs. It holds none where these calls got several values, which the
    program's own scopes and calls decide again, and none that has no form in a file.

    Attributes:
        arguments: All arguments of all targets that were called.
    """

    arguments: tuple[UsedArgument, ...]

    @property
    def conflicts(self) -> tuple[UsedArgument, ...]:
        """The arguments for which calls got different values."""
        return tuple(argument for argument in self.arguments if argument.several)

    @property
    def left_out(self) -> tuple[UsedArgument, ...]:
        """The arguments whose only value has no form in a file, or not for all calls."""
        return tuple(
            argument
            for argument in self.arguments
            if argument.kept is UNSET and not argument.several
        )

    @property
    def scope(self) -> ArgScope:
        """What a file holds, as a scope.

        Raises:
            UnknownTargetError: The program is over, and a target has gone with it.
        """
        return ArgScope.from_dict(self.to_dict())

    def to_dict(self) -> Data:
        """Return what a file holds, as `ArgScope.to_dict` does."""
        data: Data = {}
        for argument in self.arguments:
            if argument.kept is not UNSET:
                data.setdefault(argument.key, {})[argument.name] = argument.kept
        return data

    def to_file(self, path: str | PathLike[str]) -> None:
        """Write a file for `ArgScope.from_file` and `argscope run --settings`.

        What it does not hold stands in comments at its end, where the format has such.

        Args:
            path: The file, which is replaced: `.toml`, `.json`, `.yaml` or `.yml`.

        Raises:
            ScopeFileError: As `ArgScope.to_file`.
            OSError: The file cannot be written.
        """
        from argscope._core.scope_file import write_record

        write_record(path, self.to_dict(), remarks(self.conflicts, self.left_out))

    def __str__(self) -> str:
        return text_table(used_rows(self.arguments))

    def _repr_html_(self) -> str:
        return html_table(used_rows(self.arguments))


def used_in(usage: Usage) -> Used:
    """Return what was gathered so far."""
    with usage.lock:
        return Used(tuple(_arguments(usage)))


def _arguments(usage: Usage) -> Iterator[UsedArgument]:
    for target in usage.targets.values():
        for name, argument in target.arguments.items():
            if argument.counts:
                others = sum(argument.others)
                yield UsedArgument(
                    key=target.key,
                    name=name,
                    values=tuple(_fact(count) for count in argument.counts.values()),
                    others=others,
                    several=others > 0
                    or len({text for text, _ in argument.counts}) > 1,
                    kept=_kept(target, argument),
                )


def _fact(count: Count) -> UsedValue:
    origin = count.first if count.by is By.CALL else count.origin
    return UsedValue(count.shown, count.by, origin, count.calls, count.first)


def _kept(target: TargetUsage, argument: ArgumentUsage) -> Any:
    """Return the value that makes the same calls get the same again, or `UNSET`."""
    counts = argument.counts.values()
    calls = sum(count.calls for count in counts) + sum(argument.others)
    if not target.lasting or calls < target.calls:
        return UNSET  # to some calls it would bring an argument that they did not have
    others, by_call = argument.others
    decided = {
        text: c for (text, by), c in argument.counts.items() if by is not By.CALL
    }
    given = {text: c for (text, by), c in argument.counts.items() if by is By.CALL}
    values, more = (decided, others) if decided else (given, by_call)
    return next(iter(values.values())).plain if len(values) == 1 and not more else UNSET
