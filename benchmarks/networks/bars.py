"""What the numbers must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from benchmarks.bars import Bar
from benchmarks.networks import fresh, published, ways
from benchmarks.networks.fresh import Phases
from benchmarks.networks.steps import Times

AT_MOST: Final = {
    ways.KERAS: 1.05,
    published.APPLICATIONS: 1.05,
    ways.PLAIN_JAX: 1.15,
    ways.PLAIN_TORCH: 1.3,
}

BUILD_AT_MOST: Final = {fresh.KERAS: 1.0, fresh.SLIM: 0.4}

COLD: Final = "ours, first run"
"""The name of the process that compiles everything."""

CACHED: Final = "ours, second run"
"""The name of the processes that find everything compiled."""

START_AT_MOST: Final = {COLD: 1.3, CACHED: 0.5}


@dataclass(frozen=True)
class Ratio(Bar):
    """One requirement on a ratio of fastest runs.

    Attributes:
        median: The ratio of the median runs, to judge the noise by.
    """

    median: float | None = None


def of_steps(times: Times) -> list[Ratio]:
    """Return the bars on a training step, or on inference."""
    what = f"{times.network.title}: {times.task} / "
    return [
        _ratio(what + way, times.rounds[ways.OURS], times.rounds[way], at_most)
        for way, at_most in AT_MOST.items()
        if way in times.rounds
    ]


def of_build(builds: Mapping[str, Sequence[Phases]]) -> list[Ratio]:
    """Return the bars on building ResNet-50."""
    seconds = _seconds(builds, "build")
    return [
        _ratio(
            f"build ResNet-50 / {peer}", seconds[fresh.OURS], seconds.get(peer), at_most
        )
        for peer, at_most in BUILD_AT_MOST.items()
    ]


def of_first_step(title: str, firsts: Mapping[str, Sequence[Phases]]) -> list[Ratio]:
    """Return the bars on all there is to wait for to the end of the first training step."""
    seconds = {
        name: [run["build"] + run["first step"] for run in runs]
        for name, runs in firsts.items()
    }
    what = f"{title}: build and first step"
    return [
        _ratio(
            f"{what}: {name} / {fresh.SLIM}",
            seconds[name],
            seconds.get(fresh.SLIM),
            at_most,
        )
        for name, at_most in START_AT_MOST.items()
    ]


def _seconds(
    found: Mapping[str, Sequence[Phases]], phase: str
) -> dict[str, list[float]]:
    return {name: [run[phase] for run in runs] for name, runs in found.items()}


def _ratio(
    what: str, ours: Sequence[float], peer: Sequence[float] | None, at_most: float
) -> Ratio:
    if not peer:
        return Ratio(what, None, at_most)
    middle = median(ours) / median(peer)
    return Ratio(what, min(ours) / min(peer), at_most, median=middle)
