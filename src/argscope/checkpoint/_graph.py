"""A file with a graph: one that has the values of its variables, or tells of them only."""

from __future__ import annotations

from pathlib import Path

from argscope.checkpoint._damage import blamed_on
from argscope.checkpoint._frozen_graph import FrozenGraph
from argscope.checkpoint._graph_file import open_graph_file
from argscope.checkpoint._graph_nodes import nodes
from argscope.checkpoint._graph_of_variables import GraphOfVariables, is_variable


def open_graph(path: Path) -> FrozenGraph | GraphOfVariables:
    """Open a file for which `is_graph` holds.

    The constants of a graph that has variables are what these are initialized from.

    Raises:
        DamagedCheckpointError: It is cut off, or its nodes are not of their form.
    """
    with blamed_on(path, "graph"):
        file = open_graph_file(path)
        found = list(nodes(file.graph))
    if any(is_variable(node) for node in found):
        return GraphOfVariables(file, found)
    return FrozenGraph(file, found)
