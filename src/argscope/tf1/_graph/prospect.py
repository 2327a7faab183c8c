"""What is known of the results of a call before it is computed.

It is found out twice, with two numbers in place of each size that is not known: what then
differs is not known either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import keras
import numpy as np

from argscope.tf1._graph.graph import Graph
from argscope.tf1._graph.operation import Call
from argscope.tf1._graph.outcome import Outcome, is_constant, outcome_of
from argscope.tf1._graph.structure import leaves, replaced
from argscope.tf1._graph.tensor import StandIn, Symbol
from argscope.tf1._types.dtypes import as_dtype


@final
@dataclass(slots=True)
class Prospect:
    """What is known of the results of a call.

    Attributes:
        outcome: What it gave for the first stand-ins.
        pairs: What stands for each of the results; see `Symbol`.
        by_chance: Whether results may be equal for both stand-ins by chance.
        on_host: Whether it has to be computed on the host.
        ranked: Whether the rank of each result is known.
    """

    outcome: Outcome
    pairs: list[tuple[StandIn, StandIn]]
    by_chance: bool
    on_host: bool
    ranked: list[bool]

    @property
    def is_known(self) -> bool:
        """Return whether all results are known for any sizes."""
        return not self.by_chance and all(_is_known(*pair) for pair in self.pairs)


def prospect_of(
    graph: Graph,
    call: Call,
    symbols: list[Symbol],
    *,
    keeps_batch: bool,
    coincides: bool,
) -> Prospect:
    """Return what is known of the results of a call.

    Args:
        graph: The graph in which it is made.
        call: The call.
        symbols: The symbols among its arguments.
        keeps_batch: See `recording.record`.
        coincides: See `recording.record`.
    """
    first = outcome_of(graph, call, symbols, 0)
    differs = [*symbols, *first.captured]
    second = _second_result(graph, call, symbols, first, keeps_batch)
    on_host = any(symbol.dtype.name == "string" for symbol in differs)
    by_chance = on_host or any(_agrees_by_chance(each, coincides) for each in differs)
    pairs = _paired(first.result, second, by_chance)
    if on_host:
        pairs = [unknown_values(*pair) for pair in pairs]
    return Prospect(first, pairs, by_chance, on_host, [True] * len(pairs))


def _second_result(
    graph: Graph, call: Call, symbols: list[Symbol], first: Outcome, keeps_batch: bool
) -> Any:
    """Return what a call gives for the second stand-ins."""
    differs = [*symbols, *first.captured]
    varying = [each for each in differs if each.stand_ins[0] is not each.stand_ins[1]]
    if not (varying or first.varies):
        return first.result
    if keeps_batch and not (first.called_back or first.varies):
        result = _in_another_batch(first.result, varying)
        if result is not None:
            return result
    return outcome_of(graph, call, symbols, 1).result


def _in_another_batch(result: Any, varying: Sequence[Symbol]) -> Any:
    """Return a result for the second stand-ins, if batches are all that they differ in.

    None if it is not plain how.
    """
    pairs = [symbol.stand_ins for symbol in varying]
    batches = {(one.shape[:1], two.shape[:1]) for one, two in pairs}
    alike = all(
        isinstance(one, keras.KerasTensor) and one.shape[1:] == two.shape[1:]
        for one, two in pairs
    )
    values = [leaf for leaf in leaves(result) if is_value(leaf)]
    if len(batches) != 1 or not alike:
        return None
    batch, other = batches.pop()
    if any(is_constant(value) or value.shape[:1] != batch for value in values):
        return None

    def resized(leaf: Any) -> Any:
        if not is_value(leaf):
            return leaf
        return keras.KerasTensor((*other, *leaf.shape[1:]), dtype=leaf.dtype)

    return replaced(result, resized)


def unknown_values(first: StandIn, second: StandIn) -> tuple[StandIn, StandIn]:
    """Return stand-ins that have the shapes and dtypes of others, and no values."""
    one, two = (
        keras.KerasTensor(each.shape, dtype=as_dtype(each.dtype).name)
        for each in (first, second)
    )
    return one, one if one.shape == two.shape else two


def is_value(leaf: Any) -> bool:
    """Return whether a leaf of an outcome is a value, or stands for one."""
    return isinstance(leaf, np.ndarray | keras.KerasTensor)


def _is_known(one: StandIn, two: StandIn) -> bool:
    return (
        isinstance(one, np.ndarray)
        and isinstance(two, np.ndarray)
        and np.array_equal(one, two)
    )


def _agrees_by_chance(symbol: Symbol, coincides: bool) -> bool:
    """Return whether what is computed of a symbol may be equal for both stand-ins only.

    What is equal by chance is kept as two objects; see `_paired`.
    """
    one, two = symbol.stand_ins
    return one is not two and (coincides or _is_known(one, two))


def _paired(first: Any, second: Any, by_chance: bool) -> list[tuple[StandIn, StandIn]]:
    """Return the values of a structure for both stand-ins; one object where they agree.

    Where they agree by chance, that is so for shapes only.
    """
    ones = [leaf for leaf in leaves(first) if is_value(leaf)]
    twos = [leaf for leaf in leaves(second) if is_value(leaf)]
    return [
        (one, two)
        if (by_chance and is_constant(one)) or not _agree(one, two)
        else (one, one)
        for one, two in zip(ones, twos, strict=True)
    ]


def _agree(one: StandIn, two: StandIn) -> bool:
    if isinstance(one, np.ndarray):
        return _is_known(one, two)
    return isinstance(two, keras.KerasTensor) and one.shape == two.shape
