"""The nodes of a graph in a file, with attributes as Python has them.

Source: TensorFlow's `core/framework/{graph,node_def,attr_value}.proto`. An input is the
`name` of a node, or `name:1` for its second output; `^name` only waits for it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, final

from argscope.tf1._graphdef.errors import GraphFileError, MissingOperationError
from argscope.tf1._graphdef.tensors import make_ndarray, shape_list, type_name

Output: TypeAlias = tuple[str, int]
"""The name of a node, and which of its outputs it is."""


@final
@dataclass(frozen=True, eq=False)
class Node:
    """One operation of a graph in a file.

    Attributes:
        name: Its name.
        kind: The type of the operation.
        inputs: What it takes: names of nodes, and which of their outputs.
        controls: The names of the nodes that it waits for.
        definition: The message.
    """

    name: str
    kind: str
    inputs: tuple[Output, ...]
    controls: tuple[str, ...]
    definition: Any

    @classmethod
    def of(cls, definition: Any) -> Node:
        """Return what a NodeDef says."""
        inputs = [each for each in definition.input if not each.startswith("^")]
        controls = [each[1:] for each in definition.input if each.startswith("^")]
        return cls(
            definition.name,
            definition.op,
            tuple(map(output_of, inputs)),
            tuple(controls),
            definition,
        )

    @property
    def needed(self) -> list[str]:
        """The names of all nodes that come before it."""
        return [*(name for name, _ in self.inputs), *self.controls]

    def attributes(self, names: Iterable[str]) -> dict[str, Any]:
        """Return those of some attributes that it has, by name."""
        found = self.definition.attr
        return {name: plain(found[name]) for name in names if name in found}

    def attribute(self, name: str, default: Any = None) -> Any:
        """Return an attribute; a default where it has none of the name."""
        return self.attributes([name]).get(name, default)


def output_of(name: str) -> Output:
    """Return the node and the number of an output: `"name:1"`, or `"name"` for its first."""
    node, _, index = name.partition(":")
    return node, int(index or 0)


def plain(value: Any) -> Any:
    """Return what an AttrValue has: a number, text, the name of a dtype, a list, ..."""
    kind = value.WhichOneof("value")
    if kind == "list":
        lists = [(field.name, items) for field, items in value.list.ListFields()]
        return [_plain(name, each) for name, items in lists for each in items]
    return None if kind is None else _plain(kind, getattr(value, kind))


def _plain(kind: str, value: Any) -> Any:
    if kind == "s":
        return value.decode("utf-8", "replace")
    if kind == "type":
        return type_name(value)
    if kind == "shape":
        return shape_list(value)
    return make_ndarray(value) if kind == "tensor" else value


def nodes_of(graph_def: Any, kinds: Container[str]) -> dict[str, Node]:
    """Return the nodes of a GraphDef by name, each after those that it needs.

    Args:
        graph_def: The message.
        kinds: The types of operations that matter: where others stand, which may go
            round in a loop, is not looked at.

    Raises:
        GraphFileError: A node needs one that is not there, or itself.
        MissingOperationError: It has functions of its own.
    """
    functions = [each.signature.name for each in graph_def.library.function]
    if functions:
        raise MissingOperationError.of_functions(functions)
    found = {each.name: Node.of(each) for each in graph_def.node}
    needed = {n: each.needed if each.kind in kinds else [] for n, each in found.items()}
    return {name: found[name] for name in in_order(needed)}


def in_order(needed: Mapping[str, Sequence[str]]) -> list[str]:
    """Return names so that each is after those that it needs.

    Raises:
        GraphFileError: A name needs one that is not there, or itself.
    """
    done: dict[str, None] = {}
    begun: set[str] = set()
    stack: list[str] = list(needed)[::-1]
    while stack:
        name = stack.pop()
        waiting = [each for each in needed[name] if each not in done]
        if name in done:
            continue
        if not waiting:
            done[name] = None
            continue
        begun.add(name)
        stack.append(name)
        for each in waiting:
            if each not in needed:
                raise GraphFileError.no_node(each, f"The node {name!r}")
            if each in begun:
                raise GraphFileError.circle(each)
            stack.append(each)
    return list(done)
