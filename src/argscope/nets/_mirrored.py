"""Padding that continues images beyond their edges with what is inside of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from keras import ops

from argscope._base.tensor import Tensor
from argscope.nets.errors import NetworkArgumentError

# How many positions at the edge are not repeated.
_SKIPPED: Final = {"REFLECT": 1, "SYMMETRIC": 0}

MODES: Final = ("CONSTANT", *_SKIPPED)
"""The names of TensorFlow's ways to pad: with zeros, or mirrored without the edge or with it."""


def padded(
    network: str, inputs: Tensor, pads: Sequence[tuple[int, int]], mode: str
) -> Tensor:
    """Pad height and width.

    `keras.ops.pad` would do, but that it repeats the edge for `SYMMETRIC` on torch
    (Keras 3.15).

    Args:
        network: The function that pads, for the error.
        inputs: Features, shape `(batch, height, width, channels)`.
        pads: Positions before and after, for height and for width.
        mode: One of `MODES`.

    Raises:
        NetworkArgumentError: There is no such mode, or the features are too small to be
            mirrored.
    """
    if mode not in MODES:
        raise NetworkArgumentError.about(
            network, "pad_mode", mode, expected=f"one of {', '.join(MODES)}"
        )
    if mode == "CONSTANT":
        return ops.pad(inputs, [[0, 0], *map(list, pads), [0, 0]])
    skipped = _SKIPPED[mode]
    for size, needed in zip(inputs.shape[1:3], map(max, pads), strict=True):
        if isinstance(size, int) and size < needed + skipped:
            raise NetworkArgumentError.about(
                network,
                "inputs",
                inputs,
                expected=f"at least {needed + skipped} positions along each axis that is "
                "mirrored",
            )
    for axis, (before, after) in enumerate(pads, start=1):
        inputs = _mirrored(inputs, axis, before, after, skipped)
    return inputs


def _mirrored(
    inputs: Tensor, axis: int, before: int, after: int, skipped: int
) -> Tensor:
    def mirror(start: int, stop: int | None) -> Tensor:
        part = inputs[(slice(None),) * axis + (slice(start, stop),)]
        return ops.flip(part, axis)

    parts = [inputs]
    if before:
        parts.insert(0, mirror(skipped, skipped + before))
    if after:
        parts.append(mirror(-skipped - after, -skipped or None))
    return ops.concatenate(parts, axis)
