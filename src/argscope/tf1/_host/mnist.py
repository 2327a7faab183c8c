"""`tensorflow.examples.tutorials.mnist`: the digits that examples of TensorFlow 1 train on.

The four files have to be there: nothing is downloaded.

Source:
    The format: http://yann.lecun.com/exdb/mnist/.
"""

from __future__ import annotations

import gzip
import math
import struct
from pathlib import Path
from typing import Any, Final, NamedTuple, final

import numpy as np
from numpy.typing import NDArray

from argscope.tf1._graph.op import symbol
from argscope.tf1._types.dtypes import as_dtype
from argscope.tf1.errors import MissingFileError

_FILES: Final = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
_CLASSES: Final = 10
_MODULES: Final = (
    "examples.tutorials.mnist.input_data",
    "contrib.learn.datasets.mnist",
)


@final
@symbol(*(f"{module}.DataSet" for module in _MODULES))
class DataSet:
    """Images and their labels, in batches.

    Args:
        images: Of shape `[number, height, width, 1]` and dtype uint8.
        labels: One for each.
        fake_data: Whether all batches are the same, of no meaning.
        one_hot: Whether these have labels of ten classes.
        dtype: `tf.float32`, for values from 0 to 1, or `tf.uint8`.
        reshape: Whether images are vectors.
        seed: Decides the order; default: NumPy's, by what it was given last.
    """

    def __init__(
        self,
        images: NDArray[Any],
        labels: NDArray[Any],
        fake_data: bool = False,
        one_hot: bool = False,
        dtype: Any = "float32",
        reshape: bool = True,
        seed: int | None = None,
    ) -> None:
        if reshape:
            images = images.reshape(len(images), math.prod(images.shape[1:]))
        if as_dtype(dtype).name == "float32":
            images = images.astype(np.float32) * np.float32(1 / 255)
        self.images = images
        self.labels = labels
        self.num_examples = len(images)
        self.epochs_completed = 0
        self._fake_label = [1, *[0] * (_CLASSES - 1)] if one_hot else 0
        self._is_fake = fake_data
        self._next = 0
        if seed is not None:
            np.random.seed(seed)  # noqa: NPY002  # the order is that of the program's NumPy

    def next_batch(
        self, batch_size: int, fake_data: bool = False, shuffle: bool = True
    ) -> tuple[Any, Any]:
        """Return the next images and their labels; at the end it begins anew."""
        if fake_data or self._is_fake:
            image = [1] * self.images.shape[-1]
            return [image] * batch_size, [self._fake_label] * batch_size
        start, self._next = self._next, self._next + batch_size
        if start == 0 and self.epochs_completed == 0 and shuffle:
            self._shuffle()
        images, labels = (
            self.images[start : self._next],
            self.labels[start : self._next],
        )
        if self._next <= self.num_examples:
            return images, labels
        self.epochs_completed += 1
        self._next -= self.num_examples
        if shuffle:
            self._shuffle()
        return (
            np.concatenate([images, self.images[: self._next]]),
            np.concatenate([labels, self.labels[: self._next]]),
        )

    def _shuffle(self) -> None:
        order = np.arange(self.num_examples)
        np.random.shuffle(order)  # noqa: NPY002  # as above
        self.images, self.labels = self.images[order], self.labels[order]


class Datasets(NamedTuple):
    """The three parts."""

    train: DataSet
    validation: DataSet
    test: DataSet


@symbol(
    *(f"{module}.read_data_sets" for module in _MODULES),
    "contrib.learn.datasets.mnist.load_mnist",
)
def read_data_sets(
    train_dir: str = "MNIST-data",
    fake_data: bool = False,
    one_hot: bool = False,
    dtype: Any = "float32",
    reshape: bool = True,
    validation_size: int = 5000,
    seed: int | None = None,
    source_url: str | None = None,
) -> Datasets:
    """Return what the files of a folder hold: to train on, to validate on, to test on.

    Raises:
        MissingFileError: There is no such file; it says where there are some.
    """
    del source_url  # accepted
    options: dict[str, Any] = {"dtype": dtype, "reshape": reshape, "seed": seed}
    if fake_data:
        empty = np.zeros([0, 784], np.uint8)
        fake = DataSet(empty, empty, fake_data=True, one_hot=one_hot, dtype=dtype)
        return Datasets(fake, fake, fake)
    images, labels, test_images, test_labels = (
        _read(Path(train_dir) / name) for name in _FILES
    )
    if one_hot:
        labels, test_labels = np.eye(_CLASSES)[labels], np.eye(_CLASSES)[test_labels]
    if not 0 <= validation_size <= len(images):
        raise ValueError(
            f"Validation size should be between 0 and {len(images)}. Received: "
            f"{validation_size}."
        )
    return Datasets(
        DataSet(images[validation_size:], labels[validation_size:], **options),
        DataSet(images[:validation_size], labels[:validation_size], **options),
        DataSet(test_images, test_labels, **options),
    )


def _read(path: Path) -> NDArray[Any]:
    if not path.exists():
        raise MissingFileError.mnist(path)
    content = gzip.decompress(path.read_bytes())
    rank = content[3]
    sizes = struct.unpack_from(f">{rank}I", content, 4)
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * rank)
    return values.reshape(*sizes, 1) if rank == 3 else values.reshape(sizes)
