"""Why the processes of a run end: what the first one that knows it tells the others."""

from __future__ import annotations

import json
import signal
import socket
import traceback
from dataclasses import asdict, dataclass
from typing import Final, Self, final

from argscope._base.stopping import Stopped
from argscope.errors import ArgScopeError

FAILED: Final = 1
_BY_SIGNAL: Final = 128  # and its number: so shells count programs that a signal ended

_LINES: Final = 14
_COLUMNS: Final = 300
"""One screen: an error of a compiler can be a book."""


@final
@dataclass(frozen=True)
class Ending:
    """Why all processes of a run end.

    Attributes:
        process: Which of them knows it.
        text: What a person is told; its first line says it in short.
        status: The exit status of all of them.
    """

    process: int
    text: str
    status: int = FAILED

    @property
    def first_line(self) -> str:
        """It in short."""
        return self.text.partition("\n")[0]

    def to_json(self) -> str:
        """Return what the store keeps."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return what another process has told."""
        return cls(**json.loads(text))

    @classmethod
    def by(cls, error: BaseException, process: int) -> Self:
        """Tell an error, a stop by a person, or an exit with a status."""
        who = f"Process {process} on {socket.gethostname()}"
        if isinstance(error, KeyboardInterrupt):
            number = error.number if isinstance(error, Stopped) else signal.SIGINT
            name = signal.Signals(number).name
            text = f"{who} was stopped by {name}, and the others with it."
            return cls(process, text, _BY_SIGNAL + number)
        if isinstance(error, SystemExit):
            status = error.code if isinstance(error.code, int) else FAILED
            return cls(process, f"{who} left with exit status {error.code}.", status)
        if isinstance(error, ArgScopeError):
            return cls(process, f"{who}: {_one_screen(str(error))}")
        return cls(process, f"{who} failed: {_one_screen(_told(error))}")

    @classmethod
    def without_a_word(cls, silent: int, seconds: float) -> Self:
        """Tell that a process shows no sign of life any more."""
        return cls(
            0,
            f"Process {silent} has ended without a word: no sign of life for "
            f"{seconds:g} s. Was it killed, or out of memory? Its own output may say "
            "more. The other processes end as well.",
        )

    @classmethod
    def hung_up(cls, process: int) -> Self:
        """Tell that the connection to a process has ended."""
        return cls(
            0,
            f"Process {process} has ended without a word. Was it killed, or out of "
            "memory? Its own output may say more. The other processes end as well.",
        )

    @classmethod
    def first_is_gone(cls, process: int) -> Self:
        """Tell that process 0 has left, or its machine has."""
        return cls(
            process,
            "Process 0 is gone: what it keeps for all of them does not answer process "
            f"{process} on {socket.gethostname()}. Was it killed, or out of memory, or "
            "is the network down? Its own output may say more.",
        )

    @classmethod
    def alone_at_the_end(cls, process: int, missing: int, seconds: float) -> Self:
        """Tell that a process had nothing left to do, and another one went on."""
        return cls(
            process,
            f"Process {process} came to its end, and waited {seconds:g} s for process "
            f"{missing}, which did not. Do all of them take the same steps?",
        )


def _told(error: BaseException) -> str:
    """Return the error's own words, and where it was raised."""
    words = "".join(traceback.format_exception_only(error)).strip()
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    where = "".join(traceback.format_list(frames)).rstrip()
    return f"{words}\n{where}" if where else words


def _one_screen(text: str) -> str:
    lines = [line[:_COLUMNS] for line in text.splitlines()]
    if len(lines) > _LINES:
        half = _LINES // 2
        lines = [*lines[:half], "...", *lines[-half:]]
    return "\n".join(lines)
