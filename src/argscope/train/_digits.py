"""The images: 1797 handwritten digits of 8 x 8 pixels that come with scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

NUM_CLASSES: Final = 10
_BRIGHTEST: Final = 16.0  # the images count set pixels in blocks of 4 x 4


@dataclass(frozen=True)
class Images:
    """Labelled images.

    Attributes:
        pixels: Shape `(count, height, width, 1)`, float32 in [0, 1].
        labels: Shape `(count,)`, int32 in [0, 10).
    """

    pixels: np.ndarray[Any, Any]
    labels: np.ndarray[Any, Any]


def load_digits() -> tuple[Images, Images, Images]:
    """Return images for training (1257), validation (180) and test (360).

    The parts are the same in every run and have equal shares of each digit. The test
    images are used once, after training.

    Source:
        Alpaydin & Kaynak 1998, "Optical Recognition of Handwritten Digits", UCI; the
        test part of that data set, as scikit-learn ships it.
    """
    from sklearn.datasets import load_digits as load
    from sklearn.model_selection import train_test_split

    digits = load()
    pixels = (digits.images[..., np.newaxis] / _BRIGHTEST).astype("float32")
    labels = digits.target.astype("int32")
    kept, test = train_test_split(
        np.arange(len(labels)), test_size=0.2, random_state=0, stratify=labels
    )
    train, validation = train_test_split(
        kept, test_size=0.125, random_state=0, stratify=labels[kept]
    )
    return tuple(
        Images(pixels[part], labels[part]) for part in (train, validation, test)
    )  # type: ignore[return-value]  # three parts
