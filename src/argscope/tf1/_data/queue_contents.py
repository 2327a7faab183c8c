"""What is in a queue of one session: threads put elements in and take them out."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from threading import Condition
from typing import Any, Final, final
from weakref import WeakSet

from argscope.tf1._host.statuses import KINDS

_PATIENCE: Final = 5.0
"""Seconds of waiting for a queue that nobody fills, before it is said."""

_GLANCE: Final = 0.2
"""Seconds between two looks whether the waiting was given up."""

_ALL: Final[WeakSet[Any]] = WeakSet()


@final
class QueueContents:
    """Elements that wait: tuples of arrays.

    Args:
        kind: What TensorFlow calls the queue: `"FIFOQueue"`.
        name: Its name.
        capacity: How many elements it has at most.
        kept: How many stay in it at least while it is open.
        pick: Returns which of so many elements is next.
    """

    def __init__(
        self,
        kind: str,
        name: str,
        capacity: int,
        kept: int = 0,
        pick: Callable[[int], int] | None = None,
    ) -> None:
        self._title = f"{kind} '_0_{name}'"
        self._name = name
        self._capacity = capacity
        self._kept = kept
        self._pick = pick
        self._elements: list[Any] = []
        self._changed = Condition()
        self.is_closed = False
        self.was_filled = False
        _ALL.add(self)

    def __len__(self) -> int:
        return len(self._elements)

    def put(self, element: Any) -> None:
        """Put one element in, when there is room.

        Raises:
            CancelledError: The queue is closed.
        """
        with self._changed:
            self.was_filled = True
            self._changed.wait_for(
                lambda: self.is_closed or len(self._elements) < self._capacity
            )
            if self.is_closed:
                raise KINDS["Cancelled"](None, None, f"{self._title} is closed.")
            self._elements.append(element)
            self._changed.notify_all()

    def take(self, count: int, *, or_fewer: bool = False) -> list[Any]:
        """Take elements out, when there are as many.

        Args:
            count: How many.
            or_fewer: Whether fewer will do once the queue is closed.

        Raises:
            OutOfRangeError: The queue is closed and has not as many.
        """
        with self._changed:
            began, is_told = time.monotonic(), False
            while not self.is_closed and len(self._elements) - self._kept < count:
                self._changed.wait(_GLANCE)
                late = time.monotonic() - began > _PATIENCE
                if late and not self.was_filled and not is_told:
                    is_told = True
                    _warn(self._name)
            size = len(self._elements)
            if size < count and not (or_fewer and size):
                raise KINDS["OutOfRange"](
                    None,
                    None,
                    f"{self._title} is closed and has insufficient elements "
                    f"(requested {count}, current size {size})",
                )
            taken = [self._next() for _ in range(min(count, size))]
            self._changed.notify_all()
            return taken

    def _next(self) -> Any:
        if self._pick is None:
            return self._elements.pop(0)
        index = self._pick(len(self._elements))
        last = self._elements.pop()
        if index == len(self._elements):
            return last
        found, self._elements[index] = self._elements[index], last
        return found

    def close(self) -> None:
        """Let nothing in any more; what is in it can be taken out."""
        with self._changed:
            self.is_closed = True
            self._changed.notify_all()


def close_all() -> None:
    """Close the queues of all sessions."""
    for each in list(_ALL):
        each.close()


def _warn(name: str) -> None:
    print(  # noqa: T201  # the program waits, and its user does not know why
        f"argscope.tf1: the queue {name!r} is empty and nothing fills it. Were its threads "
        "started, by tf.train.start_queue_runners(sess)?",
        file=sys.stderr,
    )


def random_pick(seed: int | None) -> Callable[[int], int]:
    """Return what picks at random."""
    return random.Random(seed).randrange  # noqa: S311  # an order
