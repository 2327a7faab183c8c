"""Where random initial values come from: NumPy for variables, Keras for tensors.

Those of variables are decided by the model's seed and the variable's path, and are the same
on every backend; see `layers.initializers`. Those of tensors are drawn at each run.
"""

from __future__ import annotations

from typing import Any, Protocol, final

import keras
import numpy as np

from argscope.layers.initializers import truncated_normal

Shape = tuple[int, ...]


class Draws(Protocol):
    """Random numbers, of three distributions."""

    def uniform(self, shape: Shape) -> Any:
        """Return numbers of equal probability, from 0 up to 1."""

    def normal(self, shape: Shape) -> Any:
        """Return numbers of a normal distribution, of mean 0 and deviation 1."""

    def truncated(self, shape: Shape) -> Any:
        """Return those of them within two deviations."""


@final
class OfNumpy:
    """Random numbers of a generator."""

    def __init__(self, generator: np.random.Generator) -> None:
        self._generator = generator

    def uniform(self, shape: Shape) -> Any:
        """Return numbers of equal probability, from 0 up to 1."""
        return self._generator.random(shape, dtype=np.float32)

    def normal(self, shape: Shape) -> Any:
        """Return numbers of a normal distribution, of mean 0 and deviation 1."""
        return self._generator.standard_normal(shape, dtype=np.float32)

    def truncated(self, shape: Shape) -> Any:
        """Return those of them within two deviations."""
        return truncated_normal(shape, self._generator)


@final
class OfKeras:
    """Random numbers that are drawn where a graph is computed."""

    def __init__(self, seed: Any, dtype: str) -> None:
        self._options = {"dtype": dtype, "seed": seed}

    def uniform(self, shape: Shape) -> Any:
        """Return numbers of equal probability, from 0 up to 1."""
        return keras.random.uniform(shape, **self._options)

    def normal(self, shape: Shape) -> Any:
        """Return numbers of a normal distribution, of mean 0 and deviation 1."""
        return keras.random.normal(shape, **self._options)

    def truncated(self, shape: Shape) -> Any:
        """Return those of them within two deviations."""
        drawn = keras.random.truncated_normal(shape, **self._options)
        return keras.ops.clip(
            drawn, -2.0, 2.0
        )  # on torch four in a million are outside
