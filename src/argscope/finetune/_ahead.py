"""Batches that are there when a step asks for them: threads make the next ones before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from threading import Lock
from typing import Any, Final, NamedTuple, final

import numpy as np

Array = np.ndarray[Any, Any]

AHEAD: Final = 2
"""Batches that are made before they are asked for."""


class _Batch(NamedTuple):
    pixels: Array
    pictures: list[Future[None]]
    """Each is done when its row of the pixels is there."""

    def cancel(self) -> None:
        """Begin with no more pictures of it."""
        for picture in self.pictures:
            picture.cancel()


@final
class BatchesAhead:
    """Makes batches in their order, a bounded number before they are asked for.

    Of an epoch there are in memory the batch that was asked for last, which may be asked
    for again, and `AHEAD` more. Any thread may ask, as TensorFlow's do.

    Args:
        pictures: Returns, for a batch, a function for each picture in it. Threads call
            them in any order, so what they return must not depend on it.
        count: Number of batches.
        shape: Shape of a picture, `(height, width, channels)`.
        threads: What makes them.
    """

    def __init__(
        self,
        pictures: Callable[[int], Sequence[Callable[[], Array]]],
        count: int,
        shape: tuple[int, ...],
        *,
        threads: Executor,
    ) -> None:
        self._pictures = pictures
        self._count = count
        self._shape = shape
        self._threads = threads
        self._ahead = AHEAD
        self._asked = 0
        self._begun: dict[int, _Batch] = {}
        self._lock = Lock()

    def take(self, index: int) -> Array:
        """Return a batch as soon as it is made, float32 of shape `(pictures, *shape)`.

        Raises:
            Exception: What the first of its pictures that failed has raised.
        """
        batch = self._begin(index)
        try:
            for picture in batch.pictures:
                picture.result()
        except BaseException:
            batch.cancel()
            raise
        return batch.pixels

    def close(self) -> None:
        """Leave what nobody has asked for, so that the threads are soon done."""
        with self._lock:
            self._ahead = 0
            self._keep(range(self._asked, self._asked + 1))
            self._begun.clear()  # whoever waits for it has it

    def _begin(self, index: int) -> _Batch:
        """Return a batch that is being made, as those after it are from now on."""
        with self._lock:
            self._asked = index
            wanted = range(index, min(index + self._ahead + 1, self._count))
            self._keep(wanted)
            for each in wanted:
                if each not in self._begun:
                    self._begun[each] = self._submit(each)
            return self._begun[index]

    def _keep(self, wanted: range) -> None:
        for index in self._begun.keys() - set(wanted):
            self._begun.pop(index).cancel()

    def _submit(self, index: int) -> _Batch:
        functions = self._pictures(index)
        pixels = np.empty((len(functions), *self._shape), np.float32)

        def fill(row: int, picture: Callable[[], Array]) -> None:
            pixels[row] = picture()

        return _Batch(
            pixels,
            [self._threads.submit(fill, *picture) for picture in enumerate(functions)],
        )
