"""Graphs that grow at every step: a program that makes operations in its loop.

Each of them is compiled anew, and none is ever let go of.
"""

from __future__ import annotations

import warnings
from typing import Final, final

from argscope.tf1._graph.graph import Graph

_PATIENCE: Final = 30
"""So many runs in a row, before each of which the graph grew, are no preparation."""


@final
class Growth:
    """Looks on while a graph is run."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._size = 0
        self._times = 0

    def look(self) -> None:
        """Note a run; warn once if the graph grew before each of many."""
        size = len(self._graph.operations)
        self._times = self._times + 1 if size > self._size else 0
        self._size = size
        # From here on the graph notes where operations are made.
        self._graph.notes_places = self._times >= _PATIENCE // 2
        if self._times == _PATIENCE:
            operation = self._graph.operations[-1]
            warnings.warn(
                f"The graph grew before each of the last {_PATIENCE} runs of a session: "
                f"{operation.name!r} was made at {self._graph.last_place}. What is made "
                "in a loop is compiled in each turn, and kept. Make it once, before the "
                "loop, with placeholders for what changes.",
                stacklevel=3,
            )
