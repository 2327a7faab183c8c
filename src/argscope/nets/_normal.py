"""The initializer of the networks that make images: normal values, however far out."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np


@keras.saving.register_keras_serializable(package="argscope")
class Normal(keras.initializers.Initializer):
    """Normal values with mean 0, of a fixed standard deviation."""

    def __init__(self, stddev: float) -> None:
        self.stddev = stddev

    def draw(
        self, shape: tuple[int, ...], generator: np.random.Generator
    ) -> np.ndarray[Any, Any]:
        """Return an array of `shape` drawn with `generator`."""
        drawn = generator.standard_normal(shape, dtype=np.float32)
        return np.float32(self.stddev) * drawn

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal initializer."""
        return {"stddev": self.stddev}
