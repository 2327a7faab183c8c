"""Losses and accuracies for TensorBoard, without TensorFlow."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import keras
from tensorboardX import SummaryWriter

_TAGS: Final = {
    "loss": "loss/training",
    "val_loss": "loss/validation",
    "accuracy": "accuracy/training",
    "val_accuracy": "accuracy/validation",
}


class EventWriter(keras.callbacks.Callback):
    """Writes one point per epoch and measure; steps count finished epochs.

    Args:
        folder: Where to; TensorBoard reads all files in it as one run.
        finished: Epochs that were finished before. What an interrupted run wrote of
            later ones is taken back.
    """

    def __init__(self, folder: Path, finished: int) -> None:
        super().__init__()
        purge = finished + 1 if finished else None
        self._writer = SummaryWriter(str(folder), purge_step=purge)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write the measures of the epoch."""
        for name, value in (logs or {}).items():
            self._writer.add_scalar(_TAGS.get(name, name), float(value), epoch + 1)
        rate = float(self.model.optimizer.learning_rate)
        self._writer.add_scalar("learning_rate", rate, epoch + 1)
        self._writer.flush()

    def close(self) -> None:
        """Close the file."""
        self._writer.close()
