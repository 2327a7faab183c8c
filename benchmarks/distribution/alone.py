"""What a program on one device pays for `distribute(data=1)`."""

from __future__ import annotations

from typing import Final, final

import numpy as np

from benchmarks.networks import ours
from benchmarks.networks.keras_fit import KerasWay
from benchmarks.networks.steps import TRAIN, Effort, Times, measure_task
from benchmarks.networks.subjects import Network
from benchmarks.networks.ways import OURS

import argscope  # isort: skip

UNDER: Final = OURS
"""The way that the others are compared with is called so."""
WITHOUT: Final = "without distribute"


@final
class UnderDistribute:
    """A model that is made and trained while one `distribute(data=1)` is in effect."""

    def __init__(self, network: Network) -> None:
        with argscope.distribute(data=1) as distribution:
            model = ours.build(network)
            self._way = KerasWay(model, ours.variables(model))
        self._distribution = distribution

    @property
    def elapsed(self) -> float | None:
        """Seconds of the last `train`."""
        return self._way.elapsed

    def load(self, weights: dict[str, np.ndarray]) -> None:
        """Start from these weights, without momentum."""
        self._way.load(weights)

    def weights(self) -> dict[str, np.ndarray]:
        """Return all weights."""
        return self._way.weights()

    def train(self, pixels: np.ndarray, labels: np.ndarray) -> float:
        """Take one step for each batch; return the mean loss."""
        self._distribution.open()  # the same one: what was recorded for it is kept
        with self._distribution:
            return self._way.train(pixels, labels)

    def infer(self, pixels: np.ndarray) -> np.ndarray:
        """Return the logits of all images."""
        self._distribution.open()
        with self._distribution:
            return self._way.infer(pixels)


def measure(network: Network, effort: Effort) -> Times:
    """Return the times of a training step, with and without."""
    model = ours.build(network)
    without = KerasWay(model, ours.variables(model))
    under = UnderDistribute(network)
    under.load(without.weights())
    return measure_task(network, TRAIN, {UNDER: under, WITHOUT: without}, effort)
