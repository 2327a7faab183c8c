"""Padding that depends on the window alone, so that positions keep their places."""

from __future__ import annotations

from collections.abc import Sequence

from keras import ops

from argscope._base.tensor import Tensor


def fixed_padding(inputs: Tensor, kernel_size: Sequence[int], rate: int = 1) -> Tensor:
    """Pad height and width with zeros, as a window that is centered needs.

    Args:
        inputs: Features, shape `(batch, height, width, channels)`.
        kernel_size: Height and width of the window.
        rate: Its dilation.
    """
    pads = []
    for size in kernel_size:
        total = (size - 1) * rate
        pads.append([total // 2, total - total // 2])
    return ops.pad(inputs, [[0, 0], *pads, [0, 0]])
