"""`tf.train.Coordinator`: threads that end together.

Source:
    tensorflow/python/training/coordinator.py of TensorFlow 1.15.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from logging import INFO
from typing import Any, final

from argscope.tf1._graph.op import symbol
from argscope.tf1._host.logs import log
from argscope.tf1._host.statuses import KINDS


@final
@symbol("train.Coordinator")
class Coordinator:
    """Says when threads are to end, and why.

    Args:
        clean_stop_exception_types: The errors that are no failure; default: the end of
            the data, `OutOfRangeError`.
    """

    def __init__(
        self, clean_stop_exception_types: Iterable[type] | None = None
    ) -> None:
        clean = clean_stop_exception_types
        self._clean = (KINDS["OutOfRange"],) if clean is None else tuple(clean)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._error: BaseException | None = None
        self._registered: set[Any] = set()
        self.joined = False

    def request_stop(self, ex: Any = None) -> None:
        """Ask for an end; the first error that is given for it is raised by `join`."""
        error = ex[1] if isinstance(ex, tuple) else ex
        with self._lock:
            if error is not None and not self._stop.is_set():
                log(INFO, "Error reported to Coordinator: %s, %s", type(error), error)
                self._error = None if isinstance(error, self._clean) else error
            self.joined = False
            self._stop.set()

    def clear_stop(self) -> None:
        """Begin anew."""
        with self._lock:
            self.joined = False
            self._error = None
            self._stop.clear()

    def should_stop(self) -> bool:
        """Return whether an end was asked for."""
        return self._stop.is_set()

    @contextmanager
    def stop_on_exception(self) -> Iterator[None]:
        """Ask for an end if the block fails, which is not told outside of it."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  # `join` raises it
            self.request_stop(error)

    def wait_for_stop(self, timeout: float | None = None) -> bool:
        """Wait until an end is asked for; return whether it was."""
        return self._stop.wait(None if timeout is None else max(0.0, timeout))

    def register_thread(self, thread: Any) -> None:
        """Add a thread that `join` waits for."""
        with self._lock:
            self._registered.add(thread)

    def join(
        self,
        threads: Iterable[Any] | None = None,
        stop_grace_period_secs: float = 120,
        ignore_live_threads: bool = False,
    ) -> None:
        """Wait until all threads have ended, which they must soon after a `request_stop`.

        Args:
            threads: Threads besides those that are registered.
            stop_grace_period_secs: How long they may go on after it.
            ignore_live_threads: Whether others are no error then.

        Raises:
            RuntimeError: Some go on.
        """
        with self._lock:
            waited = {*self._registered, *(threads or ())}
        while any(each.is_alive() for each in waited) and not self.wait_for_stop(0.05):
            pass
        until = time.monotonic() + stop_grace_period_secs
        for each in waited:
            each.join(max(0.0, until - time.monotonic()))
        left = [each.name for each in waited if each.is_alive()]
        with self._lock:
            self.joined = True
            self._registered.clear()
        self.raise_requested_exception()
        if not left:
            return
        text = f"Coordinator stopped with threads still running: {' '.join(left)}"
        if not ignore_live_threads:
            raise RuntimeError(text)
        log(INFO, text)

    def raise_requested_exception(self) -> None:
        """Raise the error that was given for the end, once."""
        with self._lock:
            error, self._error = self._error, None
        if error is not None:
            raise error
