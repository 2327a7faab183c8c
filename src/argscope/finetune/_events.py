"""Losses and accuracies for TensorBoard, without TensorFlow."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tensorboardX import SummaryWriter

_TAGS: Final = {
    "loss": "loss/training",
    "val_loss": "loss/validation",
    "accuracy": "accuracy/training",
    "val_accuracy": "accuracy/validation",
}


class EventWriter:
    """Writes one point per epoch and measure; steps count finished epochs.

    Args:
        folder: Where to; TensorBoard reads all files in it as one run.
        history: Values of each measure after each epoch that is finished already. They
            are written again, and the files that a run has left are deleted: killed, it
            may not have come to its last point, or have written one too many.
    """

    def __init__(self, folder: Path, history: dict[str, list[float]]) -> None:
        for left in folder.glob("events.*"):
            left.unlink()
        # A TensorBoard that looks on has read those points: take them back.
        self._writer = SummaryWriter(str(folder), purge_step=1 if history else None)
        for epoch, values in enumerate(zip(*history.values(), strict=True), start=1):
            self.write(epoch, dict(zip(history, values, strict=True)))

    def write(self, epoch: int, measures: dict[str, float]) -> None:
        """Write the measures of an epoch; the first is 1."""
        for name, value in measures.items():
            self._writer.add_scalar(_TAGS.get(name, name), value, epoch)
        self._writer.flush()

    def close(self) -> None:
        """Close the file."""
        self._writer.close()
