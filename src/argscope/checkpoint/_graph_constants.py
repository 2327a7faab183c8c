"""Which constants of a frozen graph were variables.

Freezing replaces a variable by a constant of its name, and leaves what read the variable
as an Identity: `<name>/read`, or `.../ReadVariableOp` where it was a resource. Of these
constants it is certain: they are taken, whatever they hold.

Tools that optimize a graph (`optimize_for_inference`, `transform_graph`, Grappler, a
conversion) take the Identity away and fold constants into others, and leave nothing else
that tells a weight from the shape of a reshape. Then the values do. A weight holds
fractions (floating-point, complex or quantized) and has at least one axis. Shapes, axes,
sizes and paddings are integers; what is added to a variance, the rate of a dropout and
the ends of a range have no axis. That finds every weight, also one that was folded, and
misses a variable that is a single number or an integer.

Two more rules. What a `Dequantize` takes is a weight with the two ends of its range,
which have no axis. And a constant that nobody named (`Const`, `ones`, `zeros`) of one
repeated value is none: TF-Slim's and Keras's fused batch normalization make such a scale
for each layer that has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from argscope.checkpoint._dtypes import has_fractions, numpy_dtype
from argscope.checkpoint._graph_nodes import Node
from argscope.checkpoint._variable import read_shape
from argscope.checkpoint._wire import Field, fields, message, unsigned

_READ: Final = re.compile(r"ReadVariableOp(?:_\d+)?")
_NAMED_BY_NOBODY: Final = re.compile(r"(?:Const|ones|zeros)(?:_\d+)?")
_HALF: Final = 3  # bytes of a varint with a half-precision value


class Constant(NamedTuple):
    """A node `Const`: its name, and what its TensorProto says."""

    name: str
    dtype: int
    """TensorFlow's number for the type."""
    shape: Field
    """A TensorShapeProto."""
    stored: int
    """The bytes of its values, at least."""
    tensor: memoryview

    @classmethod
    def of(cls, node: Node) -> Constant:
        """Read the head of a node's tensor.

        Raises:
            Malformed: It has none.
        """
        # AttrValue 8: tensor; TensorProto 1: type, 2: shape, from 4 on: values
        tensor = message(node.attribute("value", 8))
        dtype, shape, stored = 0, memoryview(b""), 0
        for number, field in fields(tensor):
            if number == 1:
                dtype = unsigned(field)
            elif number == 2:
                shape = message(field)
            elif number >= 4:
                stored += 1 if isinstance(field, int) else len(field)
        return cls(node.name, dtype, shape, stored, tensor)


def were_variables(nodes: Iterable[Node]) -> list[Constant]:
    """Return the constants of a frozen graph that were variables, as above.

    Raises:
        Malformed: A constant has no tensor.
    """
    nodes = list(nodes)
    read = {name for node in nodes for name in _read_by(node)}
    constants = (Constant.of(node) for node in nodes if node.operation == "Const")
    return [one for one in constants if one.name in read or _is_weight(one)]


def _read_by(node: Node) -> tuple[str, ...]:
    if node.operation == "Dequantize":
        return node.inputs
    if node.operation == "Identity" and _reads_a_variable(node):
        return node.inputs[:1]
    return ()


def _reads_a_variable(node: Node) -> bool:
    return (
        _READ.fullmatch(node.name.rpartition("/")[2]) is not None
        or node.name.removesuffix("/read") in node.inputs
    )


def _is_weight(constant: Constant) -> bool:
    if not has_fractions(constant.dtype) or not read_shape(constant.shape):
        return False
    last = constant.name.rpartition("/")[2]
    one_value = max(numpy_dtype(constant.dtype).itemsize, _HALF)
    return constant.stored > one_value or not _NAMED_BY_NOBODY.fullmatch(last)
