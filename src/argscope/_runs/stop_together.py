"""A request to stop that all processes of a run look at: they stop after the same step."""

from __future__ import annotations

import time
from typing import Final, final

from argscope._base.stopping import StopRequest
from argscope._distribution.current import current
from argscope._distribution.distribution import Distribution

_NAME: Final = "stop"
_PAUSE: Final = 1.0
"""Seconds between two looks at what the others were asked."""


@final
class StopTogether:
    """See `StopRequest`. All processes call its methods at the same places.

    If one of them is asked to stop, all do: one that goes on alone would wait for the
    others forever. Process 0 says for all of them whether to stop, and after how many
    steps to ask again.

    Args:
        request: What this process was asked.
    """

    def __init__(self, request: StopRequest) -> None:
        self.request = request
        self._steps = 1
        self._left = 1
        self._asked = time.monotonic()

    def heed(self, place: str) -> None:
        """Stop here if one of the processes was asked for it.

        Raises:
            Stopped: It was.
        """
        distribution = current()
        if distribution is not None and distribution.processes.are_several:
            number = _agreed_number(distribution, self.request.number)
            self.request.number = number or self.request.number
            if not number:
                return
        self.request.heed(place)

    def heed_after_step(self, place: str) -> None:
        """Do the same after a step, if it is time: to ask takes longer than a short step.

        Raises:
            Stopped: One of the processes was asked for it.
        """
        distribution = current()
        if distribution is None or not distribution.processes.are_several:
            self.request.heed(place)
            return
        self._left -= 1
        if self._left:
            return
        self.heed(place)
        now = time.monotonic()
        a_second = self._steps * _PAUSE / max(now - self._asked, 1e-3)
        self._steps = distribution.agreed(min(max(1, round(a_second)), 2 * self._steps))
        self._left, self._asked = self._steps, now


def _agreed_number(distribution: Distribution, number: int | None) -> int:
    """Return the number of a signal that one of the processes got; 0 if none did."""
    store, name = distribution.engine.store(), distribution.named(_NAME)
    if store is not None and not distribution.processes.is_first and number:
        store.put(name, str(number))
    if store is not None and distribution.processes.is_first and not number:
        number = int(store.get(name) or 0)
    return distribution.agreed(number or 0)
