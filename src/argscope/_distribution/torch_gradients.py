"""Gradients on torch, averaged over the processes by DistributedDataParallel.

It averages them while the backward pass goes on, in parts of some megabytes. What it
wraps is no network, whose call would be seen by nobody in a recorded step, but a holder
of the variables, and what goes through it is the loss: `prepared(loss)` is one function
in a step, after which `loss.backward()` does the rest by hooks of the parameters.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any, Final, final
from weakref import WeakKeyDictionary

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from argscope._distribution.torch_one_call import one_call
from argscope._distribution.torch_tensor import tensor_of

_KEPT: Final = 4
"""Sets of trained variables of a model that are remembered: two networks that are trained
in turn are two of them."""


@final
class Averaging:
    """Averages the gradients of models over all processes."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Any, dict[tuple[int, ...], Any]]
        self._known = WeakKeyDictionary()

    def prepared(
        self, model: Any, loss: Tensor, but: AbstractSet[int] = frozenset()
    ) -> Tensor:
        """Return the mean of a loss, the gradients of which are averaged too.

        All processes must call it for each `backward` of the loss, in the same order.

        Args:
            model: What has the variables.
            loss: A scalar. What does not lead to any variable is only averaged.
            but: Ids of tensors whose gradients are another's to average.
        """
        if torch.is_grad_enabled() and loss.requires_grad:
            reached = _reached(loss) - but
            tensors = [tensor_of(variable) for variable in model.variables]
            trained = [each for each in tensors if id(each) in reached]
            if trained:
                return _prepared(loss, self._averaged(model, trained))
        return _mean(loss)

    def _averaged(self, model: Any, trained: list[Tensor]) -> DistributedDataParallel:
        """Return what averages the gradients of these tensors."""
        known = self._known.setdefault(model, {})
        key = tuple(map(id, trained))
        if key not in known:
            while len(known) >= _KEPT:
                known.pop(next(iter(known)))
            known[key] = _averaging(trained)
        made: DistributedDataParallel = known[key]
        return made


def agree(variables: Iterable[Any]) -> None:
    """Give variables the values that they have in process 0."""
    for variable in variables:
        dist.broadcast(tensor_of(variable).data, 0)


def _averaging(trained: Iterable[Tensor]) -> DistributedDataParallel:
    # It needs not look for variables without a gradient: there is none among these. Nor
    # give all processes the values of the first: they have them, and the loss at hand
    # has been computed from them.
    return DistributedDataParallel(
        _Holder(trained), gradient_as_bucket_view=True, init_sync=False
    )


def _reached(loss: Tensor) -> set[int]:
    """Return the ids of the tensors that get a gradient from a loss."""
    found: set[int] = set()
    seen: set[Any] = set()
    ahead = [loss.grad_fn]
    while ahead:
        node = ahead.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if type(node).__name__ == "AccumulateGrad":
            found.add(id(node.variable))
        ahead.extend(following for following, _ in node.next_functions)
    return found


class _Holder(nn.Module):
    """Has variables, and returns what it is given."""

    def __init__(self, tensors: Iterable[Tensor]) -> None:
        super().__init__()
        for i, tensor in enumerate(tensors):
            self.register_parameter(str(i), tensor)

    def forward(self, loss: Tensor) -> Tensor:
        """Return the loss."""
        return loss


@one_call
def _mean(loss: Tensor) -> Tensor:
    mean: Tensor = _Mean.apply(loss)
    return mean


@one_call
def _prepared(loss: Tensor, averaged: DistributedDataParallel) -> Tensor:
    mean: Tensor = _Mean.apply(averaged(loss))
    return mean


class _Mean(torch.autograd.Function):
    """The mean of a scalar over processes; of its gradient each has its own part.

    Since the gradients of variables are averaged, each process has to compute those of
    its own loss.
    """

    @staticmethod
    def forward(ctx: Any, loss: Tensor) -> Tensor:
        del ctx
        total = loss.clone()
        dist.all_reduce(total)
        return total / dist.get_world_size()

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        del ctx
        return gradient
