"""Processes that end together: when one fails, is stopped or dies, none waits forever.

A computation of several processes waits for all of them, in code that nothing interrupts.
So a thread beside it gives a sign of life, looks for the others', and ends its process if
another one has ended.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, final

from argscope._distribution import leaving
from argscope._distribution.echo import is_echo
from argscope._distribution.ending import Ending
from argscope._distribution.lines import Lines
from argscope._distribution.processes import Processes
from argscope._distribution.store import Store
from argscope._distribution.watch import LEFT, Watch

_DONE: Final = "done"
_ALL_DONE: Final = "all done"


@final
@dataclass(frozen=True)
class Times:
    """How long things may take, in seconds.

    Attributes:
        interval: Between two signs of life.
        silence: Without a sign of life: then a process counts as dead. Its thread runs
            while the process computes and compiles, but not in code that keeps Python's
            lock.
        grace: For a process to end by itself when it has heard that another one did:
            often all of them get the same error, and each tells it best itself.
        farewell: For the others to have heard it, before process 0 takes away the place
            where they hear it.
        end: A process that has nothing left to do waits for the others.
    """

    interval: float = 0.5
    silence: float = 30.0
    grace: float = 3.0
    farewell: float = 10.0
    end: float = 900.0


@final
class Companions:
    """The others of a run, from their meeting on to the end of the process.

    Args:
        store: What all of them see; process 0 keeps it.
        processes: Which one this is.
        lines: Connections between process 0 and the others, if there are some.
        times: How long to wait for what.
        say: Writes a message.
        leave: Ends the process with a status.
    """

    def __init__(
        self,
        store: Store,
        processes: Processes,
        times: Times | None = None,
        *,
        lines: Lines | None = None,
        say: Callable[[str], None] = leaving.say,
        leave: Callable[[int], None] = leaving.leave,
    ) -> None:
        self._store = store
        self._times = times or Times()
        self._index = processes.index
        self._watch = Watch(
            store,
            processes,
            math.ceil(self._times.silence / self._times.interval),
            self._times.silence,
            lines,
        )
        self._say = say
        self._leave = leave
        self._own: Ending | None = None
        self._heard = threading.Event()
        self._over = threading.Event()
        self._leaving = threading.Lock()
        self._threads = [
            threading.Thread(target=self._go_on, args=(look,), daemon=True)
            for look in (self._watch.look, self._watch.count, self._watch.listen)
        ]

    def start(self) -> None:
        """Begin to give signs of life, and to look for the others'."""
        for thread in self._threads:
            thread.start()

    def failed(self, error: BaseException) -> None:
        """Tell the others that this process ends by an error, or was stopped.

        An error that is an echo of another process's end waits for that one, with which
        this process then ends.
        """
        if self._own is not None or _is_orderly(error):
            return
        if is_echo(error) and self._heard.wait(self._time_to_hear()):
            self._over.wait()
            return
        ending = Ending.by(error, self._index)
        self._attempt(lambda: self._watch.tell(ending))
        self._own = ending

    def end(self) -> None:
        """Leave in order: when all processes have come here.

        After an error this ends the process, with its status: what else is to run at its
        end could wait for the others.
        """
        if self._own is None:
            self._wait_for_all()
        if self._own is None:
            self._over.set()  # before the others hang up
        self._farewell()
        if self._own is not None:
            self._leave(self._own.status)
        self._over.set()
        for thread in self._threads:
            thread.join(self._times.farewell)

    # --- the threads

    def _go_on(self, look: Callable[[], Ending | None]) -> None:
        while not self._over.wait(self._times.interval):
            ending = look()
            if ending is not None and self._own is None:
                self._heard.set()
                self._end_with(ending)

    def _end_with(self, ending: Ending) -> None:
        found_here = ending.process == self._index
        with self._leaving:
            if not found_here and self._leaves_by_itself():
                return
            if self._index == 0:
                self._say(ending.text)
            else:
                self._say(f"process {self._index} ends: {ending.first_line}")
            if self._index == 0 or not found_here:  # else process 0 is gone
                self._farewell()
            self._leave(ending.status)
            self._over.set()

    def _leaves_by_itself(self) -> bool:
        """Return, after some time, whether the main thread has come to its own end."""
        until = time.monotonic() + self._times.grace
        while time.monotonic() < until and self._own is None:
            time.sleep(self._times.interval / 5)
        return self._own is not None or self._over.is_set()

    # --- the end

    def _wait_for_all(self) -> None:
        self._attempt(lambda: self._watch.note(_DONE))
        until = time.monotonic() + self._times.end
        while self._own is None and not self._all_are_done():
            if time.monotonic() > until:
                self._end_alone()
            self._pause()

    def _all_are_done(self) -> bool:
        """Return whether process 0 has seen all of them come; it tells the others."""
        try:
            if self._index:
                return self._store.get(_ALL_DONE) is not None
            if self._watch.missing(_DONE):
                return False
            self._store.put(_ALL_DONE, "yes")
        except Exception:  # noqa: BLE001  # the threads find out why
            return False
        return True

    def _end_alone(self) -> None:
        missing = self._watch.missing(_DONE)
        first = missing[0] if missing else 0
        ending = Ending.alone_at_the_end(self._index, first, self._times.end)
        self._attempt(lambda: self._watch.tell(ending))
        self._say(ending.text)
        self._own = ending

    def _farewell(self) -> None:
        """Say that this process has heard of the end; process 0 waits for the others."""
        self._attempt(lambda: self._watch.note(LEFT))
        if self._index == 0:
            self._attempt(self._wait_for_leavers)

    def _wait_for_leavers(self) -> None:
        until = time.monotonic() + self._times.farewell
        while self._watch.missing(LEFT) and time.monotonic() < until:
            self._pause()

    # --- time

    def _attempt(self, call: Callable[[], object]) -> None:
        leaving.within(self._times.farewell, call)

    def _pause(self) -> None:
        time.sleep(self._times.interval / 5)

    def _time_to_hear(self) -> float:
        return self._times.silence + 10 * self._times.interval


def _is_orderly(error: BaseException) -> bool:
    if isinstance(error, SystemExit):
        return error.code in (None, 0)
    return isinstance(error, GeneratorExit)
