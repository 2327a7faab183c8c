"""What the numbers must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.imports import ImportTime
from benchmarks.peers import ours, plain, tf_slim
from benchmarks.subjects import CALL, ENTER

Times = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Bar:
    """One requirement.

    Attributes:
        what: What is compared with what.
        measured: The outcome; None if a peer it needs is not installed.
        at_most: The bar.
        unit: `x` for a ratio, else a unit of time.
    """

    what: str
    measured: float | None
    at_most: float
    unit: str = "x"

    @property
    def met(self) -> bool | None:
        """Whether the requirement is met; None if it was not measured."""
        return None if self.measured is None else self.measured <= self.at_most


def check(times: Times, import_time: ImportTime) -> list[Bar]:
    """Return every bar with what was measured."""
    partial = times[CALL, plain.PARTIAL]
    scoped = times[CALL, ours.SCOPED]
    original = times.get((CALL, tf_slim.SCOPED))

    def call(name: str, what: str) -> Bar:
        return Bar(f"{what} / partial", times[CALL, name] / partial, 1.1)

    return [
        call(ours.SCOPED, "scoped call, 3 arguments"),
        call(ours.DEEP, "scoped call, 100 scopes deep"),
        call(ours.WIDE, "scoped call, 1000 targets"),
        call(ours.SETTINGS, "call under 3 settings"),
        call(ours.SETTINGS_AND_SCOPE, "call under 3 settings, over a scope"),
        call(ours.OUTSIDE, "call outside a scope"),
        Bar("scoped call / TF-Slim's", original and scoped / original, 0.2),
        Bar(
            "enter and exit, captured / partial call",
            times[ENTER, ours.CAPTURED] / partial,
            6,
        ),
        Bar("import argscope, above `pass`", import_time.added_min, 30, "ms"),
    ]
