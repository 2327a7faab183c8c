"""Timing training steps and inference, all ways taking turns.

A busy neighbour or a change of the clock rate meets all ways alike: they run in
interleaved slices of some steps, in another order each round. What a ratio rests on are
the fastest slices; the medians stand beside them, and where the two do not tell the same
the rounds go on.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Final, Protocol

import numpy as np

from benchmarks.networks import agreement
from benchmarks.networks.subjects import BATCH, Network
from benchmarks.networks.ways import OURS, Way

TRAIN: Final = "training step"
INFER: Final = "inference"
TASKS: Final = (TRAIN, INFER)

SETTLED: Final = 0.02
"""Ratio of the minima and ratio of the medians may differ by this share."""


class Measured(Protocol):
    """A network that can be measured."""

    @property
    def title(self) -> str:
        """What the tables call it."""

    def images(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Return so many images and labels."""


@dataclass
class Times:
    """Seconds per batch in each round, by way.

    Attributes:
        network: What ran.
        task: `TRAIN` or `INFER`.
        rounds: Seconds by way, one number a round.
    """

    network: Measured
    task: str
    rounds: dict[str, list[float]] = field(default_factory=dict)

    def fastest(self, way: str) -> float:
        """Return the seconds of the fastest round."""
        return min(self.rounds[way])

    def middle(self, way: str) -> float:
        """Return the seconds of the median round."""
        return median(self.rounds[way])

    def settled(self) -> bool:
        """Whether minima and medians tell the same of ours and every other way."""
        return all(
            abs(self._ratio_of_medians(way) / self._ratio_of_minima(way) - 1) < SETTLED
            for way in self.rounds
        )

    def _ratio_of_minima(self, way: str) -> float:
        return self.fastest(OURS) / self.fastest(way)

    def _ratio_of_medians(self, way: str) -> float:
        return self.middle(OURS) / self.middle(way)


@dataclass(frozen=True)
class Effort:
    """How long to measure.

    Attributes:
        batches: Batches in one slice, >= 2.
        rounds: Slices of each way, at least.
        most: Rounds, at most, while the numbers are not settled.
    """

    batches: int
    rounds: int
    most: int


QUICK: Final = Effort(batches=4, rounds=3, most=3)
FULL: Final = Effort(batches=10, rounds=12, most=36)
LARGE: Final = Effort(batches=5, rounds=8, most=16)
"""For networks whose steps take a good part of a second."""


def measure(network: Network, ways: dict[str, Way], effort: Effort) -> list[Times]:
    """Return the times of a training step and of inference.

    Raises:
        ValueError: The ways do not compute the same function.
    """
    agreement.check(network, ways)
    return [measure_task(network, task, ways, effort) for task in TASKS]


def measure_task(
    network: Measured, task: str, ways: Mapping[str, Way], effort: Effort
) -> Times:
    """Return the times of one of `TASKS`, of ways that need not compute the same."""
    data = network.images(BATCH * effort.batches)
    times = Times(network, task, {name: [] for name in ways})
    for way in ways.values():
        _seconds(task, way, *data)  # compiles, where something is compiled
    gc.collect()
    gc.freeze()
    names = list(ways)
    for done in range(effort.most):
        if done >= effort.rounds and times.settled():
            break
        first = done % len(names)
        for name in names[first:] + names[:first]:
            seconds = _seconds(task, ways[name], *data)
            times.rounds[name].append(seconds / effort.batches)
    gc.unfreeze()
    return times


def _seconds(task: str, way: Way, pixels: np.ndarray, labels: np.ndarray) -> float:
    before = perf_counter()
    if task == TRAIN:
        way.train(pixels, labels)
    else:
        way.infer(pixels)
    whole = perf_counter() - before
    return whole if way.elapsed is None else way.elapsed
