"""How long sessions took for what they were asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final, final

_LONGEST: Final = 60
"""So many characters of names are shown."""


@final
@dataclass(slots=True)
class Total:
    """What was spent on the same fetches.

    Attributes:
        runs: How often they were run.
        seconds: How long that took.
        first_runs: How many of the runs were the first with their shapes of feeds.
        first_seconds: How long these took, in which the backend compiles.
    """

    runs: int = 0
    seconds: float = 0.0
    first_runs: int = 0
    first_seconds: float = 0.0

    @property
    def each_later(self) -> float | None:
        """The seconds of a later run; None if there was none."""
        later = self.runs - self.first_runs
        return (self.seconds - self.first_seconds) / later if later else None


@final
@dataclass
class Profile:
    """The totals of all sessions, by the names of what was fetched."""

    totals: dict[str, Total] = field(default_factory=dict)
    _seen: set[Any] = field(default_factory=set)

    def note(
        self, fetches: Sequence[Any], given: Mapping[Any, Any], seconds: float
    ) -> None:
        """Count a run."""
        names = ", ".join(each.name for each in fetches) or "nothing"
        shapes = frozenset((each, value.shape) for each, value in given.items())
        total = self.totals.setdefault(names, Total())
        total.runs += 1
        total.seconds += seconds
        if (names, shapes) not in self._seen:
            self._seen.add((names, shapes))
            total.first_runs += 1
            total.first_seconds += seconds

    def __str__(self) -> str:
        """Return a table; what took longest is first."""
        rows = sorted(self.totals.items(), key=lambda each: -each[1].seconds)
        seconds = sum(total.seconds for _, total in rows)
        runs = sum(total.runs for _, total in rows)
        lines = [
            f"{runs} runs of sessions took {seconds:.2f} s:",
            "   runs  seconds  of these the first  each later  fetches",
        ]
        return "\n".join([*lines, *(_row(names, total) for names, total in rows)])


def _row(names: str, total: Total) -> str:
    later = total.each_later
    each = "" if later is None else f"{1000 * later:.1f} ms"
    shown = names if len(names) <= _LONGEST else f"{names[:_LONGEST]}..."
    return (
        f"{total.runs:7}  {total.seconds:7.2f}  {total.first_seconds:18.2f}  {each:>10}"
        f"  {shown}"
    )


_PROFILES: Final[list[Profile]] = []


def start_profile() -> Profile:
    """Count the runs of all sessions from now on."""
    profile = Profile()
    _PROFILES.append(profile)
    return profile


@contextmanager
def noted(fetches: Sequence[Any], given: Mapping[Any, Any]) -> Iterator[None]:
    """Count the block as a run of a session, if anybody wants to know."""
    start = perf_counter()
    yield
    for profile in _PROFILES:
        profile.note(fetches, given, perf_counter() - start)
