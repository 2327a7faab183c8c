"""How fast training goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, final

_TOLD: Final = 0.1
"""The share of the time from which on it is worth saying that steps wait."""


@final
class Speed:
    """Measures one epoch after the other, each without its first step: it may compile.

    Args:
        images: Images per step.
        waiting: Tells how many seconds steps have waited for images until now; None
            where they are in memory.
    """

    def __init__(self, images: int, waiting: Callable[[], float] | None = None) -> None:
        self._images = images
        self._waiting = waiting
        self._steps = 0

    def step(self, number: int) -> None:
        """Note that a step of an epoch has ended; the first is 0."""
        now = time.perf_counter(), self._waiting() if self._waiting else 0.0
        if number == 0:
            self._first = now
        self._steps, self._last = number, now

    def __str__(self) -> str:
        """Return what follows other news; nothing after a single step."""
        if not self._steps:
            return ""
        seconds, waited = (
            last - first for last, first in zip(self._last, self._first, strict=True)
        )
        told = f", {self._steps * self._images / seconds:.0f} images/s"
        share = waited / seconds
        return f"{told}, waiting for data {share:.0%}" if share >= _TOLD else told
