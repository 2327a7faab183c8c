"""Looking for a request to stop after each step of training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras


class StopAfterStep(keras.callbacks.Callback):
    """Ends `fit` after a step if a signal asks for it.

    Args:
        heed: Looks at the request, and raises `Stopped`; it is told the place.
        epochs: Epochs of the whole run.
        outlook: What the person who asked is to know of going on.
    """

    def __init__(
        self, heed: Callable[[str], None], *, epochs: int, outlook: str
    ) -> None:
        super().__init__()
        self._heed = heed
        self._epochs = epochs
        self._outlook = outlook

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Remember which epoch it is."""
        del logs
        self._epoch = epoch

    def on_train_batch_end(
        self, batch: int, logs: dict[str, Any] | None = None
    ) -> None:
        """Stop here if it was asked for.

        Raises:
            Stopped: It was.
        """
        del batch, logs
        self._heed(f"in epoch {self._epoch + 1} of {self._epochs}; {self._outlook}")
