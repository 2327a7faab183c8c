"""The results as aligned tables, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from benchmarks.networks.bars import Ratio
from benchmarks.networks.fresh import Phases
from benchmarks.networks.steps import Times
from benchmarks.networks.ways import OURS
from benchmarks.report import table


@dataclass
class Results:
    """Everything that was measured.

    Attributes:
        machine: What ran.
        steps: Training steps and inference.
        starts: Phases of fresh processes, by what they did and in which way.
        bars: The requirements.
    """

    machine: dict[str, str]
    steps: list[Times] = field(default_factory=list)
    starts: dict[str, dict[str, list[Phases]]] = field(default_factory=dict)
    bars: list[Ratio] = field(default_factory=list)


def as_text(results: Results) -> str:
    """Return the tables, for a terminal."""
    head = "\n".join(f"{name:<16}{value}" for name, value in results.machine.items())
    parts = [
        head,
        *map(_steps, results.steps),
        *(_starts(title, found) for title, found in results.starts.items()),
        _bars(results.bars),
    ]
    return "\n\n".join(parts)


def as_json(results: Results) -> dict[str, Any]:
    """Return everything that was measured, as plain data: the seconds of each round."""
    return {
        "machine": results.machine,
        "steps": [asdict(times) for times in results.steps],
        "starts": results.starts,
        "bars": [{**asdict(bar), "met": bar.met} for bar in results.bars],
    }


def _steps(times: Times) -> str:
    rows = []
    for way in sorted(times.rounds, key=times.fastest):
        fastest = times.fastest(OURS) / times.fastest(way)
        middle = times.middle(OURS) / times.middle(way)
        milliseconds = times.fastest(way) * 1e3, times.middle(way) * 1e3
        rows.append(
            (
                way,
                *(f"{ms:.2f}" for ms in milliseconds),
                f"{fastest:.3f}",
                f"{middle:.3f}",
            )
        )
    rounds = len(times.rounds[OURS])
    title = f"{times.network.title}: {times.task}, {rounds} rounds"
    header = (title, "min ms", "median ms", "ours / it", "of medians")
    return table(header, rows)


def _starts(title: str, found: dict[str, list[Phases]]) -> str:
    rows = []
    for way, runs in found.items():
        for phase in runs[0]:
            seconds = [run[phase] for run in runs if phase in run]
            rows.append(
                (f"{way}: {phase}", f"{min(seconds):.2f}", f"{median(seconds):.2f}")
            )
    return table((title, "min s", "median s"), rows)


def _bars(bars: Sequence[Ratio]) -> str:
    words = {True: "yes", False: "NO", None: "-"}
    rows = [
        (
            bar.what,
            "not installed" if bar.measured is None else f"{bar.measured:.2f} x",
            "-" if bar.median is None else f"{bar.median:.2f} x",
            f"<= {bar.at_most:g} x",
            words[bar.met],
        )
        for bar in bars
    ]
    return table(("bar", "measured", "of medians", "required", "met"), rows)
