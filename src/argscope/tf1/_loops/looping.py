"""Threads that call a function from time to time, and `basic_train_loop`.

Source:
    tensorflow/python/training/coordinator.py and basic_loops.py of TensorFlow 1.15.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from argscope.tf1._graph.op import symbol
from argscope.tf1._host.statuses import KINDS


@symbol("train.LooperThread")
class LooperThread(threading.Thread):
    """A thread that calls something again and again, until a coordinator says stop.

    Args:
        coord: The coordinator.
        timer_interval_secs: How many seconds there are between the beginnings of two
            calls; None for none.
        target: The function; classes that are derived from this one have `run_loop`.
        args: Its arguments.
        kwargs: Likewise.
    """

    def __init__(
        self,
        coord: Any,
        timer_interval_secs: float | None,
        target: Callable[..., Any] | None = None,
        args: Sequence[Any] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(daemon=True)
        self._coord = coord
        self._interval = timer_interval_secs
        self._call = target
        self._call_args = args or ()
        self._call_kwargs = kwargs or {}
        coord.register_thread(self)

    @staticmethod
    def loop(
        coord: Any,
        timer_interval_secs: float | None,
        target: Callable[..., Any],
        args: Sequence[Any] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> LooperThread:
        """Return a thread that is started."""
        looper = LooperThread(coord, timer_interval_secs, target, args, kwargs)
        looper.start()
        return looper

    def run(self) -> None:
        """Call until it is time to stop."""
        with self._coord.stop_on_exception():
            self.start_loop()
            if self._interval is None:
                while not self._coord.should_stop():
                    self.run_loop()
            else:
                due = time.time()
                while not self._coord.wait_for_stop(due - time.time()):
                    due += self._interval
                    self.run_loop()
            self.stop_loop()

    def start_loop(self) -> None:
        """Called before the first call; to be overridden."""

    def stop_loop(self) -> None:
        """Called after the last call; to be overridden."""

    def run_loop(self) -> None:
        """Make the call."""
        if self._call is not None:
            self._call(*self._call_args, **self._call_kwargs)


@symbol("train.basic_train_loop")
def basic_train_loop(
    supervisor: Any,
    train_step_fn: Callable[..., Any],
    args: Sequence[Any] | None = None,
    kwargs: dict[str, Any] | None = None,
    master: str = "",
) -> None:
    """Call a function with a session until the supervisor says stop."""
    should_retry = True
    while should_retry:
        try:
            should_retry = False
            with supervisor.managed_session(master) as session:
                while not supervisor.should_stop():
                    train_step_fn(session, *(args or ()), **(kwargs or {}))
        except KINDS["Aborted"]:
            should_retry = True
