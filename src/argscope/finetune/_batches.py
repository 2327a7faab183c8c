"""The images of a run as batches: read, distorted and put together by threads."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
from PIL.Image import Image

from argscope._images.image_file import read_image
from argscope._runs.waiting import WaitingTime
from argscope.finetune._ahead import BatchesAhead
from argscope.finetune._config import FineTuneConfig
from argscope.finetune._shares import share_of
from argscope.preprocessing import Preprocessing

Array = np.ndarray[Any, Any]


class Images(NamedTuple):
    """Labelled images, and what becomes of them."""

    files: tuple[Path, ...]
    labels: Array
    """Shape `(count,)`, whole numbers in [0, `classes`)."""
    classes: int
    preprocessing: Preprocessing
    size: int
    """Height and width in pixels of what the network gets."""
    fast_decode: bool = False
    """Whether JPEGs are decoded at a reduced size where that is enough."""

    def to_train(self, row: int, rng: np.random.Generator) -> Array:
        """Return one image, distorted as `rng` decides."""
        image = self._read(row, self.preprocessing.train_side)
        return self.preprocessing.train(image, (self.size, self.size), rng)

    def to_evaluate(self, row: int) -> Array:
        """Return one image, always the same."""
        image = self._read(row, self.preprocessing.evaluate_side)
        return self.preprocessing.evaluate(image, (self.size, self.size))

    def _read(self, row: int, side: float) -> Image:
        least = side * self.size if self.fast_decode else math.inf
        return read_image(self.files[row], least)


class _Batches(keras.utils.PyDataset):
    """Batches of images, made ahead.

    The threads are ours: with Keras's own, the batch that it takes to look at the
    shapes is lost from the first epoch of a process, and another epoch is the result.

    Of each batch there are only the images that this process computes, unless it is to
    have the `whole` ones.
    """

    def __init__(
        self,
        images: Images,
        batch_size: int,
        threads: Executor,
        *,
        whole: bool = False,
    ) -> None:
        super().__init__()
        self._images = images
        self._size = batch_size
        self.whole = whole
        shape = (images.size, images.size, images.preprocessing.channels)
        self._ahead = BatchesAhead(self._pictures, len(self), shape, threads=threads)

    def __getitem__(self, index: int) -> tuple[Array, Array]:
        classes = np.eye(self._images.classes, dtype=np.float32)
        labels = classes[self._images.labels[self._own_rows(index)]]
        return self._ahead.take(index), labels

    def close(self) -> None:
        """Make no more batches ahead."""
        self._ahead.close()

    def _pictures(self, index: int) -> list[Callable[[], Array]]:
        return [partial(self._picture, row) for row in self._own_rows(index)]

    def _own_rows(self, index: int) -> Array:
        rows = self._rows(index)
        return rows if self.whole else share_of(rows)

    def _rows(self, index: int) -> Array:
        """Return which images a batch is made of."""
        raise NotImplementedError

    def _picture(self, row: int) -> Array:
        """Return one image as the network gets it."""
        raise NotImplementedError


class TrainingBatches(_Batches):
    """One epoch of training: all images in another order, distorted in another way.

    Everything follows from seed, epoch and image, so an epoch that is begun again is
    the same. Images that do not fill a last batch are left out, other ones in each
    epoch; a step of another size would be compiled once more.
    """

    def __init__(
        self,
        images: Images,
        config: FineTuneConfig,
        epoch: int,
        *,
        threads: Executor,
        waiting: WaitingTime,
    ) -> None:
        super().__init__(images, min(config.batch_size, len(images.files)), threads)
        self._waiting = waiting
        self._seed = (config.seed, epoch)
        self._order = np.random.default_rng(self._seed).permutation(len(images.files))

    def __len__(self) -> int:
        return steps_per_epoch(len(self._images.files), self._size)

    def __getitem__(self, index: int) -> tuple[Array, Array]:
        with self._waiting.until_there(index):
            return super().__getitem__(index)

    def _rows(self, index: int) -> Array:
        return self._order[index * self._size : (index + 1) * self._size]

    def _picture(self, row: int) -> Array:
        return self._images.to_train(row, np.random.default_rng((*self._seed, row)))


class EvaluationBatches(_Batches):
    """Images once, in their order.

    Args:
        images: The images.
        batch_size: How many a network sees together.
        threads: What reads them.
        rows: Which of them, one behind the other; default: all.
        whole: Whether this process computes all of each batch.
    """

    def __init__(
        self,
        images: Images,
        batch_size: int,
        threads: Executor,
        *,
        rows: range | None = None,
        whole: bool = False,
    ) -> None:
        self._chosen = range(len(images.files)) if rows is None else rows
        super().__init__(images, batch_size, threads, whole=whole)

    @property
    def images(self) -> int:
        """How many there are."""
        return len(self._chosen)

    def __len__(self) -> int:
        return math.ceil(self.images / self._size)

    def _rows(self, index: int) -> Array:
        return np.array(self._chosen[index * self._size : (index + 1) * self._size])

    def _picture(self, row: int) -> Array:
        return self._images.to_evaluate(row)


def steps_per_epoch(images: int, batch_size: int) -> int:
    """Return the number of training steps in an epoch, >= 1."""
    return max(1, images // batch_size)
