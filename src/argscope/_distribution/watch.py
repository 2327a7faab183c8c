"""What a process knows of the others: whether they live, and why the run ends if it does.

Time is counted in looks, not read from a clock: a process that was itself held up for a
minute must not take the others for dead when it wakes.
"""

from __future__ import annotations

from typing import Final, final

from argscope._distribution.ending import Ending
from argscope._distribution.lines import Lines, hung_up
from argscope._distribution.processes import Processes
from argscope._distribution.store import Store

_ENDED: Final = "ended"
LEFT: Final = "left"
"""What a process notes when it has heard of the end."""

_REFUSALS: Final = 3
"""Looks at a store that answers with errors: it does not come back."""


@final
class Watch:
    """The sign of life of one process, and its view of the others'.

    Args:
        store: What all of them see. Process 0 keeps it.
        processes: Which one this is.
        patience: For how many looks a process may be silent.
        seconds: How long that is, for people.
        lines: Connections between process 0 and the others, if there are some.
    """

    def __init__(
        self,
        store: Store,
        processes: Processes,
        patience: int,
        seconds: float,
        lines: Lines | None = None,
    ) -> None:
        self._store = store
        self._index = processes.index
        self._others = [i for i in range(processes.count) if i != processes.index]
        self._patience = patience
        self._seconds = seconds
        self._lines = dict(lines or {})
        self._looks = 0
        self._heard: dict[int, tuple[str | None, int]] = {}
        self._refused = 0
        self._unanswered = 0

    def look(self) -> Ending | None:
        """Give a sign of life, and return why the run ends if another process says so.

        Process 0 looks for signs of the others; it tells all of them who gives none. May
        block for as long as the store does not answer.
        """
        self._looks += 1
        try:
            self._store.put(f"alive/{self._index}", str(self._looks))
            ending = self.told()
            if ending is None and self._index == 0:
                ending = self._silent()
        except Exception:  # noqa: BLE001  # each backend has its own
            self._refused += 1
            return self._gone() if self._refused >= _REFUSALS else None
        self._refused = self._unanswered = 0
        return ending

    def count(self) -> Ending | None:
        """Count the time in which `look` has not come back; from another thread."""
        self._unanswered += 1
        return self._gone() if self._unanswered > self._patience else None

    def listen(self) -> Ending | None:
        """Return why the run ends if a process has hung up that had not left before."""
        for process in hung_up(self._lines):
            del self._lines[process]
            if self._index:
                return self._gone()
            ending = self.told()
            if ending is None and process in self.missing(LEFT):
                ending = self._dead(Ending.hung_up(process), process)
            return ending
        return None

    def told(self) -> Ending | None:
        """Return why the run ends, if another process has told it."""
        text = self._store.get(_ENDED)
        ending = None if text is None else Ending.from_json(text)
        return None if ending is None or ending.process == self._index else ending

    def tell(self, ending: Ending) -> None:
        """Tell all processes, unless one of them has told something before."""
        if self._store.get(_ENDED) is None:
            self._store.put(_ENDED, ending.to_json())

    def note(self, what: str) -> None:
        """Let the others know how far this process has come."""
        self._store.put(f"{what}/{self._index}", "yes")

    def missing(self, what: str) -> list[int]:
        """Return the processes that have not come so far."""
        return [i for i in self._others if self._store.get(f"{what}/{i}") is None]

    def _silent(self) -> Ending | None:
        for process in self._others:
            sign = self._store.get(f"alive/{process}")
            last, since = self._heard.get(process, (None, 0))
            if sign != last:
                self._heard[process] = (sign, self._looks)
            elif self._looks - since > self._patience:
                ending = Ending.without_a_word(process, self._seconds)
                return self._dead(ending, process)
        return None

    def _dead(self, ending: Ending, process: int) -> Ending:
        self._others.remove(process)  # nobody waits for it
        self.tell(ending)
        return ending

    def _gone(self) -> Ending:
        return Ending.first_is_gone(self._index)
