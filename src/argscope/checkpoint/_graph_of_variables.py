"""Graphs of a program that trains: they tell of variables, and have no values.

Source: TensorFlow's `core/framework/variable.proto` and `core/protobuf/meta_graph.proto`.
A variable is a node with a type and a shape. The collection `variables` of a `.meta` file
lists those that a Saver saves, each as a VariableDef; one that is partitioned has a node
and a VariableDef for each part, which tell name and shape of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NoReturn

import numpy as np

from argscope.checkpoint._damage import Malformed, Unsupported, blamed_on
from argscope.checkpoint._dtypes import numpy_dtype
from argscope.checkpoint._graph_file import GraphFile, variables_of
from argscope.checkpoint._graph_nodes import Node
from argscope.checkpoint._variable import Variable, checked_shape, read_shape
from argscope.checkpoint._wire import (
    Field,
    fields,
    message,
    signed,
    text,
    unsigned,
    varints,
)
from argscope.checkpoint.errors import NoValuesError

_OPERATIONS: Final = {"VariableV2", "Variable", "VarHandleOp", "AutoReloadVariable"}
_EMPTY: Final = memoryview(b"")


def is_variable(node: Node) -> bool:
    """Return whether a node is a variable, whose value is elsewhere."""
    return node.operation in _OPERATIONS


class GraphOfVariables:
    """The names, types and shapes of a graph's variables.

    Raises:
        DamagedCheckpointError: A variable has no type or no shape.
    """

    format = "graph of variables"

    def __init__(self, file: GraphFile, nodes: list[Node]) -> None:
        self._path = file.path
        with blamed_on(self._path, "graph"):
            found = {node.name: node for node in nodes if is_variable(node)}
            saved = list(_saved(file.collections, found)) or [
                _variable(node) for node in found.values()
            ]
        self.variables = {v.name: v for v in sorted(saved, key=lambda v: v.name)}

    def read(self, name: str) -> NoReturn:
        """Say where the values are.

        Raises:
            NoValuesError: Always.
        """
        raise NoValuesError.about(self._path, name=name, beside=self._checkpoint())

    def _checkpoint(self) -> Path | None:
        if self._path.suffix == ".meta":  # so a Saver calls it
            return self._path.with_suffix("")
        return variables_of(self._path)


def _saved(
    collections: Mapping[str, memoryview], found: Mapping[str, Node]
) -> Iterator[Variable]:
    # CollectionDef 2: bytes_list; BytesList 1: a VariableDef
    listed = dict(fields(collections.get("variables", _EMPTY))).get(2, _EMPTY)
    for number, field in fields(message(listed)):
        if number == 1:
            yield _defined(dict(fields(message(field))), found)


def _defined(definition: Mapping[int, Field], found: Mapping[str, Node]) -> Variable:
    # VariableDef 1: name of its output, 4: SaveSliceInfoDef
    name = text(definition.get(1, _EMPTY)).removesuffix(":0")
    if name not in found:
        raise Malformed(f"it lists the variable {name!r}, and has no such node")
    variable = _variable(found[name])
    part = list(fields(message(definition.get(4, _EMPTY))))
    if not part:
        return variable
    # SaveSliceInfoDef 1: name of the whole, 2: its shape
    whole = "".join(text(field) for number, field in part if number == 1)
    sizes = [size for number, field in part if number == 2 for size in _sizes(field)]
    return Variable(whole, variable.dtype, checked_shape(sizes))


def _variable(node: Node) -> Variable:
    # AttrValue 6: type, 7: shape
    dtype, shape = node.attribute("dtype", 6), node.attribute("shape", 7)
    if _is_open(message(shape)):
        raise Unsupported(f"the shape of the variable {node.name!r} is left open")
    return Variable(node.name, numpy_dtype(unsigned(dtype)), read_shape(shape))


def _is_open(shape: memoryview) -> bool:
    # TensorShapeProto 2: an axis; 1: its size, -1 if not known; 3: not even the rank is
    for number, field in fields(shape):
        sizes = fields(message(field)) if number == 2 else ()
        if number == 3 or any(n == 1 and signed(size) == -1 for n, size in sizes):
            return True
    return False


def _sizes(field: Field) -> list[int]:
    if isinstance(field, int):
        return [signed(field)]
    numbers, rest = varints(field)
    if rest:
        raise Malformed("a number does not end")
    sizes: list[int] = numbers.view(np.int64).tolist()
    return sizes
