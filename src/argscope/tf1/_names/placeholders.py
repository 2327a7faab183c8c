"""`tf.placeholder`: what is fed."""

from __future__ import annotations

from typing import Any

import keras

from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.recording import SIZES
from argscope.tf1._graph.tensor import Symbol
from argscope.tf1._types.dtypes import dtype_name
from argscope.tf1._types.shapes import TensorShape


@symbol("placeholder")
def placeholder(dtype: Any, shape: Any = None, name: str | None = None) -> Symbol:
    """Return a tensor that is fed.

    Args:
        dtype: Its dtype.
        shape: Its shape; sizes may be None.
        name: Its name.
    """
    graph = get_default_graph()
    operation = Operation(
        graph, graph.unique_name(name or "Placeholder"), "Placeholder"
    )
    graph.add(operation)
    sizes = TensorShape(shape).as_list()
    first, second = (
        keras.KerasTensor(
            [size if known is None else known for known in sizes],
            dtype=dtype_name(dtype),
        )
        for size in SIZES
    )
    made = Symbol(operation, 0, (first, second if None in sizes else first))
    operation.outputs.append(made)
    graph.placeholders.append(made)
    return made
