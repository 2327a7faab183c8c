"""The variables of a graph in a file, and the operations that read and change them.

Source: TensorFlow's `core/ops/state_ops.cc` and `resource_variable_ops.cc`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import keras
import numpy as np
from keras import ops

from argscope.tf1._graph.graph import Graph
from argscope.tf1._graph.variable import Variable
from argscope.tf1._graphdef.branches import guarded
from argscope.tf1._graphdef.errors import GraphFileError
from argscope.tf1._graphdef.nodes import Node
from argscope.tf1._ops.operands import available
from argscope.tf1._ops.values import array

Array = Any

VARIABLES: Final = ("VariableV2", "Variable", "VarHandleOp")
"""The types of the operations that are variables."""

CHANGES: Final[dict[str, Callable[[Array, Array], Array]]] = {
    "Assign": lambda _old, new: new,
    "AssignAdd": ops.add,
    "AssignSub": ops.subtract,
    "AssignVariableOp": lambda _old, new: new,
    "AssignAddVariableOp": ops.add,
    "AssignSubVariableOp": ops.subtract,
}
"""What the operations that change variables make of the old value and another."""


def variable_of(
    graph: Graph,
    path: str,
    node: Node,
    initializer: Callable[..., Array],
    *,
    trainable: bool,
    collections: Sequence[str] = (),
) -> Variable:
    """Return the variable that a node is, made in a graph.

    Raises:
        GraphFileError: The node does not tell its shape.
    """
    shape = node.attribute("shape")
    if shape is None or None in shape:
        raise GraphFileError(
            f"The variable {node.name!r} of the graph has no full shape."
        )
    return made(
        graph,
        path,
        shape,
        node.attribute("dtype"),
        initializer,
        trainable=trainable,
        collections=collections,
    )


def made(
    graph: Graph,
    path: str,
    shape: Sequence[int],
    dtype: str,
    initializer: Callable[..., Array],
    *,
    trainable: bool,
    collections: Sequence[str] = (),
) -> Variable:
    """Make a variable in a graph."""
    run = graph.run
    with graph.recording():
        found = run.store.get(
            path,
            tuple(shape),
            taken=run.taken,
            reuse=False,
            initializer=initializer,
            trainable=trainable and "float" in dtype,
            collections=list(collections),
            dtype=available(dtype),
        )
    run.taken.add(path)
    return graph.variable_of(found)


def constant_initializer(numbers: np.ndarray[Any, Any]) -> Callable[..., Array]:
    """Return what gives a variable known numbers."""

    def initial(shape: Any, dtype: Any = None) -> Array:
        return ops.convert_to_tensor(np.asarray(numbers).reshape(shape), dtype)

    return initial


def assigned(
    kind: str,
    truths: Sequence[bool],
    variable: Array,
    value: Array,
    target: Any,
    *predicates: Array,
) -> Array:
    """Change a variable, where the predicates are what they have to be; return its value."""
    old = target.value
    dtype = keras.backend.standardize_dtype(target.dtype)
    new = CHANGES[kind](old, array(value, dtype))
    if predicates:
        new = guarded(new, old, predicates, truths)
    target.assign(new)
    return new  # the value itself may change again, on torch
