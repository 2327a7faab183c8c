"""The cells of a network as rows of a table, and what all networks for ImageNet begin with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from argscope.nets.nasnet._cell import Cell
from argscope.nets.nasnet._config import NasNetConfig
from argscope.nets.nasnet._ends import Stem

_STEM_CELLS: Final = 2


class Row(NamedTuple):
    """A cell in its place."""

    scope: str
    cell: Cell
    scaling: float
    """Scales the number of channels."""
    stride: int = 1
    back: int = 2
    """How many outputs ago its second input was made; the last one is 1."""
    end_point: str | None = None
    auxiliary_scope: str | None = None
    """Scope of auxiliary logits of its output, if it can have them."""


def imagenet_stem(config: NasNetConfig) -> Stem:
    """Return the first convolution, which halves height and width."""
    filters = int(32 * config.stem_multiplier)
    return Stem("conv0", "conv0_bn", filters, stride=2, padding="VALID")


def stem_rows(cell: Cell, config: NasNetConfig) -> list[Row]:
    """Return the cells after it, each of which halves them again."""
    rate = config.filter_scaling_rate
    return [
        Row(
            f"cell_stem_{number}",
            cell,
            scaling=rate ** (number - _STEM_CELLS),
            stride=2,
            end_point="Stem" if number == _STEM_CELLS - 1 else None,
        )
        for number in range(_STEM_CELLS)
    ]


def auxiliary_scope(number: int, halved_at: Sequence[int]) -> str | None:
    """Return the scope of the auxiliary logits of a cell; None for all cells but one."""
    is_last_of_its_size = len(halved_at) >= 2 and number == halved_at[1] - 1
    return f"aux_{number}" if is_last_of_its_size else None
