"""All ways of writing a network compute the same function, or the ratios mean nothing.

Two things cannot be equal. Keras's own `BatchNormalization` puts the biased variance of
a batch into its moving average, the others the unbiased one. And torch's idiom adds the
penalty on the weights to the gradients only, so its loss lacks it.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from benchmarks.networks.subjects import BATCH, WEIGHT_DECAY, Network
from benchmarks.networks.ways import KERAS, OURS, PLAIN_TORCH, Way

TOLERANCES: Final = {"logits": 1e-4, "loss": 1e-4, "step": 3e-2}
"""How far two ways may be apart. A step of the ResNet amplifies the last digits: in its
last block the statistics are over 2 x 2 pixels of 8 images, and there are 53 of them on
the way back. Two formulas of the same normalization differ there by 0.3 %, and two
orders of summing, torch's and XLA's, by 1 %."""


def differences(network: Network, ways: dict[str, Way]) -> dict[str, dict[str, float]]:
    """Return how far each way is from ours: in logits, loss, and what a step changes.

    Each is the length of the difference over the length of what ours gives. All ways
    start from our weights, and are set back to them.
    """
    pixels, labels = network.images(BATCH)
    start = ways[OURS].weights()
    found = {name: _one_step(way, start, pixels, labels) for name, way in ways.items()}
    penalty = sum(
        WEIGHT_DECAY / 2 * float(np.sum(np.square(value, dtype="float64")))
        for path, value in start.items()
        if path.endswith("/weights")
    )
    logits, loss, changes = found[OURS]
    result = {}
    for name, (other_logits, other_loss, other_changes) in found.items():
        lacks = penalty if name == PLAIN_TORCH else 0.0
        paths = [p for p in start if not (name == KERAS and "moving_variance" in p)]
        result[name] = {
            "logits": _distance([other_logits], [logits]),
            "loss": abs(other_loss + lacks - loss) / abs(loss),
            "step": _distance(
                [other_changes[p] for p in paths], [changes[p] for p in paths]
            ),
        }
    return result


def check(network: Network, ways: dict[str, Way]) -> None:
    """Refuse to compare ways that compute something else than ours.

    Raises:
        ValueError: Says which way, in what, and by how much.
    """
    for name, parts in differences(network, ways).items():
        for part, distance in parts.items():
            if not distance < TOLERANCES[part]:
                raise ValueError(
                    f"{network.title}: the {part} of {name} is {distance:.2g} away from "
                    f"ours; allowed is {TOLERANCES[part]:g}."
                )


def _one_step(
    way: Way, start: dict[str, np.ndarray], pixels: np.ndarray, labels: np.ndarray
) -> tuple[np.ndarray, float, dict[str, np.ndarray]]:
    way.load(start)
    logits = way.infer(pixels)
    loss = way.train(pixels, labels)
    after = way.weights()
    way.load(start)
    return logits, loss, {path: after[path] - start[path] for path in start}


def _distance(values: list[np.ndarray], expected: list[np.ndarray]) -> float:
    pairs = zip(values, expected, strict=True)
    return _length([v - e for v, e in pairs]) / _length(expected)


def _length(arrays: list[np.ndarray]) -> float:
    squares = sum(float(np.sum(np.square(a, dtype="float64"))) for a in arrays)
    return math.sqrt(squares)
