"""Images a second of two processes and of one, one core each, in turns."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from benchmarks.distribution.group import Group
from benchmarks.networks.subjects import Network

ONE: Final = "1 process"
WEAK: Final = "2 processes, as many images each"
STRONG: Final = "2 processes, as many images in all"

PROCESSES: Final = 2


@dataclass(frozen=True)
class Effort:
    """How long to measure.

    Attributes:
        batch: Images that one process takes in a step.
        batches: Steps in one turn.
        rounds: Turns of each.
    """

    batch: int = 64
    batches: int = 6
    rounds: int = 10


QUICK: Final = Effort(batches=3, rounds=3)


@dataclass
class Throughput:
    """Seconds of each turn.

    Attributes:
        effort: What was done.
        seconds: Of a step, by who took it: one number a turn.
    """

    effort: Effort
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def images(self, who: str) -> int:
        """Return how many images there are in a step."""
        return self.effort.batch * (PROCESSES if who == WEAK else 1)

    def rate(self, who: str) -> float:
        """Return the images a second of the fastest turn."""
        return self.images(who) / min(self.seconds[who])

    def ratio(self, who: str) -> float:
        """Return how many times as many images as one process that is."""
        return self.rate(who) / self.rate(ONE)

    def ratio_of_medians(self, who: str) -> float:
        """Return the same of the median turns, to judge the noise by."""
        rates = [self.images(w) / median(self.seconds[w]) for w in (who, ONE)]
        return rates[0] / rates[1]


def measure(backend: str, network: Network, effort: Effort) -> Throughput:
    """Return what one process and two take for a training step.

    Raises:
        RuntimeError: A process failed.
    """
    cores = sorted(os.sched_getaffinity(0))[:PROCESSES]
    with (
        Group(backend, network, cores[:1]) as one,
        Group(backend, network, cores) as two,
    ):
        found = Throughput(effort, {ONE: [], WEAK: [], STRONG: []})
        turns = {ONE: one, WEAK: two, STRONG: two}
        for who, group in turns.items():
            group.train(found.images(who), effort.batches)  # compiles
        names = list(turns)
        for done in range(effort.rounds):
            first = done % len(names)
            for who in names[first:] + names[:first]:
                seconds = turns[who].train(found.images(who), effort.batches)
                found.seconds[who].append(seconds / effort.batches)
        return found
