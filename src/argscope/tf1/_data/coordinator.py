"""`tf.train.Coordinator`: ends several threads when one of them has to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, final

from argscope.tf1._graph.op import symbol
from argscope.tf1._host.statuses import KINDS


@final
@symbol("train.Coordinator")
class Coordinator:
    """Knows whether threads should stop, and the error that stopped the first of them.

    Args:
        clean_stop_exception_types: Errors that are no more than a wish to stop; default:
            OutOfRangeError.
    """

    def __init__(self, clean_stop_exception_types: Any = None) -> None:
        given = clean_stop_exception_types
        self._clean = (KINDS["OutOfRange"],) if given is None else tuple(given)
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._error: BaseException | None = None
        self._threads: set[threading.Thread] = set()
        self._joined = False

    @property
    def joined(self) -> bool:
        """Whether `join` has ended."""
        return self._joined

    def request_stop(self, ex: Any = None) -> None:
        """Ask all threads to stop.

        Args:
            ex: The error because of which, if there was one, or `sys.exc_info()`; `join`
                raises the first.
        """
        error = ex[1] if isinstance(ex, tuple) else ex
        with self._lock:
            is_first = not self._stop.is_set() and self._error is None
            if (
                self._joined
                and error is not None
                and not isinstance(error, self._clean)
            ):
                raise error
            if is_first and error is not None and not isinstance(error, self._clean):
                self._error = error
            self._stop.set()

    def clear_stop(self) -> None:
        """Forget that threads were asked to stop."""
        with self._lock:
            self._joined, self._error = False, None
            self._stop.clear()

    def should_stop(self) -> bool:
        """Return whether threads were asked to stop."""
        return self._stop.is_set()

    def wait_for_stop(self, timeout: float | None = None) -> bool:
        """Wait until threads are asked to stop; return whether they were."""
        return self._stop.wait(timeout)

    @contextmanager
    def stop_on_exception(self) -> Iterator[None]:
        """Ask all threads to stop if the block raises an error."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  # `join` raises it
            self.request_stop(error)

    def register_thread(self, thread: threading.Thread) -> None:
        """Let `join` wait for a thread."""
        with self._lock:
            self._threads.add(thread)

    def join(
        self,
        threads: Iterable[threading.Thread] | None = None,
        stop_grace_period_secs: float = 120,
        ignore_live_threads: bool = False,
    ) -> None:
        """Wait for threads, and raise the error that stopped them, if there was one.

        Args:
            threads: The threads, besides those that are registered.
            stop_grace_period_secs: Seconds to wait once they were asked to stop.
            ignore_live_threads: Whether those that then still run are no error.

        Raises:
            RuntimeError: Threads still run.
        """
        with self._lock:
            waited = [*self._threads, *(threads or ())]
        while any(each.is_alive() for each in waited) and not self._stop.wait(0.05):
            pass
        deadline = time.monotonic() + stop_grace_period_secs
        for thread in waited:
            thread.join(max(deadline - time.monotonic(), 0))
        alive = [each.name for each in waited if each.is_alive()]
        with self._lock:
            self._joined = True
            self._threads = set()
            error, self._error = self._error, None
        if error is not None:
            raise error
        if alive and not ignore_live_threads:
            raise RuntimeError(
                "Coordinator stopped with threads still running: " + " ".join(alive)
            )

    def raise_requested_exception(self) -> None:
        """Raise the error that stopped a thread, if there was one."""
        with self._lock:
            if self._error is not None:
                raise self._error
