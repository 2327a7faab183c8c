"""Elements that are made ahead by threads, in order."""

from __future__ import annotations

import atexit
import queue
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Thread
from typing import Any, Final, Self, final

_STOPS: Final[weakref.WeakKeyDictionary[Thread, Event]] = weakref.WeakKeyDictionary()
_PATIENCE: Final = 0.1
"""Seconds after which a thread that cannot go on looks whether it should stop."""


@final
class Mapped:
    """What a function gives for each element.

    An error is raised in place of its element; the next one is there after it.

    Args:
        function: The function.
        elements: The elements.
        threads: How many elements are computed at the same time.
    """

    def __init__(
        self, function: Callable[[Any], Any], elements: Iterator[Any], threads: int = 1
    ) -> None:
        self._function = function
        self._elements = elements
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self._begun: deque[Future[Any]] = deque()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        if self._pool is None:
            return self._function(next(self._elements))
        while len(self._begun) < self._threads:
            try:
                element = next(self._elements)
            except StopIteration:
                break
            self._begun.append(self._pool.submit(self._function, element))
        if not self._begun:
            self.close()
            raise StopIteration
        return self._begun.popleft().result()

    def close(self) -> None:
        """End the threads."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    __del__ = close


@final
class _End:
    """Behind the last element; with the error that was raised in its place."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


@final
class Ahead:
    """Elements that a thread makes before they are asked for.

    Args:
        elements: The elements.
        count: How many of them wait at most.
    """

    def __init__(self, elements: Iterator[Any], count: int) -> None:
        self._made: queue.Queue[Any] = queue.Queue(count)
        self._stop = Event()
        self._ended = False
        # The thread does not know this object, so that it ends when nobody else does.
        arguments = (elements, self._made, self._stop)
        self._thread = Thread(
            target=_make, args=arguments, daemon=True, name="argscope.tf1 prefetch"
        )
        _STOPS[self._thread] = self._stop
        self._thread.start()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        if self._ended:
            raise StopIteration
        made = self._made.get()
        if not isinstance(made, _End):
            return made
        if made.error is not None:
            raise made.error
        self._ended = True
        raise StopIteration

    def close(self) -> None:
        """End the thread."""
        self._stop.set()

    __del__ = close


def _make(elements: Iterator[Any], made: queue.Queue[Any], stop: Event) -> None:
    while not stop.is_set():
        try:
            item = next(elements)
        except StopIteration:
            item = _End()
        except BaseException as error:  # noqa: BLE001  # it is raised where it is asked for
            item = _End(error)
        if not _put(item, made, stop):
            break
        if isinstance(item, _End) and item.error is None:
            break
    if hasattr(elements, "close"):
        elements.close()


def _put(item: Any, made: queue.Queue[Any], stop: Event) -> bool:
    """Hand an element over; return whether somebody still wants it."""
    while not stop.is_set():
        try:
            made.put(item, timeout=_PATIENCE)
        except queue.Full:
            continue
        return True
    return False


@atexit.register
def _end_all() -> None:
    """End what still runs before the interpreter does: it may be computing."""
    threads = list(_STOPS.items())
    for _, stop in threads:
        stop.set()
    for thread, _ in threads:
        thread.join(10 * _PATIENCE)
