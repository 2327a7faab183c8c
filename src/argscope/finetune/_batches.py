"""The images of a run as batches: read, distorted and put together by threads."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np

from argscope._images.image_file import read_image
from argscope.finetune._config import FineTuneConfig
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

    def to_train(self, row: int, rng: np.random.Generator) -> Array:
        """Return one image, distorted as `rng` decides."""
        image = read_image(self.files[row])
        return self.preprocessing.train(image, (self.size, self.size), rng)

    def to_evaluate(self, row: int) -> Array:
        """Return one image, always the same."""
        image = read_image(self.files[row])
        return self.preprocessing.evaluate(image, (self.size, self.size))


class ReadingTime:
    """Seconds that reading the images to train on has taken until now."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Add what the block takes."""
        start = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - start


class TrainingBatches(keras.utils.PyDataset):
    """One epoch of training: all images in another order, distorted in another way.

    Everything follows from seed, epoch and image, so an epoch that is begun again is
    the same. Images that do not fill a last batch are left out, other ones in each
    epoch; a step of another size would be compiled once more.

    The threads are ours: with Keras's own, the batch that it takes to look at the
    shapes is lost from the first epoch of a process, and another epoch is the result.
    """

    def __init__(
        self,
        images: Images,
        config: FineTuneConfig,
        epoch: int,
        *,
        threads: Executor,
        reading: ReadingTime,
    ) -> None:
        super().__init__()
        self._images = images
        self._reading = reading
        self._threads = threads
        self._size = min(config.batch_size, len(images.files))
        self._seed = (config.seed, epoch)
        self._order = np.random.default_rng(self._seed).permutation(len(images.files))

    def __len__(self) -> int:
        return steps_per_epoch(len(self._images.files), self._size)

    def __getitem__(self, index: int) -> tuple[Array, Array]:
        rows = self._order[index * self._size : (index + 1) * self._size]
        sources = [np.random.default_rng((*self._seed, row)) for row in rows]
        with self._reading.measured():
            pixels = list(self._threads.map(self._images.to_train, rows, sources))
        return np.stack(pixels), _one_hot(self._images, rows)


class EvaluationBatches(keras.utils.PyDataset):
    """All images once, in their order."""

    def __init__(self, images: Images, batch_size: int, threads: Executor) -> None:
        super().__init__()
        self._images = images
        self._threads = threads
        self._size = batch_size

    def __len__(self) -> int:
        return math.ceil(len(self._images.files) / self._size)

    def __getitem__(self, index: int) -> tuple[Array, Array]:
        first = index * self._size
        rows = range(first, min(first + self._size, len(self._images.files)))
        pixels = self._threads.map(self._images.to_evaluate, rows)
        return np.stack(list(pixels)), _one_hot(self._images, rows)


def steps_per_epoch(images: int, batch_size: int) -> int:
    """Return the number of training steps in an epoch, >= 1."""
    return max(1, images // batch_size)


def _one_hot(images: Images, rows: Any) -> Array:
    return np.eye(images.classes, dtype="float32")[images.labels[rows]]
