"""One command as several processes, which share what it does.

torchrun starts processes too. It tells each error as a traceback of its own, and ends
with its own status; here the command ends as if it had been one process.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from argscope.cli._exit_status import BY_SIGNAL

_SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP")
_PAUSE: Final = 0.05
_GRACE: Final = 20.0
"""Seconds in which the others end by themselves when one has failed."""
_LAST_GRACE: Final = 5.0

Process = subprocess.Popen[bytes]


def start_processes(typed: Sequence[str], count: int) -> int:
    """Run `argscope` with what was typed, as so many processes; return the exit status.

    Signals go to all of them. If one fails the others are ended, and its status is that
    of the command. Process 0 prints what one process would; of another one its error is
    printed if process 0 does not tell it.

    Args:
        typed: What follows the name of the program.
        count: How many processes.
    """
    where = ("--coordinator", f"127.0.0.1:{_free_port()}", "--processes", str(count))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        errors = [Path(folder, str(index)) for index in range(count)]
        processes: list[Process] = []
        stack.enter_context(_signals_sent_on(processes))
        for index in range(count):
            process = _started([*typed, *where], index, errors[index])
            processes.append(stack.enter_context(process))
        first = _first_failed(processes)
        if first is None:
            return 0
        if not _have_ended(processes, _GRACE) and first:
            sys.stderr.write(errors[first].read_text(errors="replace"))
        status = processes[first].returncode
        return BY_SIGNAL - status if status < 0 else status


@contextmanager
def _started(arguments: Sequence[str], index: int, errors: Path) -> Iterator[Process]:
    """Start a process that is ended with the block, if it has not ended."""
    command = [sys.executable, "-m", "argscope", *arguments, "--process", str(index)]
    with errors.open("wb") as file:
        # Of its own session: a terminal tells us of Ctrl-C, and we tell it.
        process = subprocess.Popen(  # noqa: S603  # this interpreter, and what was typed
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if index else None,
            stderr=file if index else None,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        if not _have_ended([process], _LAST_GRACE):
            process.kill()
        process.wait()


@contextmanager
def _signals_sent_on(processes: Sequence[Process]) -> Iterator[None]:
    def send(number: int, _frame: FrameType | None) -> None:
        for process in processes:
            process.send_signal(number)  # which leaves those alone that have ended

    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    heard = [each for each in numbers if signal.getsignal(each) is not signal.SIG_IGN]
    before = {number: signal.signal(number, send) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _first_failed(processes: Sequence[Process]) -> int | None:
    """Wait for all of them, or one that fails; return which; None if none does."""
    while True:
        states = [process.poll() for process in processes]
        failed = [index for index, status in enumerate(states) if status]
        if failed:
            return failed[0]
        if None not in states:
            return None
        time.sleep(_PAUSE)


def _have_ended(processes: Sequence[Process], seconds: float) -> bool:
    """Wait so long; return whether all have ended."""
    until = time.monotonic() + seconds
    while any(process.poll() is None for process in processes):
        if time.monotonic() > until:
            return False
        time.sleep(_PAUSE)
    return True


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
