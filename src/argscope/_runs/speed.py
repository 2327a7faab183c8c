"""How fast training goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import final


@final
class Speed:
    """Measures one epoch after the other, each without its first step: it may compile.

    Args:
        images: Images per step.
        reading: Tells how many seconds reading images has taken until now; None where
            they are in memory. Backends may read while they compute, so a share of one
            means that training waits for images all the time.
    """

    def __init__(self, images: int, reading: Callable[[], float] | None = None) -> None:
        self._images = images
        self._reading = reading
        self._steps = 0

    def step(self, number: int) -> None:
        """Note that a step of an epoch has ended; the first is 0."""
        now = time.perf_counter(), self._reading() if self._reading else 0.0
        if number == 0:
            self._first = now
        self._steps, self._last = number, now

    def __str__(self) -> str:
        """Return what follows other news; nothing after a single step."""
        if not self._steps:
            return ""
        seconds, read = (
            last - first for last, first in zip(self._last, self._first, strict=True)
        )
        told = f", {self._steps * self._images / seconds:.0f} images/s"
        if self._reading is None:
            return told
        return f"{told}, {min(1.0, read / seconds):.0%} of the time reading"
