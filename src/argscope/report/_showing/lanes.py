"""Drawing a graph beside a list: each node on its row, each edge in a lane.

As `git log --graph` does it: the output of a node keeps its lane until the last node
that needs it, and a node takes over the leftmost lane of the inputs that end with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from argscope.report._facts import Node


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection from a node to a later one that uses its output.

    Attributes:
        start: Row it starts at, that of the node whose output is used.
        end: Row it ends at, that of the node that uses it.
        lane: The lane it runs in, that of its start.
        into: The lane of its end.
    """

    start: int
    end: int
    lane: int
    into: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The lane of each node, from 0 at the left, and all edges."""

    lanes: tuple[int, ...]
    edges: tuple[Edge, ...]

    @property
    def width(self) -> int:
        """The number of lanes."""
        return max(self.lanes, default=0) + 1


def layout(nodes: tuple[Node, ...]) -> Layout:
    """Return where to draw the nodes, one row each, in their order."""
    waiting = [0] * len(nodes)  # how many later nodes need the output of each
    for node in nodes:
        for source in node.inputs:
            waiting[source] += 1
    lanes: list[int] = []
    taken: set[int] = set()
    edges = []
    for node in nodes:
        for source in node.inputs:
            waiting[source] -= 1
        ended = {lanes[s] for s in node.inputs if not waiting[s]}
        free = (lane for lane in range(len(nodes) + 1) if lane not in taken)
        lane = min(ended) if ended else next(free)
        taken -= ended
        lanes.append(lane)
        if waiting[node.index]:
            taken.add(lane)
        edges += [Edge(s, node.index, lanes[s], lane) for s in node.inputs]
    return Layout(tuple(lanes), tuple(edges))
