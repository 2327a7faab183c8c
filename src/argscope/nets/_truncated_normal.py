"""The initializer of the older networks: normal values of a fixed standard deviation."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from argscope.layers.initializers import truncated_normal


@keras.saving.register_keras_serializable(package="argscope")
class TruncatedNormal(keras.initializers.Initializer):
    """Normal values, drawn again until within two standard deviations."""

    def __init__(self, stddev: float) -> None:
        self.stddev = stddev

    def draw(
        self, shape: tuple[int, ...], generator: np.random.Generator
    ) -> np.ndarray[Any, Any]:
        """Return an array of `shape` drawn with `generator`."""
        return self.stddev * truncated_normal(shape, generator)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal initializer."""
        return {"stddev": self.stddev}
