"""Images changed at random: their colours.

Differs: The generator of the run decides by how much; `seed` has no effect.
"""

from __future__ import annotations

from typing import Any

from argscope.tf1._graph.op import op
from argscope.tf1._nn import image_colours as colours
from argscope.tf1._ops.random import random_uniform
from argscope.tf1._ops.values import Array


def drawn(low: float, high: float, shape: tuple[Any, ...] = ()) -> Array:
    """Return uniform random numbers, others in each run."""
    return random_uniform.of_values(shape, low, high)


@op("random_brightness", "image.random_brightness", draws=True)
def random_brightness(image: Array, max_delta: float, seed: int | None = None) -> Array:
    """Return images with up to `max_delta` added to or taken from all values."""
    _refuse(max_delta < 0, "max_delta must be >= 0")
    delta = drawn(-float(max_delta), float(max_delta))
    return colours.brightened(image, delta)


@op("random_contrast", "image.random_contrast", draws=True)
def random_contrast(
    image: Array, lower: float, upper: float, seed: int | None = None
) -> Array:
    """Return images with a contrast times something in [lower, upper)."""
    return colours.contrasted(image, _factor(lower, upper))


@op("random_saturation", "image.random_saturation", draws=True)
def random_saturation(
    image: Array, lower: float, upper: float, seed: int | None = None
) -> Array:
    """Return images with a saturation times something in [lower, upper)."""
    return colours.saturated(image, _factor(lower, upper))


@op("random_hue", "image.random_hue", draws=True)
def random_hue(image: Array, max_delta: float, seed: int | None = None) -> Array:
    """Return images with a hue turned by up to `max_delta` of the circle either way."""
    _refuse(not 0 <= max_delta <= 0.5, "max_delta must be in [0, 0.5]")
    return colours.turned(image, drawn(-float(max_delta), float(max_delta)))


def _factor(lower: float, upper: float) -> Array:
    _refuse(upper <= lower, "upper must be > lower")
    _refuse(lower < 0, "lower must be >= 0")
    return drawn(float(lower), float(upper))


def _refuse(condition: Any, rule: str) -> None:
    if condition:
        raise ValueError(f"{rule}.")
