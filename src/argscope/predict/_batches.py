"""Images as batches of one size, read ahead by threads; damaged ones are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, pairwise
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from argscope._images.errors import ImageFileError
from argscope._images.image_file import read_image
from argscope.preprocessing import Preprocessing

Array = np.ndarray[Any, Any]


class Batch(NamedTuple):
    """The next files, and the images in them."""

    files: list[tuple[Path, str | None]]
    """Each with why it cannot be read as an image; None if it can."""
    images: Array
    """Shape `(size, height, width, channels)`: those that can, then zeros."""


def batches_of(
    files: Sequence[Path],
    preprocessing: Preprocessing,
    pixels: int,
    size: int,
    *,
    fast_decode: bool = False,
) -> Iterator[Batch]:
    """Yield images as a network gets them, in the order of their files.

    All batches have one size: for another, a network would be compiled once more.

    Args:
        files: Their files.
        preprocessing: What is done to them.
        pixels: Their height and width afterwards.
        size: Files a batch, >= 1; less if there are not so many.
        fast_decode: Whether JPEGs are decoded at a reduced size where that is enough.
    """
    size = min(size, len(files))
    shape = (size, pixels, pixels, preprocessing.channels)
    parts = (files[first : first + size] for first in range(0, len(files), size or 1))

    least = preprocessing.evaluate_side * pixels if fast_decode else inf

    def prepared(file: Path) -> Array:
        return preprocessing.evaluate(read_image(file, least), (pixels, pixels))

    with ThreadPoolExecutor() as threads:
        reading = ([(f, threads.submit(prepared, f)) for f in part] for part in parts)
        # In pairs, so that one is read while the one before is looked at.
        for part, _next in pairwise(chain(reading, [[]])):
            yield _batch(part, shape)


def _batch(
    reading: Iterable[tuple[Path, Future[Array]]], shape: tuple[int, ...]
) -> Batch:
    batch = Batch([], np.zeros(shape, "float32"))
    row = 0
    for file, image in reading:
        fault = None
        try:
            batch.images[row] = image.result()
            row += 1
        except ImageFileError as error:
            fault = error.facts["reason"]
        batch.files.append((file, fault))
    return batch
