"""Files that hold a TensorFlow graph, told by their contents.

Source: TensorFlow's `core/framework/graph.proto`, `core/protobuf/meta_graph.proto` and
`saved_model.proto`. Three messages have a graph: a GraphDef is one, from its first node
on; a MetaGraphDef begins with facts about it (field 1) and the graph (2); a SavedModel
begins with a version (1) and its first MetaGraphDef (2).

Nothing marks such a file. So what it begins with is looked at: a node has a name and then
the name of an operation, which is an identifier with a capital letter. This far neither
random bytes nor a message of another kind (ONNX, Caffe, Core ML) follow the rule, and a
graph that was cut off still does, so that it is told to be damaged.
"""

from __future__ import annotations

import re
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from argscope.checkpoint._damage import Malformed
from argscope.checkpoint._mapped import MappedFile
from argscope.checkpoint._wire import Field, fields, message, text

# The rules for names in TensorFlow's `core/framework/node_def_util.cc`, and for those of
# operations; one that starts with "_" is of its own, or a function.
_NODE: Final = re.compile(rb"[A-Za-z0-9.][\w>./\\-]*")
_OPERATION: Final = re.compile(rb"[A-Z_][\w>.]*")
_TEXT: Final = re.compile(
    rb"(?:\s|#[^\n]*\n)*"
    rb"(?:(?:node|library|versions|meta_info_def|graph_def)\s*[{:]|saved_model_schema_version)"
)


class _Message(Enum):
    """What kind of message a file is."""

    GRAPH = "GraphDef"
    META_GRAPH = "MetaGraphDef"
    SAVED_MODEL = "SavedModel"


class GraphFile(NamedTuple):
    """An open file with a graph."""

    path: Path
    file: MappedFile
    graph: memoryview
    """The GraphDef: of several in a SavedModel, the first."""
    collections: dict[str, memoryview]
    """The CollectionDefs of a MetaGraphDef, by name."""


def is_graph(path: Path) -> bool:
    """Return whether a file holds a graph, alone or in a MetaGraphDef or SavedModel."""
    return _message(path) is not None


def begins_as_graph(head: bytes) -> bool:
    """Return whether a file that has these first bytes holds a graph."""
    return _message_in(memoryview(head)) is not None


def variables_of(path: Path) -> Path | None:
    """Return the prefix of the checkpoint that a SavedModel's file has beside it.

    None for another file; that the checkpoint exists is not said.
    """
    if _message(path) is not _Message.SAVED_MODEL:
        return None
    return path.parent / "variables" / "variables"


def is_text_graph(path: Path) -> bool:
    """Return whether a file holds a graph in the text form of protocol buffers."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return _TEXT.match(file.read(1 << 16)) is not None


def open_graph_file(path: Path) -> GraphFile:
    """Map a file for which `is_graph` holds.

    Raises:
        Malformed: It is cut off, or not a message.
    """
    file = MappedFile(path)
    found = _message_in(file.data)
    if found is _Message.GRAPH:
        return GraphFile(path, file, file.data, {})
    meta = file.data if found is _Message.META_GRAPH else _field(file.data, 2)
    return GraphFile(path, file, _field(meta, 2), dict(_collections(meta)))


def _message(path: Path) -> _Message | None:
    if not path.is_file() or not path.stat().st_size:
        return None
    return _message_in(MappedFile(path).data)


def _message_in(data: memoryview) -> _Message | None:
    try:
        if _begins_graph(data):
            return _Message.GRAPH
        first, second = _first_two(data)
        if isinstance(first, int):
            _, graph = _first_two(message(second))
            return _Message.SAVED_MODEL if _begins_graph(message(graph)) else None
        return _Message.META_GRAPH if _begins_graph(message(second)) else None
    except Malformed:
        return None


def _begins_graph(data: memoryview) -> bool:
    number, node = next(fields(data, cut=True), (0, 0))
    if number != 1 or isinstance(node, int):
        return False
    try:
        name, operation = _first_two(node)
    except Malformed:
        return False
    return _is(_NODE, name) and _is(_OPERATION, operation)


def _first_two(data: memoryview) -> tuple[Field, Field]:
    found = list(islice(fields(data, cut=True), 2))
    if [number for number, _ in found] != [1, 2]:
        raise Malformed("it does not begin with fields 1 and 2")
    return found[0][1], found[1][1]


def _is(pattern: re.Pattern[bytes], field: Field) -> bool:
    return not isinstance(field, int) and pattern.fullmatch(field) is not None


def _field(data: memoryview, number: int) -> memoryview:
    return message(next(field for n, field in fields(data) if n == number))


def _collections(meta: memoryview) -> list[tuple[str, memoryview]]:
    # MetaGraphDef 4: an entry of the map; 1: its key, 2: a CollectionDef
    entries = [dict(fields(message(field))) for n, field in fields(meta) if n == 4]
    empty = memoryview(b"")
    return [(text(e.get(1, empty)), message(e.get(2, empty))) for e in entries]
