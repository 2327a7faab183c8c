"""Windows that slide over images, as TensorFlow 1 writes them down.

Sizes, strides and rates of windows come as a number, as one for each axis of the window,
or as one for every axis of the input; padding by its name or in numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import ops

from argscope.layers._numerics.ops import (
    CHANNELS_FIRST,
    CHANNELS_LAST,
    DataFormat,
    Padding,
)
from argscope.tf1._ops.values import Array, sizes_of


def layout_of(data_format: Any) -> DataFormat:
    """Return where the channels are: `"NCHW"` and its like have them first."""
    return CHANNELS_FIRST if str(data_format or "").startswith("NC") else CHANNELS_LAST


def over_window(
    sizes: Any, dims: int, layout: DataFormat, what: str
) -> tuple[int, ...]:
    """Return the sizes (strides, rates) for the axes of the window alone.

    Args:
        sizes: The sizes, as the program gave them; None for 1.
        dims: The number of axes of the window.
        layout: Where the channels are.
        what: What they are, for errors.

    Raises:
        ValueError: They are too many or too few, or go over the batch or the channels.
    """
    found = [1] if sizes is None else [int(size) for size in sizes_of(sizes)]
    if len(found) == 1:
        return tuple(found * dims)
    if len(found) == dims:
        return tuple(found)
    first = 2 if layout == CHANNELS_FIRST else 1
    window = found[first : first + dims]
    others = found[:first] + found[first + dims :]
    if len(found) != dims + 2 or others != [1, 1]:
        raise ValueError(
            f"{what} is {found}, where 1, {dims} or {dims + 2} numbers are expected, of "
            "which those for the batch and the channels are 1."
        )
    return tuple(window)


def padding_of(padding: Any) -> Padding:
    """Return the padding of a name.

    Raises:
        ValueError: There is no such name.
    """
    if isinstance(padding, str) and padding.upper() in ("SAME", "VALID"):
        return "same" if padding.upper() == "SAME" else "valid"
    raise ValueError(f"padding is {padding!r}, where 'SAME' or 'VALID' is expected.")


def padded(inputs: Array, padding: Any, fill: float = 0.0) -> tuple[Array, Padding]:
    """Return inputs and the padding that they still need.

    Padding in numbers, a pair for each axis, is done here.

    Raises:
        ValueError: There is no such padding.
    """
    if padding is None or isinstance(padding, str):
        return inputs, padding_of(padding)
    pairs = np.asarray(padding).tolist()
    return ops.pad(inputs, pairs, constant_values=fill), "valid"


def same_pads(sizes: Any, window: Any, stride: Any) -> list[tuple[Any, Any]]:
    """Return the padding before and after each axis that `"SAME"` is; the odd one is after."""
    totals = [
        max((-(-size // step) - 1) * step + span - size, 0)
        for size, span, step in zip(sizes, window, stride, strict=True)
    ]
    return [(total // 2, total - total // 2) for total in totals]
