"""Timing many statements side by side in one process.

The cases take turns in slices of a few milliseconds, so that a busy neighbour or a
change of the clock rate meets all of them alike, and each keeps its fastest slice.
What an empty loop costs is subtracted. Compare ratios within one run, not the
nanoseconds of two runs.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from timeit import Timer
from typing import Any, Final

SLICE: Final = 0.003  # seconds


@dataclass(frozen=True)
class Case:
    """One statement to time.

    Attributes:
        group: The table it belongs to; its cases are compared with each other.
        name: What the table calls it.
        statement: Python code, run many times in a loop.
        names: The names that the statement uses.
        inside: Makes what is entered around each slice, and so is not timed.
    """

    group: str
    name: str
    statement: str
    names: Mapping[str, Any]
    inside: Callable[[], AbstractContextManager[Any]] = nullcontext


@dataclass
class _Runner:
    """A case, how often a slice repeats it, and the fastest so far, in seconds."""

    case: Case
    timer: Timer = field(init=False)
    repeats: int = 1
    best: float = float("inf")

    def __post_init__(self) -> None:
        self.timer = Timer(self.case.statement, globals=dict(self.case.names))
        with self.case.inside():
            while (seconds := self.timer.timeit(self.repeats)) < SLICE / 4:
                self.repeats *= 4
        self.repeats = max(1, round(self.repeats * SLICE / seconds))

    def slice(self) -> None:
        with self.case.inside():
            seconds = self.timer.timeit(self.repeats)
        self.best = min(self.best, seconds / self.repeats)


def measure(cases: Iterable[Case], *, rounds: int) -> dict[tuple[str, str], float]:
    """Return the nanoseconds that one run of each case takes, by group and name."""
    empty = _Runner(Case("", "", "pass", {}))
    runners = [_Runner(case) for case in cases]
    gc.collect()
    gc.freeze()  # what exists now is not searched again while the clock runs
    for _ in range(rounds):
        for runner in (empty, *runners):
            runner.slice()
    gc.unfreeze()
    return {
        (runner.case.group, runner.case.name): (runner.best - empty.best) * 1e9
        for runner in runners
    }
