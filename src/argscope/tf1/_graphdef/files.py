"""Graphs in files: read in either form, and written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from argscope.checkpoint._graph_file import is_text_graph
from argscope.tf1._graph.op import symbol
from argscope.tf1._graphdef.errors import GraphFileError
from argscope.tf1._graphdef.messages import message, text_format, unreadable


def read(path: str | os.PathLike[str], kind: str = "GraphDef") -> Any:
    """Return the message in a file, in binary form or as text.

    Args:
        path: The file.
        kind: What message it is.

    Raises:
        GraphFileError: It is another one, or none.
        FileNotFoundError: There is no such file.
    """
    file, made = Path(path), message(kind)()
    try:
        if is_text_graph(file):
            text_format().Parse(file.read_bytes(), made)
        else:
            made.ParseFromString(file.read_bytes())
    except unreadable():
        raise GraphFileError.unreadable(str(path), kind) from None
    graph_def = made.graph_def if kind == "MetaGraphDef" else made
    if not graph_def.node:
        raise GraphFileError.unreadable(str(path), kind)
    return made


@symbol("train.write_graph", "io.write_graph")
def write_graph(
    graph_or_graph_def: Any,
    logdir: str | os.PathLike[str],
    name: str,
    as_text: bool = True,
) -> str:
    """Write a graph, or a GraphDef, into a file, and return its path."""
    graph_def = graph_or_graph_def
    if hasattr(graph_def, "as_graph_def"):
        graph_def = graph_def.as_graph_def()
    path = Path(logdir) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    write(graph_def, path, as_text=as_text)
    return str(path)


def write(made: Any, path: str | os.PathLike[str], *, as_text: bool) -> None:
    """Write a message into a file."""
    if as_text:
        Path(path).write_text(text_format().MessageToString(made), encoding="utf-8")
    else:
        Path(path).write_bytes(made.SerializeToString(deterministic=True))
