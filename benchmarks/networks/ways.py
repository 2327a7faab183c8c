"""The ways of writing a network that run in this process, on one backend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

import numpy as np

from benchmarks.networks import keras_layers, ours
from benchmarks.networks.keras_fit import KerasWay
from benchmarks.networks.subjects import Network

OURS: Final = "argscope.layers"
KERAS: Final = "keras.layers, functional"
PLAIN_JAX: Final = "plain JAX"
PLAIN_TORCH: Final = "plain torch"


class Way(Protocol):
    """One network, written in one way.

    Attributes:
        elapsed: Seconds of the last `train` or `infer` that count; None: all of them.
    """

    elapsed: float | None

    def load(self, weights: dict[str, np.ndarray]) -> None:
        """Start from these weights, without momentum."""

    def weights(self) -> dict[str, np.ndarray]:
        """Return all weights by the original's names."""

    def train(self, pixels: np.ndarray, labels: np.ndarray) -> float:
        """Take one step for each batch; return the mean loss."""

    def infer(self, pixels: np.ndarray) -> np.ndarray:
        """Return the logits of all images."""


def all_ways(network: Network, backend: str) -> dict[str, Way]:
    """Return the network in each way, all with the same weights."""
    model = ours.build(network)
    twin = keras_layers.build(network)
    first = KerasWay(model, ours.variables(model))
    weights = first.weights()
    ways: dict[str, Way] = {
        OURS: first,
        KERAS: KerasWay(twin, keras_layers.variables(twin)),
    }
    for name, make in _by_hand(backend).items():
        ways[name] = make(network, weights)
    for way in ways.values():
        way.load(weights)
    return ways


def _by_hand(backend: str) -> dict[str, Callable[..., Way]]:
    if backend == "jax":
        from benchmarks.networks.plain_jax import PlainJax

        return {PLAIN_JAX: PlainJax}
    if backend == "torch":
        from benchmarks.networks.plain_torch import PlainTorch

        return {PLAIN_TORCH: PlainTorch}
    return {}
