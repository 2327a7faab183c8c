"""How a process ends whose main thread may hang in a computation of all of them."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, NoReturn

_FLUSHING: Final = 1.0
"""Seconds: the main thread may hold the stream, or nobody may read it."""

_SHOW_CURSOR: Final = "\x1b[?25h"  # progress bars hide it


def say(text: str) -> None:
    """Write a message past `sys.stderr`: the main thread may be inside it."""
    start = f"{_SHOW_CURSOR}\n" if sys.stderr is not None and _is_terminal() else ""
    os.write(2, f"{start}argscope: {text}\n".encode())


def leave(status: int) -> NoReturn:
    """End the process at once: what is to run at its end could wait for the others."""
    within(_FLUSHING, _flush)
    os._exit(status)


def within(seconds: float, call: Callable[[], object]) -> None:
    """Call something that may hang or fail, and wait no longer than this."""

    def attempt() -> None:
        with suppress(Exception):  # whoever leaves has no use for it
            call()

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(seconds)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def _is_terminal() -> bool:
    try:
        return os.isatty(2)
    except OSError:
        return False
