"""SIGINT and SIGTERM: the first stops a command in order, the second at once."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from argscope._base.stopping import StopRequest, listening
from argscope.cli._exit_status import BY_SIGNAL

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_NOTED: Final = "argscope: stopping after this step; the next signal stops at once\n"
_LEAVING: Final = "argscope: stopped at once\n"
_SHOW_CURSOR: Final = "\x1b[?25h"  # progress bars hide it


@contextmanager
def stop_signals(*, at_once: bool = False, quiet: bool = False) -> Iterator[None]:
    """Let signals stop what runs in the block: after its step, or at its next part.

    A thread of its own notes them, as the main one may be compiling for minutes, in code
    that nothing interrupts. A signal that is ignored, as under `nohup`, stays ignored.
    Outside the main thread, where Python sets no handlers, nothing is done.

    Args:
        at_once: Let the first one end it like the second. For what has no steps; an
            interrupt that is raised inside compiled code can end in a crash.
        quiet: Say nothing of a first one: another process of the same command does.

    Raises:
        Stopped: There was a signal, and nothing in the block looked at it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    request = StopRequest()
    reader, writer = socket.socketpair()
    writer.settimeout(0)  # Python wants it so
    threading.Thread(
        target=_watch, args=(reader, request, at_once, quiet), daemon=True
    ).start()
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    heard = [number for number in _SIGNALS if handlers[number] is not signal.SIG_IGN]
    wakeup = signal.set_wakeup_fd(writer.fileno())
    for number in heard:
        signal.signal(number, _leave_to_the_thread)
    try:
        with listening(request):
            yield
        request.heed("when all was done")
    finally:
        for number in heard:
            signal.signal(number, handlers[number])
        signal.set_wakeup_fd(wakeup)
        writer.close()


def _leave_to_the_thread(_number: int, _frame: Any) -> None:
    """Have Python write the number to the wakeup descriptor, which it does before."""


def _watch(
    reader: socket.socket, request: StopRequest, at_once: bool, quiet: bool
) -> None:
    with reader:
        while received := reader.recv(1):
            number = received[0]
            if number not in _SIGNALS:
                continue
            if at_once or request.number is not None:
                _tell(_LEAVING)
                os._exit(BY_SIGNAL + number)
            request.number = number
            if not quiet:
                _tell(_NOTED)


def _tell(text: str) -> None:
    # Not through sys.stderr: the main thread may be inside it.
    start = f"{_SHOW_CURSOR}\n" if sys.stderr.isatty() else ""
    os.write(2, f"{start}{text}".encode())
