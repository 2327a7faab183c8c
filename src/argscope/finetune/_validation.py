"""What a network comes to on the images for validation, after each epoch."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import nullcontext
from typing import Any, final

import keras

from argscope.finetune._batches import EvaluationBatches, Images
from argscope.finetune._shares import can_be_cut, whole_batches


@final
class Validation(keras.callbacks.Callback):
    """Evaluates after each epoch, and adds what comes out to the measures of the epoch.

    It comes before those callbacks that show or keep them. Full batches are cut over the
    devices. A last one that cannot be cut is computed whole by every device: each image
    counts once, as on one device.

    Args:
        images: The images.
        batch_size: How many a network sees together.
        threads: What reads them.
    """

    def __init__(self, images: Images, batch_size: int, threads: Executor) -> None:
        super().__init__()
        self._parts = [
            EvaluationBatches(images, batch_size, threads, rows=rows, whole=whole)
            for rows, whole in _parts(len(images.files), batch_size)
        ]

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Evaluate."""
        del epoch
        if logs is not None:
            logs.update({f"val_{name}": each for name, each in self._measures()})

    def close(self) -> None:
        """Make no more batches ahead."""
        for batches in self._parts:
            batches.close()

    def _measures(self) -> Iterator[tuple[str, float]]:
        images = sum(each.images for each in self._parts)
        found = [(each.images / images, self._evaluated(each)) for each in self._parts]
        for name in found[0][1]:
            yield name, sum(share * measures[name] for share, measures in found)

    def _evaluated(self, batches: EvaluationBatches) -> dict[str, float]:
        with whole_batches() if batches.whole else nullcontext():
            found = self.model.evaluate(batches, verbose=0, return_dict=True)
        return dict(sorted(found.items()))


def _parts(images: int, batch_size: int) -> Iterator[tuple[range, bool]]:
    """Yield images that are evaluated together, and whether every device sees all."""
    left = images % batch_size
    if can_be_cut(left):
        left = 0
    if images > left:
        yield range(images - left), False
    if left:
        yield range(images - left, images), True
