"""A network that tells classes, with all that it takes to ask it about files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np

from argscope._images.errors import ImageFileError
from argscope.layers import Model
from argscope.predict._answers import Answer, Prediction
from argscope.predict._batches import batches_of
from argscope.predict._end_points import only_end_points
from argscope.preprocessing import Preprocessing

Array = np.ndarray[Any, Any]


class Seen(NamedTuple):
    """What a network has made of one file."""

    file: Path
    values: Any
    """An array, or several by name; None if the file could not be read."""
    fault: str | None
    """Why the file could not be read as an image; None if it could."""


class Classifier(NamedTuple):
    """A network that tells classes, and what it needs to look at images."""

    model: Model
    """From images as the preprocessing returns them to logits, one for each label."""
    preprocessing: Preprocessing
    size: int
    """Height and width in pixels of what the network gets."""
    labels: tuple[str, ...]
    """What each class is called."""
    fast_decode: bool = False
    """Whether JPEGs are decoded at a reduced size where that is enough."""

    def answers(
        self, files: Sequence[Path], *, top: int = 5, batch_size: int = 32
    ) -> Iterator[Answer]:
        """Yield what is in images, each batch as soon as it is finished.

        Args:
            files: Their files, of any size.
            top: How many classes to tell of each image, >= 1, the most probable first.
            batch_size: Images that the network looks at together, >= 1.

        Yields:
            An `Answer` for each file, in their order: its predictions, or why it could
            not be read.
        """
        for seen in self._seen(files, batch_size, self._look):
            row, fault = seen.values, seen.fault
            order = () if fault else np.argsort(-row, kind="stable")[:top]
            found = [Prediction(self.labels[i], int(i), float(row[i])) for i in order]
            yield Answer(seen.file, tuple(found), fault)

    def probabilities(self, files: Sequence[Path], *, batch_size: int = 32) -> Array:
        """Return the probability of each class for each image.

        Args:
            files: Their files, of any size.
            batch_size: Images that the network looks at together, >= 1.

        Returns:
            Shape `(files, classes)`; each row adds up to 1.

        Raises:
            ImageFileError: A file is not an image.
        """
        rows = np.zeros((len(files), len(self.labels)), "float32")
        for row, seen in enumerate(self._seen(files, batch_size, self._look)):
            if seen.fault:
                raise ImageFileError.bad_image(seen.file, seen.fault)
            rows[row] = seen.values
        return rows

    def features(
        self, files: Sequence[Path], end_points: Sequence[str], *, batch_size: int = 32
    ) -> Iterator[Seen]:
        """Yield what the network has on its way to the classes of images.

        Args:
            files: Their files, of any size.
            end_points: Names of end points of the network.
            batch_size: Images that the network looks at together, >= 1.

        Returns:
            For each file, in their order, its array at each of the end points, by name,
            or why it could not be read.

        Raises:
            PredictError: The network has no end point of such a name.
        """
        shape = (None, self.size, self.size, self.preprocessing.channels)
        network = only_end_points(self.model, end_points, shape)
        return self._seen(files, batch_size, network.predict_on_batch)

    def _look(self, images: Array) -> Array:
        logits = keras.ops.cast(self.model.predict_on_batch(images), "float32")
        return keras.ops.convert_to_numpy(keras.ops.softmax(logits))

    def _seen(
        self, files: Sequence[Path], size: int, look: Callable[[Array], Any]
    ) -> Iterator[Seen]:
        for batch in batches_of(
            files, self.preprocessing, self.size, size, fast_decode=self.fast_decode
        ):
            outputs = look(batch.images)
            row = 0
            for file, fault in batch.files:
                values = None if fault else _row(outputs, row)
                yield Seen(file, values, fault)
                row += fault is None


def _row(outputs: Any, row: int) -> Any:
    return keras.tree.map_structure(lambda each: each[row], outputs)
