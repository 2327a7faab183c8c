"""How long training steps wait for their data."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident
from typing import Any, final

import keras


@final
class WaitingTime(keras.callbacks.Callback):
    """Seconds in which the network had nothing to compute, as its data was not there.

    Attributes:
        seconds: How many until now.

    JAX and torch ask for a batch between two steps, so all of the wait counts. TensorFlow
    asks ahead, in a thread of its own: only the time since the last step that had its data
    has ended does.
    """

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0
        self._thread = get_ident()
        self._steps = 0
        self._ended = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Count the steps of the epoch from 0."""
        del epoch, logs
        self._steps = 0

    def on_train_batch_end(
        self, batch: int, logs: dict[str, Any] | None = None
    ) -> None:
        """Note when a step ended."""
        del logs
        self._steps = batch + 1
        self._ended = time.perf_counter()

    @contextmanager
    def until_there(self, batch: int) -> Iterator[None]:
        """Measure the block, which makes a batch of the epoch available, from 0."""
        start = time.perf_counter()
        yield
        if get_ident() == self._thread:
            self.seconds += time.perf_counter() - start
        elif self._steps == batch:
            self.seconds += time.perf_counter() - max(start, self._ended)
