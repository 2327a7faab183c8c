"""A file with a graph: what is read of it, or of the SavedModel that it is the graph of."""

from __future__ import annotations

from pathlib import Path

from argscope.checkpoint._files import checkpoint_at
from argscope.checkpoint._found import Found, Kind
from argscope.checkpoint._graph_file import is_graph, is_text_graph, variables_of
from argscope.checkpoint.errors import NotACheckpointError


def graph_at(path: Path) -> Found | None:
    """Return the graph in a file, or the variables of the SavedModel that it is of.

    Raises:
        NotACheckpointError: It is a graph as text.
    """
    if not path.is_file():
        return None
    if is_graph(path):
        variables = variables_of(path)
        beside = checkpoint_at(variables) if variables else None
        return beside or Found(path, Kind.GRAPH)
    if is_text_graph(path):
        raise NotACheckpointError.about(
            path,
            why="it holds a graph as text, and only the binary form is read",
            instead="With TensorFlow, tf.io.write_graph(..., as_text=False) writes that.",
        )
    return None
