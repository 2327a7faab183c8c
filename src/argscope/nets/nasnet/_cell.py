"""The cells: tables of operations on earlier outputs, and how they are computed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope.nets.nasnet._operations import (
    AvgPool,
    MaxPool,
    Operation,
    Same,
    Separable,
    Values,
)
from argscope.nets.nasnet.nasnet_utils import factorized_reduction

# The states that a cell begins with; those that it adds have the numbers 2 to 6.
_LAST: Final = 0
_BEFORE: Final = 1

Side = tuple[Operation, int]
"""An operation, and the number of the state that it is applied to."""


class Width(NamedTuple):
    """How large the output of a cell is, relative to its input and in channels."""

    filters: int
    stride: int


class Cell(NamedTuple):
    """A table: each row adds two sides to a new state; some states are the output."""

    rows: tuple[tuple[Side, Side], ...]
    joined: tuple[int, ...]

    def compute(
        self,
        last: Tensor,
        before: Tensor | None,
        width: Width,
        values: Values,
        drop: Callable[[Tensor], Tensor],
    ) -> Tensor:
        """Return the joined states.

        Args:
            last: Output of the last cell.
            before: That of an earlier cell; None for the same.
            width: Channels of each state, and the stride of what is applied to inputs.
            values: Which values features may have.
            drop: Is applied to the output of each operation.
        """
        states = _inputs(last, before, width.filters, values)
        for number, sides in enumerate(self.rows):
            with layers.variable_scope(f"comb_iter_{number}"):
                left, right = (
                    _side(side, states, name, width, values, drop)
                    for side, name in zip(sides, ("left", "right"), strict=True)
                )
            states.append(values.limited_above(left + right))
        with layers.variable_scope("cell_output"):
            return _join(states, self.joined)


# Zoph et al. 2017, arXiv:1707.07012, figure 4, as TF-Slim has it.
NASNET_NORMAL: Final = Cell(
    rows=(
        ((Separable(5), _LAST), (Separable(3), _BEFORE)),
        ((Separable(5), _BEFORE), (Separable(3), _BEFORE)),
        ((AvgPool(), _LAST), (Same(), _BEFORE)),
        ((AvgPool(), _BEFORE), (AvgPool(), _BEFORE)),
        ((Separable(3), _LAST), (Same(), _LAST)),
    ),
    joined=(_BEFORE, 2, 3, 4, 5, 6),
)
NASNET_REDUCTION: Final = Cell(
    rows=(
        ((Separable(5), _LAST), (Separable(7), _BEFORE)),
        ((MaxPool(), _LAST), (Separable(7), _BEFORE)),
        ((AvgPool(), _LAST), (Separable(5), _BEFORE)),
        ((Same(), 3), (AvgPool(), 2)),
        ((Separable(3), 2), (MaxPool(), _LAST)),
    ),
    joined=(3, 4, 5, 6),
)
# Liu et al. 2017, arXiv:1712.00559, figure 1, as TF-Slim has it.
PNASNET: Final = Cell(
    rows=(
        ((Separable(5), _BEFORE), (MaxPool(), _BEFORE)),
        ((Separable(7), _LAST), (MaxPool(), _LAST)),
        ((Separable(5), _LAST), (Separable(3), _LAST)),
        ((Separable(3), 4), (MaxPool(), _LAST)),
        ((Separable(3), _BEFORE), (Same(), _LAST)),
    ),
    joined=(2, 3, 4, 5, 6),
)


def _inputs(
    last: Tensor, before: Tensor | None, filters: int, values: Values
) -> list[Tensor]:
    """Return the two states that a cell begins with."""
    before = last if before is None else _like(before, last, filters, values)
    net = layers.conv2d(values.activated(last), filters, 1, scope="1x1")
    return [layers.batch_norm(net, scope="beginning_bn"), before]


def _like(before: Tensor, last: Tensor, filters: int, values: Values) -> Tensor:
    """Return an earlier output in the size of the last, with so many channels."""
    if before.shape[2] != last.shape[2]:
        return factorized_reduction(values.activated(before), filters, stride=2)
    if before.shape[-1] != filters:
        net = layers.conv2d(values.activated(before), filters, 1, scope="prev_1x1")
        return layers.batch_norm(net, scope="prev_bn")
    return before


def _side(
    side: Side,
    states: list[Tensor],
    name: str,
    width: Width,
    values: Values,
    drop: Callable[[Tensor], Tensor],
) -> Tensor:
    operation, number = side
    # States that the cell added already have the size of its output.
    stride = width.stride if number in (_LAST, _BEFORE) else 1
    with layers.variable_scope(name):
        net = operation.compute(states[number], width.filters, stride, values)
        return net if isinstance(operation, Same) else drop(net)


def _join(states: list[Tensor], numbers: tuple[int, ...]) -> Tensor:
    """Return states side by side, in the shape of the last."""
    width, channels = states[-1].shape[2:]
    joined = []
    for number in numbers:
        net = states[number]
        if net.shape[2:] != (width, channels):
            stride = 1 if net.shape[2] == width else 2
            with layers.variable_scope(f"reduction_{number}"):
                net = factorized_reduction(net, channels, stride)
        joined.append(net)
    return ops.concatenate(joined, -1)
