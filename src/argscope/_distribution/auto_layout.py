"""A layout that is proposed: large variables are cut, small ones are not worth it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from argscope._distribution.mesh import MODEL

LEAST: Final = 1 << 16
"""Numbers of a variable from which on it is cut: below, messages cost more than memory."""


def proposed(
    shapes: Mapping[str, tuple[int, ...]], parts: int
) -> dict[str, tuple[tuple[str | None, ...], str]]:
    """Return, for each path, axes and a reason.

    A kernel of a dense layer or a convolution is cut along its outputs, the last axis:
    each device then computes some of the outputs from all of the inputs. Where the number
    of outputs does not divide, along the longest other axis that does.

    Args:
        shapes: Shapes of variables by path.
        parts: Devices that share them.

    Source:
        Shoeybi et al. 2019, arXiv:1909.08053, section 3: column parallel layers.
    """
    return {path: _proposed(shape, parts) for path, shape in shapes.items()}


def _proposed(shape: tuple[int, ...], parts: int) -> tuple[tuple[str | None, ...], str]:
    whole: tuple[str | None, ...] = (None,) * len(shape)
    if len(shape) < 2 or math.prod(shape) < LEAST:
        return whole, "small"
    # The last axis first, then the longest.
    order = sorted(range(len(shape) - 1), key=lambda axis: -shape[axis])
    for axis in (len(shape) - 1, *order):
        if shape[axis] % parts == 0:
            kind = "outputs" if axis == len(shape) - 1 else f"axis {axis}"
            axes = tuple(MODEL if i == axis else None for i in range(len(shape)))
            return axes, f"large: {kind}, {shape[axis]}"
    return whole, f"no axis is a multiple of {parts}"
