"""What the numbers must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.distribution.throughput import STRONG, WEAK, Throughput

if TYPE_CHECKING:  # it imports Keras, for which a backend has to be chosen first
    from benchmarks.networks.steps import Times

RATIO: Final = 1.7
"""Images a second of two processes, in those of one, at least."""
STEP: Final = 1.02
"""A step under `distribute(data=1)`, in one without, at most."""
SHARE: Final = 0.55
"""Of VGG-16's variables, what one of two devices holds, at most."""


@dataclass(frozen=True)
class Bar:
    """One requirement.

    Attributes:
        what: What is compared with what.
        measured: The outcome.
        required: What it must be.
        at_least: Whether it must not be less; else not more.
        median: The outcome of median turns, to judge the noise by.
    """

    what: str
    measured: float
    required: float | None
    at_least: bool = False
    median: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the requirement is met; None if there is none."""
        if self.required is None:
            return None
        if self.at_least:
            return self.measured >= self.required
        return self.measured <= self.required


def of_throughput(backend: str, found: Throughput) -> list[Bar]:
    """Return the bar for as many images each, and what the same whole batch gives."""
    return [
        Bar(
            f"{backend}: images/s, {who} / 1 process",
            found.ratio(who),
            required,
            at_least=True,
            median=found.ratio_of_medians(who),
        )
        for who, required in ((WEAK, RATIO), (STRONG, None))
    ]


def of_step(backend: str, times: Times, under: str, without: str) -> Bar:
    """Return the bar on a step of one device."""
    return Bar(
        f"{backend}: step, distribute(data=1) / without",
        times.fastest(under) / times.fastest(without),
        STEP,
        median=times.middle(under) / times.middle(without),
    )


def of_share(share: float) -> Bar:
    """Return the bar on what a device holds."""
    return Bar('VGG-16, model=2, layout="auto": bytes a device / all', share, SHARE)
