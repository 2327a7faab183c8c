"""What an operation of a graph in a file is here: a function of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, final

from argscope.tf1._graph.evaluation import unwrapped
from argscope.tf1._graph.op import SYMBOLS
from argscope.tf1._graph.operation import Call
from argscope.tf1._graph.structure import as_tensors
from argscope.tf1._graphdef.nodes import Node

Function = Callable[..., Any]


@final
@dataclass(frozen=True, slots=True)
class Entry:
    """How one type of operations is computed.

    Attributes:
        function: Takes the values of the inputs by position, and attributes by name.
        parameters: By which parameter the function takes an attribute.
        path: Where the function stands in the namespace, if it is one of it as it is.
    """

    function: Function
    parameters: Mapping[str, str] = field(default_factory=dict)
    path: str | None = None

    def call(self, node: Node, inputs: list[Any]) -> Call:
        """Return the call for a node that takes some tensors."""
        found = node.attributes(self.parameters)
        if found.get("padding") == "EXPLICIT":
            flat = node.attribute("explicit_paddings")
            found["padding"] = [
                list(pair) for pair in zip(flat[::2], flat[1::2], strict=True)
            ]
        named = {self.parameters[name]: value for name, value in found.items()}
        return Call(self.function, inputs, named)


def computed(path: str, *inputs: Any, **attributes: Any) -> Any:
    """Return what a function of the namespace gives for values, in an evaluation."""
    function = SYMBOLS[path]
    if hasattr(function, "of_values"):
        return function.of_values(*inputs, **attributes)
    return unwrapped(function(*as_tensors(inputs), **as_tensors(attributes)))


def of(path: str, attributes: str = "") -> Entry:
    """Return the entry for a function of the namespace that takes the same inputs.

    Args:
        path: Where it stands: `"nn.conv2d"`.
        attributes: Those that it takes: `"strides keep_dims:keepdims"`, the latter by a
            parameter of another name.
    """

    def compute(*inputs: Any, **found: Any) -> Any:
        return computed(path, *inputs, **found)

    return Entry(compute, _parameters(attributes), path)


def by(function: Function, attributes: str = "") -> Entry:
    """Return the entry for a function of values; see `of`."""
    return Entry(function, _parameters(attributes))


def _parameters(attributes: str) -> dict[str, str]:
    pairs = (each.partition(":") for each in attributes.split())
    return {name: parameter or name for name, _, parameter in pairs}
