"""Calls on tensors of unknown rank: placeholders that were made without a shape.

What does not depend on the rank is found out by trying several.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Final

from argscope.tf1._graph.graph import Graph
from argscope.tf1._graph.host import Spec
from argscope.tf1._graph.operation import Call
from argscope.tf1._graph.prospect import Prospect, prospect_of
from argscope.tf1._graph.tensor import StandIn, Symbol
from argscope.tf1._types.dtypes import as_dtype

_RANKS: Final = range(5)
"""Ranks that are tried: up to that of a batch of images."""

_FAILURES: Final = (TypeError, ValueError, RuntimeError, IndexError)


def prospect_of_any_rank(
    graph: Graph, call: Call, symbols: list[Symbol], **how: bool
) -> Prospect:
    """Return what is known of the results of a call, whatever the rank of some symbols.

    Args:
        graph: See `prospect_of`.
        call: See `prospect_of`.
        symbols: See `prospect_of`.
        **how: See `prospect_of`.

    Raises:
        Exception: What the call raises for each rank.
    """
    found: list[Prospect] = []
    failure: Exception | None = None
    for rank in _RANKS:
        with _of_rank(symbols, rank):
            try:
                found.append(prospect_of(graph, call, symbols, **how))
            except _FAILURES as error:
                failure = failure or error
    if not found and failure is not None:
        raise failure
    return _common(found)


@contextlib.contextmanager
def _of_rank(symbols: Sequence[Symbol], rank: int) -> Iterator[None]:
    unranked = [symbol for symbol in symbols if not symbol.is_ranked]
    before = [symbol.stand_ins for symbol in unranked]
    for symbol in unranked:
        symbol.stand_ins = Spec(symbol.dtype.name, [None] * rank).stand_ins
    try:
        yield
    finally:
        for symbol, stand_ins in zip(unranked, before, strict=True):
            symbol.stand_ins = stand_ins


def _common(found: Sequence[Prospect]) -> Prospect:
    """Return what several prospects of one call agree in."""
    first = found[0]
    specs = [
        _agreed([prospect.pairs[index] for prospect in found])
        for index in range(len(first.pairs))
    ]
    pairs = [spec.stand_ins for spec in specs]
    ranked = [spec.shape is not None for spec in specs]
    return Prospect(
        first.outcome, pairs, by_chance=True, on_host=first.on_host, ranked=ranked
    )


def _agreed(pairs: Sequence[tuple[StandIn, StandIn]]) -> Spec:
    dtype = as_dtype(pairs[0][0].dtype).name
    flat = [list(each.shape) for pair in pairs for each in pair]
    if len({len(shape) for shape in flat}) > 1:
        return Spec(dtype, None)
    axes = zip(*flat, strict=True)
    return Spec(dtype, [sizes[0] if len(set(sizes)) == 1 else None for sizes in axes])
