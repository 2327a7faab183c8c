"""Stopping a run because a signal asks for it, at a place from which it can go on.

An interrupt that is raised wherever a program happens to be does not stop training:
Keras swallows it in places, and inside compiled code it can end the process. So a signal
only leaves a note, and the run looks at it after each step.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, final


@final
class Stopped(KeyboardInterrupt):
    """A run was stopped by a signal, and has kept what it had.

    Attributes:
        number: The number of the signal.
    """

    def __init__(self, number: int, place: str) -> None:
        super().__init__(f"stopped {place}")
        self.number = number


@final
class StopRequest:
    """The note that a signal leaves.

    Attributes:
        number: The number of the signal; None as long as nobody asked.
    """

    def __init__(self) -> None:
        self.number: int | None = None

    def heed(self, place: str) -> None:
        """Stop here if it was asked for.

        Args:
            place: What follows "stopped", for the person who asked.

        Raises:
            Stopped: It was.
        """
        if self.number is not None:
            raise Stopped(self.number, place)


_LISTENING: ContextVar[StopRequest | None] = ContextVar("_LISTENING", default=None)


@contextmanager
def listening(request: StopRequest) -> Iterator[None]:
    """Have runs in the block look at this request: its owner listens for signals."""
    token = _LISTENING.set(request)
    try:
        yield
    finally:
        _LISTENING.reset(token)


def heed(place: str) -> None:
    """Stop here if whoever is `listening` was asked for it; see `StopRequest.heed`."""
    request = _LISTENING.get()
    if request is not None:
        request.heed(place)


@contextmanager
def stoppable() -> Iterator[StopRequest]:
    """Yield the request that a run in the block is to look at.

    If nobody is `listening`, this does, for Ctrl-C (SIGINT) alone, and only where it
    would raise `KeyboardInterrupt`: in the main thread, under Python's own handler. A
    second one raises it at once. Afterwards everything is as it was.
    """
    request = _LISTENING.get()
    if request is not None:
        yield request
        return
    request = StopRequest()
    if not _interrupts_are_raised():
        yield request
        return

    def note(number: int, _frame: Any) -> None:
        request.number = number
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, note)
    try:
        yield request
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _interrupts_are_raised() -> bool:
    return (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )
