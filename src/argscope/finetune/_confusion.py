"""What a network takes for what: counts by class, as tables and as a picture."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from argscope._base.whole_file import write_whole
from argscope.finetune._batches import Images
from argscope.finetune._confusion_picture import draw_confusion
from argscope.layers import Model
from argscope.predict._classifier import Classifier

Array = np.ndarray[Any, Any]

BY_CLASS: Final = "classes.csv"
TABLE: Final = "confusion.csv"
PICTURE: Final = "confusion.png"


def confusion(model: Model, images: Images, batch_size: int) -> Array:
    """Return how many images of each class the network takes for each class.

    Returns:
        Shape `(classes, classes)`, whole numbers: rows are what the images are, columns
        what the most probable class is.
    """
    labels = tuple(map(str, range(images.classes)))
    classifier = Classifier(
        model, images.preprocessing, images.size, labels, images.fast_decode
    )
    rows = classifier.probabilities(images.files, batch_size=batch_size)
    found = np.argmax(rows, axis=-1)
    counts = np.zeros((images.classes, images.classes), "int64")
    np.add.at(counts, (images.labels, found), 1)
    return counts


def write_confusion(folder: Path, counts: Array, classes: Sequence[str]) -> None:
    """Write the counts that `confusion` returned.

    | file | content |
    |---|---|
    | `classes.csv` | for each class: its images, how many are recognized, their share |
    | `confusion.csv` | a row for each class, a column for what its images are taken for |
    | `confusion.png` | the same as a picture |
    """
    _write(folder / BY_CLASS, _by_class(counts, classes))
    rows = ([name, *row] for name, row in zip(classes, counts.tolist(), strict=True))
    _write(folder / TABLE, [["class", *classes], *rows])
    write_whole(folder / PICTURE, lambda new: draw_confusion(counts, classes).save(new))


def _by_class(counts: Array, classes: Sequence[str]) -> Iterable[Sequence[object]]:
    yield "class", "images", "right", "accuracy"
    for label, name in enumerate(classes):
        images, right = counts[label].sum(), counts[label, label]
        yield name, images, right, f"{right / images:.6g}" if images else ""


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    def write(new: Path) -> None:
        with new.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)

    write_whole(path, write)
