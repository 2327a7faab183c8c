"""How the number of channels of convolutions is scaled."""

from __future__ import annotations

from collections.abc import Callable

from argscope.nets.errors import NetworkArgumentError

Depth = Callable[[int], int]


def scaled(network: str, depth_multiplier: float, min_depth: int) -> Depth:
    """Return what scales numbers of channels.

    Raises:
        NetworkArgumentError: `depth_multiplier` is not positive.
    """
    if depth_multiplier <= 0:
        raise NetworkArgumentError.about(
            network,
            "depth_multiplier",
            depth_multiplier,
            expected="a number above 0",
        )
    return lambda channels: max(int(channels * depth_multiplier), min_depth)


def unscaled(channels: int) -> int:
    """Return the number of channels as it is."""
    return channels
