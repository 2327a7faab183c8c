"""Objects that a program saves: which variables they have, and by which paths.

Source:
    tensorflow/core/protobuf/trackable_object_graph.proto, and for the order and the
    escapes of paths tensorflow/python/checkpoint/graph_view.py.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any, Final, final

from argscope.checkpoint._encode import bytes_field, number_field
from argscope.tf1._graph.variable import Variable

VALUE: Final = "VARIABLE_VALUE"
_HAS_VALUES: Final = bytes_field(5, number_field(1, 1))  # a BoolValue that is true


@final
class Objects:
    """What is reached from an object, each once, the nearest first.

    Args:
        root: The object: its children by name.

    Attributes:
        variables: The variables by their keys in checkpoints.

    Raises:
        ValueError: Something else than variables, lists and mappings of them, and
            `tf.train.Checkpoint`s, is among them.
    """

    def __init__(self, root: Mapping[str, Any]) -> None:
        self.variables: dict[str, Variable] = {}
        self._numbers = {id(root): 0}
        self._nodes: list[tuple[Any, str]] = [(root, "")]
        self._children: list[dict[str, int]] = []
        waiting = deque(self._nodes)
        while waiting:
            each, path = waiting.popleft()
            self._children.append({})
            if isinstance(each, Variable):
                self.variables[f"{path}/.ATTRIBUTES/{VALUE}"] = each
                continue
            for name, child in children_of(each).items():
                number = self._numbers.setdefault(id(child), len(self._numbers))
                self._children[-1][name] = number
                if number == len(self._nodes):
                    self._nodes.append((child, f"{path}/{_escaped(name)}".lstrip("/")))
                    waiting.append(self._nodes[-1])

    def graph(self) -> bytes:
        """Return the TrackableObjectGraph of them."""
        keys = {id(variable): key for key, variable in self.variables.items()}
        nodes = []
        for (each, _), children in zip(self._nodes, self._children, strict=True):
            # TrackableObject 1: children, of a number and a name; 2: attributes
            node = b"".join(
                bytes_field(1, number_field(1, number) + bytes_field(2, name.encode()))
                for name, number in children.items()
            )
            if isinstance(each, Variable):
                parts = (VALUE, each.op.name, keys[id(each)])
                node += bytes_field(
                    2,
                    b"".join(
                        bytes_field(n, p.encode()) for n, p in enumerate(parts, 1)
                    ),
                )
            nodes.append(bytes_field(1, node + _HAS_VALUES))
        return b"".join(nodes)


def children_of(each: Any) -> dict[str, Any]:
    """Return what belongs to an object, by name.

    Raises:
        ValueError: It is of a kind that cannot be saved.
    """
    if isinstance(each, Variable):
        return {}
    if isinstance(each, list | tuple):
        return {str(index): child for index, child in enumerate(each)}
    found = getattr(each, "tracked", each)
    if isinstance(found, Mapping):
        return {str(name): child for name, child in found.items()}
    raise ValueError(
        f"`Checkpoint` was expecting a trackable object, got {each!r}. Give variables, "
        "lists and dicts of them, or other Checkpoints; tf.train.Saver saves all "
        "variables of a graph."
    )


def _escaped(name: str) -> str:
    return name.replace(".", "..").replace("/", ".S")
