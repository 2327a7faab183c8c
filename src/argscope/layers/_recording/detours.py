"""Taking out permutations of axes that cancel.

A layer here has its channels last, and a kernel of torch has them second: each layer
permutes there and back again. Between two layers nothing of that is needed, nor around
what is done to each number by itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, NamedTuple, final

import torch
from torch.nn import functional

from argscope.layers._recording.steps import Recording, Slot, Step, mapped

Axes = tuple[int, ...]

_PERMUTE: Final = torch.Tensor.permute
_OF_EACH_NUMBER: Final = frozenset(
    (torch.relu, functional.relu, torch.Tensor.relu, functional.relu6, torch.sigmoid)
)
_OF_TWO: Final = frozenset((torch.Tensor.add, torch.add))


class _Seen(NamedTuple):
    """A tensor as another one with its axes permuted."""

    slot: Slot
    axes: Axes


def shortened(recording: Recording) -> Recording:
    """Return a recording that computes the same, bit for bit, with fewer permutations."""
    shortening = _Shortening(recording)
    for step in recording.steps:
        shortening.take(step)
    outputs = mapped(recording.outputs, Slot, shortening.made)
    return replace(recording, steps=shortening.steps, outputs=outputs)


@final
class _Shortening:
    """The steps that are left; what is seen through a permutation is made when needed."""

    def __init__(self, recording: Recording) -> None:
        self.steps: list[Step] = []
        self._ranks = dict(recording.ranks)
        self._seen: dict[Slot, _Seen] = {}
        self._made: dict[_Seen, Slot] = {}
        self._ordinarily = self._records_gradients = recording.records_gradients

    def take(self, step: Step) -> None:
        """Add what is needed of the next step."""
        if step.function is torch._C._set_grad_enabled:
            self._records_gradients = step.args[0]
            self._made.clear()  # what was made in the other mode has other gradients
        axes = self._permutation(step)
        if axes is not None and self._records_gradients == self._ordinarily:
            self._look(step.result, step.args[0], axes)
        elif not self._goes_under(step):
            self.steps.append(step.reading(self.made))

    def made(self, slot: Slot) -> Slot:
        """Return a slot with what `slot` holds, after the steps so far."""
        seen = self._seen.get(slot)
        if seen is None:
            return slot
        if seen.axes == tuple(range(len(seen.axes))):
            return seen.slot
        if seen not in self._made:
            self._made[seen] = slot
            self.steps.append(Step(_PERMUTE, (seen.slot, seen.axes), {}, slot))
        return self._made[seen]

    def _look(self, result: Slot, slot: Slot, axes: Axes) -> None:
        base, before = self._seen.get(slot, _Seen(slot, tuple(range(len(axes)))))
        self._seen[result] = _Seen(base, tuple(before[axis] for axis in axes))

    def _permutation(self, step: Step) -> Axes | None:
        """Return the axes, if `step` permutes them and does nothing else."""
        if not (step.args and isinstance(step.args[0], Slot)):
            return None
        rank = self._ranks[step.args[0]]
        if step.function is _PERMUTE:
            return _permuted(rank, *step.args[1:], **step.kwargs)
        if step.function is torch.Tensor.movedim:
            return _moved(rank, *step.args[1:], **step.kwargs)
        return None

    def _goes_under(self, step: Step) -> bool:
        """Add `step` on what its arguments are seen of, if that computes the same."""
        slots = self._elementwise(step)
        seen = [self._seen.get(slot) for slot in slots]
        first = seen[0] if seen else None
        if first is None or any(s is None or s.axes != first.axes for s in seen):
            return False
        under = Slot(len(self._ranks))
        self._ranks[under] = self._ranks[step.result]
        args = tuple(s.slot for s in seen if s is not None)
        self.steps.append(Step(step.function, args, {}, under))
        self._seen[step.result] = _Seen(under, first.axes)
        return True

    def _elementwise(self, step: Step) -> list[Slot]:
        """Return what a step takes that does the same to each number; nothing otherwise."""
        count = (step.function in _OF_EACH_NUMBER) + 2 * (step.function in _OF_TWO)
        slots = list(step.slots())
        takes_slots_only = not step.kwargs and len(step.args) == len(slots) == count
        return slots if takes_slots_only else []


def _permuted(rank: int, *dims: Any) -> Axes:
    axes = dims[0] if len(dims) == 1 and not isinstance(dims[0], int) else dims
    return tuple(axis % rank for axis in axes)


def _moved(rank: int, source: Any, destination: Any) -> Axes | None:
    if not (isinstance(source, int) and isinstance(destination, int)):
        return None
    axes = [axis for axis in range(rank) if axis != source % rank]
    axes.insert(destination % rank, source % rank)
    return tuple(axes)
