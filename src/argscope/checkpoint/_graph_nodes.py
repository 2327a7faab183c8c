"""The nodes of a GraphDef, without the functions of its library.

Source: TensorFlow's `core/framework/graph.proto`, `node_def.proto` and
`attr_value.proto`. A node has a name, an operation, inputs and attributes. An input is
the `name` of a node, or `name:1` for its second output; `^name` only waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from argscope.checkpoint._damage import Malformed
from argscope.checkpoint._wire import Field, fields, message, text

_EMPTY = memoryview(b"")


class Node(NamedTuple):
    """A node; its attributes are looked at when they are asked for."""

    name: str
    operation: str
    inputs: tuple[str, ...]
    """The names of the nodes whose first output it takes."""
    attributes: tuple[memoryview, ...]

    def attribute(self, name: str, number: int) -> Field:
        """Return the field `number` of the AttrValue that a name has.

        Raises:
            Malformed: There is none.
        """
        for entry in self.attributes:
            parts = dict(fields(entry))
            if text(parts.get(1, _EMPTY)) == name:
                values = dict(fields(message(parts.get(2, _EMPTY))))
                if number in values:
                    return values[number]
        raise Malformed(f"node {self.name!r} lacks the attribute {name!r}")


def nodes(graph: memoryview) -> Iterator[Node]:
    """Yield the nodes of a GraphDef.

    Raises:
        Malformed: It is not one.
    """
    for number, field in fields(graph):
        if number == 1:
            yield _node(message(field))


def _node(data: memoryview) -> Node:
    # NodeDef 1: name, 2: operation, 3: an input, 5: an entry of the map of attributes
    name = operation = ""
    inputs, attributes = [], []
    for number, field in fields(data):
        if number == 1:
            name = text(field)
        elif number == 2:
            operation = text(field)
        elif number == 3:
            inputs.append(text(field).removesuffix(":0"))
        elif number == 5:
            attributes.append(message(field))
    return Node(name, operation, tuple(inputs), tuple(attributes))
