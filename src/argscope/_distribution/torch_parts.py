"""Parts of a batch on torch: each process has one, and asks the others for sums and rows.

What is here counts as one function of torch's own (`one_call`), so that a recorded step
has it in it.
"""

from __future__ import annotations

from typing import Any, final

import torch
import torch.distributed as dist
from torch import Tensor

from argscope._distribution.torch_one_call import one_call


@final
class TorchParts:
    """See `Parts`.

    Args:
        count: How many processes there are, with as many images each.
        index: Which one this is.
    """

    def __init__(self, count: int, index: int) -> None:
        self.count = count
        self.index = index

    def sum(self, values: Tensor) -> Tensor:
        """Return the sum over all processes; its gradient is summed likewise."""
        # Without numbers a network is run for the shapes.
        return values if values.is_meta else _sum(values)

    def own(self, whole: Tensor) -> Tensor:
        """Return the rows of this process."""
        rows = whole.shape[0] // self.count
        return whole[self.index * rows : (self.index + 1) * rows]

    def gather(self, own: Tensor) -> Tensor:
        """Return the rows of all processes, of a tensor with those of this one.

        Each process computes the same from them, and takes its rows of the gradient
        times `count`: where gradients are averaged over the processes, they are then
        those of one device.
        """
        if own.is_meta or own.ndim == 0:
            return own
        return _gathered(own, self.count, self.index)


@one_call
def _sum(values: Tensor) -> Tensor:
    total: Tensor = _Sum.apply(values)
    return total


@one_call
def _gathered(own: Tensor, count: int, index: int) -> Tensor:
    whole: Tensor = _Gather.apply(own, count, index)
    return whole


class _Sum(torch.autograd.Function):
    # Not torch.distributed.nn.functional.all_reduce, which is on its way out.
    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:
        del ctx
        total = values.clone(memory_format=torch.contiguous_format)
        dist.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        del ctx
        return _Sum.apply(gradient)


class _Gather(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, own: Tensor, count: int, index: int) -> Tensor:
        ctx.count, ctx.index = count, index
        whole = own.new_empty((count * own.shape[0], *own.shape[1:]))
        dist.all_gather(list(whole.chunk(count)), own.contiguous())
        return whole

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        own = gradient.chunk(ctx.count)[ctx.index]
        return own * ctx.count, None, None
