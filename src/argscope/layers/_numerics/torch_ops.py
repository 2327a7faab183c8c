"""What torch does faster, or right, by its own functions than by `keras.ops`.

Only `_ops.py` imports this, and only when Keras runs on torch.

Torch wants channels second and kernels `(outputs, inputs, *window)`. Images here are
`(batch, *size, channels)`; seen through `permute` they are what torch calls
`channels_last`, which its convolutions take without copying. For kernels the same holds
if they lie in memory as `(outputs, *window, inputs)`: see `lay_out`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final, Literal

import keras
import torch
from torch.nn import functional

from argscope._base.tensor import Tensor
from argscope._distribution.torch_one_call import one_call

Pads = list[tuple[int, int]]

_CONVOLUTIONS: Final = {3: torch.conv1d, 4: torch.conv2d, 5: torch.conv3d}
_MAX_POOLS: Final = {
    3: functional.max_pool1d,
    4: functional.max_pool2d,
    5: functional.max_pool3d,
}
_AVG_POOLS: Final = {
    3: functional.avg_pool1d,
    4: functional.avg_pool2d,
    5: functional.avg_pool3d,
}
_TO_CHANNELS_SECOND: Final = {3: (0, 2, 1), 4: (0, 3, 1, 2), 5: (0, 4, 1, 2, 3)}
_TO_CHANNELS_LAST: Final = {3: (0, 2, 1), 4: (0, 2, 3, 1), 5: (0, 2, 3, 4, 1)}
_TO_OUTPUTS_FIRST: Final = {3: (2, 1, 0), 4: (3, 2, 0, 1), 5: (4, 3, 0, 1, 2)}
_TO_OUTPUTS_LAST: Final = {3: (1, 2, 0), 4: (1, 2, 3, 0), 5: (1, 2, 3, 4, 0)}
_IN_MEMORY: Final = {3: (2, 0, 1), 4: (3, 0, 1, 2), 5: (4, 0, 1, 2, 3)}


def lay_out(value: torch.Tensor) -> torch.Tensor:
    """Return the kernel `(*window, inputs, outputs)` with its outputs first in memory.

    Shape and numbers stay. Torch keeps this order of memory when it assigns to the
    kernel, trains it, or makes its gradient.
    """
    rank = value.ndim
    if rank not in _IN_MEMORY:
        return value
    return value.permute(_IN_MEMORY[rank]).contiguous().permute(_TO_OUTPUTS_LAST[rank])


def lay_out_slots(variables: Iterable[keras.Variable]) -> None:
    """Lay out what an optimizer keeps for kernels (such as momenta) as the kernels are.

    Keras makes them in the order of the shape, and adding the two would jump in memory.
    """
    for variable in variables:
        value = variable.value
        if value.ndim in _IN_MEMORY:
            value.data = lay_out(value.data)


def convolve(
    inputs: Tensor,
    kernel: Tensor,
    stride: tuple[int, ...],
    padding: Literal["same", "valid"],
    channels_last: bool,
    rate: tuple[int, ...],
) -> torch.Tensor:
    """Return the convolution of `inputs` with a kernel `(*window, inputs, outputs)`."""
    images = _channels_second(inputs, channels_last)
    filters = _tensor(kernel).permute(_TO_OUTPUTS_FIRST[images.ndim])
    if max(filters.shape[2:]) == 1 < max(stride):
        # The gradient of such a convolution writes past its memory in torch 2.13.
        images = images[(..., *(slice(None, None, step) for step in stride))]
        stride = (1,) * len(stride)
    before: Any = 0
    if padding == "same":
        span = [r * (k - 1) + 1 for r, k in zip(rate, filters.shape[2:], strict=True)]
        pads = same_pads(images.shape[2:], span, stride)
        if all(start == end for start, end in pads):
            before = [start for start, _ in pads]
        else:
            images = _padded(images, pads, 0.0)
    groups = images.shape[1] // filters.shape[1]
    outputs = _CONVOLUTIONS[images.ndim](
        images, filters, None, stride, before, rate, groups
    )
    return _seen_as(outputs, channels_last)


def relu(inputs: Tensor) -> torch.Tensor:
    """Return the larger of `inputs` and zero."""
    return torch.relu(_tensor(inputs))


_LARGE: Final = 1 << 16
"""Numbers for which memory takes longer than a function of Python's."""


def sum_of_squares(values: Tensor) -> torch.Tensor:
    """Return the sum of all squares, whose gradient is made in one pass over `values`.

    Torch makes it in three, of which two are new memory: for weights of a million numbers
    that takes as long as their convolution.
    """
    values = _tensor(values)
    if values.numel() < _LARGE:
        return torch.sum(torch.square(values))
    return _sum_of_squares(values)


@one_call
def _sum_of_squares(values: torch.Tensor) -> torch.Tensor:
    total: torch.Tensor = _SumOfSquares.apply(values)
    return total


class _SumOfSquares(torch.autograd.Function):
    generate_vmap_rule = True  # with a context of its own, for torch.func

    @staticmethod
    def forward(values: torch.Tensor) -> torch.Tensor:
        return torch.sum(torch.square(values))

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[torch.Tensor], output: Any) -> None:
        del output
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> torch.Tensor:
        (values,) = ctx.saved_tensors
        return values * (2.0 * gradient)


def drop(inputs: Tensor, rate: float, noise_shape: Any) -> torch.Tensor:
    """Return `inputs` with a share `rate` of it set to zero, and the rest made larger.

    By torch's generator: a `SeedGenerator` is read as a number, which under
    `torch.compile` it has not got.
    """
    values = _tensor(inputs)
    if noise_shape is None:
        return functional.dropout(values, rate)
    sizes = [
        n if k is None else k for n, k in zip(values.shape, noise_shape, strict=True)
    ]
    return values * functional.dropout(values.new_ones(sizes), rate)


def drawn(sizes: Iterable[int]) -> torch.Tensor:
    """Return random numbers in [0, 1), by torch's generator as in `drop`."""
    return torch.rand(tuple(sizes), device=keras.ops.zeros(()).device)


def max_pool(
    inputs: Tensor,
    window: tuple[int, ...],
    stride: tuple[int, ...],
    padding: Literal["same", "valid"],
    channels_last: bool,
) -> torch.Tensor:
    """Return the maximum of each window."""
    images = _channels_second(inputs, channels_last)
    before, at_end = _pool_pads(images, window, stride, padding)
    if at_end is None:
        lowest = (
            -math.inf if images.is_floating_point() else torch.iinfo(images.dtype).min
        )
        pads = same_pads(images.shape[2:], window, stride)
        images, before, at_end = _padded(images, pads, lowest), 0, False
    pool = _MAX_POOLS[images.ndim]
    return _seen_as(
        pool(images, window, stride, before, ceil_mode=at_end), channels_last
    )


def avg_pool(
    inputs: Tensor,
    window: tuple[int, ...],
    stride: tuple[int, ...],
    padding: Literal["same", "valid"],
    channels_last: bool,
) -> torch.Tensor:
    """Return the mean of each window; padding is not counted.

    Not `keras.ops`: Keras 3.15 divides by wrong counts when the padding is not symmetric
    (keras-team/keras#23233).
    """
    images = _channels_second(inputs, channels_last)
    before, at_end = _pool_pads(images, window, stride, padding)
    pool = _AVG_POOLS[images.ndim]
    if at_end is None:
        pads = same_pads(images.shape[2:], window, stride)
        share = torch.ones_like(images[:1, :1])
        total, share = (
            pool(_padded(x, pads, 0.0), window, stride) for x in (images, share)
        )
        return _seen_as(total / share, channels_last)
    outputs = pool(
        images, window, stride, before, ceil_mode=at_end, count_include_pad=False
    )
    return _seen_as(outputs, channels_last)


def _pool_pads(
    images: torch.Tensor, window: Any, stride: Any, padding: str
) -> tuple[Any, bool | None]:
    """Return the padding on both sides, and whether a pixel more is needed at the end.

    Torch lets windows stick out at the end by themselves (`ceil_mode`), which makes the
    odd pixel where windows are two apart or more. The second is None if that won't do.
    """
    if padding == "valid":
        return 0, False
    pads = same_pads(images.shape[2:], window, stride)
    before = [start for start, _ in pads]
    odd = [s for (start, end), s in zip(pads, stride, strict=True) if start != end]
    return before, (bool(odd) if all(s > 1 for s in odd) else None)


def same_pads(size: Any, window: Any, stride: Any) -> Pads:
    """Return, for each axis, the padding before and after; the odd pixel goes after."""
    pads = []
    for n, k, s in zip(size, window, stride, strict=True):
        total = max((-(-n // s) - 1) * s + k - n, 0)
        pads.append((total // 2, total - total // 2))
    return pads


def _padded(images: torch.Tensor, pads: Pads, value: float) -> torch.Tensor:
    # Torch lists the last axis first.
    flat = [amount for pair in reversed(pads) for amount in pair]
    return functional.pad(images, flat, value=value)


def _seen_as(outputs: torch.Tensor, channels_last: bool) -> torch.Tensor:
    return (
        outputs.permute(_TO_CHANNELS_LAST[outputs.ndim]) if channels_last else outputs
    )


def _channels_second(inputs: Tensor, channels_last: bool) -> torch.Tensor:
    images = _tensor(inputs)
    return images.permute(_TO_CHANNELS_SECOND[images.ndim]) if channels_last else images


def _tensor(value: Tensor) -> torch.Tensor:
    if isinstance(value, torch.Tensor):
        return value
    return keras.ops.convert_to_tensor(value)
