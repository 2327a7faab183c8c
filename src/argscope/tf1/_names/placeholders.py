"""`tf.placeholder` and `tf.placeholder_with_default`: what is fed."""

from __future__ import annotations

from typing import Any

from argscope.tf1._graph.evaluation import evaluation
from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.host import Spec
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.operation import Call, Operation
from argscope.tf1._graph.tensor import Symbol
from argscope.tf1._ops.creation import convert_to_tensor
from argscope.tf1._ops.identities import identity
from argscope.tf1._types.dtypes import dtype_name
from argscope.tf1._types.shapes import TensorShape


@symbol("placeholder")
def placeholder(dtype: Any, shape: Any = None, name: str | None = None) -> Symbol:
    """Return a tensor that is fed.

    Args:
        dtype: Its dtype.
        shape: Its shape; sizes may be None; None for an unknown rank.
        name: Its name.
    """
    graph = get_default_graph()
    operation = Operation(
        graph, graph.unique_name(name or "Placeholder"), "Placeholder"
    )
    graph.add(operation)
    spec = Spec(dtype_name(dtype), None if shape is None else TensorShape(shape).sizes)
    made = Symbol(operation, 0, spec.stand_ins, is_ranked=spec.shape is not None)
    operation.outputs.append(made)
    graph.placeholders.append(made)
    return made


@symbol("placeholder_with_default")
def placeholder_with_default(input: Any, shape: Any, name: str | None = None) -> Any:
    """Return a tensor that may be fed, and is `input` where it is not.

    Args:
        input: The default.
        shape: Its shape; sizes may be None.
        name: Its name.
    """
    if evaluation() is not None:
        return identity(input)
    default = convert_to_tensor(input)
    graph = get_default_graph()
    kind = "PlaceholderWithDefault"
    call = Call(identity.of_values, [default])
    operation = Operation(graph, graph.unique_name(name or kind), kind, call)
    graph.add(operation)
    sizes = default.shape.as_list() if shape is None else TensorShape(shape).as_list()
    made = Symbol(operation, 0, Spec(default.dtype.name, sizes).stand_ins)
    operation.outputs.append(made)
    return made
