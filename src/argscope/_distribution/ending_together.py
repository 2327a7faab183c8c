"""The companions of this process: from the meeting on, whatever ends it ends all."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final

from argscope._distribution.companions import Companions, Times
from argscope._distribution.lines import Lines
from argscope._distribution.processes import Processes
from argscope._distribution.store import Store

_COMPANIONS: Final[list[Companions]] = []  # of the process: it meets the others once


def end_together(
    store: Store, processes: Processes, lines: Lines | None = None
) -> None:
    """Let this process end when another one does, and the others when it does.

    Called once, as soon as the processes have met. An error tells the others when it
    leaves a block of `ending_together` or the program; the program's end waits for theirs.
    """
    if _COMPANIONS:
        return
    times = Times(silence=processes.silence)
    companions = Companions(store, processes, times, lines=lines)
    _COMPANIONS.append(companions)
    pid = os.getpid()
    show = sys.excepthook

    def tell_and_show(
        kind: type[BaseException],
        error: BaseException,
        traceback: TracebackType | None,
    ) -> Any:
        if os.getpid() == pid:  # not in a fork
            companions.failed(error)
        return show(kind, error, traceback)

    def end() -> None:
        if os.getpid() == pid:
            companions.end()

    sys.excepthook = tell_and_show
    # Runs before what the backend has registered, which would wait for the others.
    atexit.register(end)
    companions.start()


def tell_companions(error: BaseException) -> None:
    """Tell the other processes, if there are any, that an error ends this one."""
    for companions in _COMPANIONS:
        companions.failed(error)


@contextmanager
def ending_together() -> Iterator[None]:
    """Tell the other processes of an error that leaves the block: it ends all of them."""
    try:
        yield
    except BaseException as error:
        tell_companions(error)
        raise
