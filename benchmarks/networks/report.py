"""The results as aligned tables, and as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from benchmarks.networks.bars import Ratio
from benchmarks.networks.fresh import Phases
from benchmarks.networks.steps import Times
from benchmarks.networks.ways import OURS
from benchmarks.report import table


@dataclass(frozen=True)
class Failure:
    """A part that could not be measured.

    Attributes:
        what: The part.
        error: Why, in one line.
    """

    what: str
    error: str


@dataclass
class Results:
    """What was measured.

    Attributes:
        steps: Training steps and inference.
        starts: Phases of fresh processes, by what they did and in which way.
        bars: The requirements.
        failures: What could not be measured.
    """

    steps: list[Times] = field(default_factory=list)
    starts: dict[str, dict[str, list[Phases]]] = field(default_factory=dict)
    bars: list[Ratio] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def add(self, other: Results) -> None:
        """Append what another part found."""
        self.steps += other.steps
        self.starts |= other.starts
        self.bars += other.bars
        self.failures += other.failures


def machine_as_text(machine: dict[str, str]) -> str:
    """Return what ran, for a terminal."""
    return "\n".join(f"{name:<16}{value}" for name, value in machine.items())


def as_text(results: Results) -> str:
    """Return the tables of what was measured, for a terminal; without the bars."""
    parts = [
        *map(_steps, results.steps),
        *(_starts(title, found) for title, found in results.starts.items()),
        *(f"{failed.what}: failed, {failed.error}" for failed in results.failures),
    ]
    return "\n\n".join(parts)


def bars_as_text(results: Results) -> str:
    """Return the table of the bars; a part that failed is a line there too."""
    words = {True: "yes", False: "NO", None: "-"}
    rows = [
        (
            bar.what,
            "not installed" if bar.measured is None else f"{bar.measured:.2f} x",
            "-" if bar.median is None else f"{bar.median:.2f} x",
            f"<= {bar.at_most:g} x",
            words[bar.met],
        )
        for bar in results.bars
    ]
    failed = [
        (f"{failed.what}: {failed.error}", "failed", "-", "-", "NO")
        for failed in results.failures
    ]
    header = ("bar", "measured", "of medians", "required", "met")
    return table(header, rows + failed)


def as_json(machine: dict[str, str], results: Results) -> dict[str, Any]:
    """Return everything that was measured, as plain data: the seconds of each round."""
    return {
        "machine": machine,
        "steps": [asdict(times) for times in results.steps],
        "starts": results.starts,
        "bars": [{**asdict(bar), "met": bar.met} for bar in results.bars],
        "failures": [asdict(failure) for failure in results.failures],
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
