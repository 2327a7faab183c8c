"""How much a layer multiplies, from the shapes of its weights, its input and its output."""

from __future__ import annotations

import math
from collections.abc import Iterable

from argscope.report._facts import Shape


def multiply_adds(
    kernels: Iterable[tuple[int, ...]],
    inputs: Shape | None,
    outputs: Shape | None,
    *,
    channels_first: bool = False,
) -> int | None:
    """Return the multiplications by weights that a layer does for one example.

    Each weight is used once at each position: of the output, or, where the output has
    more of them (transposed convolutions), of the input. Biases, normalization and
    activation are not counted, as in the papers.

    Args:
        kernels: Shapes of the weights, `(*window, inputs, outputs)`.
        inputs: Shape of the input, batch first.
        outputs: Shape of the output, batch first.
        channels_first: Whether the channels come right after the batch, not last.

    Returns:
        None if the shapes do not tell.

    Example:
        >>> from argscope.report._recording.multiply_adds import multiply_adds
        >>> multiply_adds([(3, 3, 8, 16)], (None, 28, 28, 8), (None, 28, 28, 16))
        903168
    """
    kernels = tuple(kernels)
    if not kernels:
        return 0
    if inputs is None or outputs is None:
        return None
    positions = [_positions(shape, channels_first) for shape in (inputs, outputs)]
    known = [count for count in positions if count is not None]
    if len(known) < 2:
        return None
    channels = inputs[1 if channels_first else -1] or 1
    return min(known) * sum(_uses(kernel, channels) for kernel in kernels)


def _positions(shape: Shape, channels_first: bool) -> int | None:
    places = shape[2:] if channels_first else shape[1:-1]
    if any(size is None for size in places):
        return None
    return math.prod(size for size in places if size is not None)


def _uses(kernel: tuple[int, ...], channels: int) -> int:
    """Return how often the weights of a kernel are used at one position."""
    # One window from one channel to one, applied to each of the input's.
    is_shared = len(kernel) > 2 and kernel[-2:] == (1, 1)
    return math.prod(kernel) * (channels if is_shared else 1)
