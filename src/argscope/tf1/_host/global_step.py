"""The global step: the variable that counts how often a model was trained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from keras import ops

from argscope.tf1._graph.graph import Graph, get_default_graph
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._names.collections import GraphKeys, get_collection
from argscope.tf1._names.variables import get_variable
from argscope.tf1._ops.values import dtype_of

F = TypeVar("F", bound=Callable[..., Any])


def _everywhere(function: F) -> F:
    modules = ("train", "contrib.framework", "contrib.slim")
    return symbol(*(f"{module}.{function.__name__}" for module in modules))(function)


@_everywhere
def get_global_step(graph: Graph | None = None) -> Tensor | None:
    """Return the global step of a graph, by default the open one; None if it has none."""
    graph = graph or get_default_graph()
    with graph.as_default():
        found = get_collection(GraphKeys.GLOBAL_STEP)
    if found:
        return cast("Tensor", found[0])
    try:
        return graph.get_tensor_by_name(f"{GraphKeys.GLOBAL_STEP}:0")
    except KeyError:
        return None


@_everywhere
def create_global_step(graph: Graph | None = None) -> Tensor:
    """Make the global step of a graph: an int64 variable that is 0.

    Raises:
        ValueError: There is one.
    """
    graph = graph or get_default_graph()
    if get_global_step(graph) is not None:
        raise ValueError('"global_step" already exists.')
    with graph.as_default():
        return get_variable(
            GraphKeys.GLOBAL_STEP,
            [],
            dtype_of(ops.convert_to_tensor(np.int64(0))),  # JAX has int32 only
            initializer=0,
            trainable=False,
            collections=[GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP],
        )


@_everywhere
def get_or_create_global_step(graph: Graph | None = None) -> Tensor:
    """Return the global step of a graph, which is made if it is not there."""
    found = get_global_step(graph)
    return create_global_step(graph) if found is None else found


@_everywhere
def assert_global_step(global_step_tensor: Any) -> None:
    """Check that something can count steps.

    Raises:
        TypeError: It is no scalar of whole numbers.
    """
    if not global_step_tensor.dtype.is_integer or global_step_tensor.shape.ndims != 0:
        raise TypeError(
            f"A global step is a scalar of whole numbers, which {global_step_tensor!r} is "
            "not."
        )


@symbol(
    "contrib.framework.assert_or_get_global_step",
    "contrib.slim.assert_or_get_global_step",
)
def assert_or_get_global_step(
    graph: Graph | None = None, global_step_tensor: Any = None
) -> Any:
    """Return the global step that is given, or that of the graph."""
    if global_step_tensor is None:
        return get_global_step(graph)
    assert_global_step(global_step_tensor)
    return global_step_tensor


@symbol("train.global_step")
def global_step(sess: Any, global_step_tensor: Any) -> int:
    """Return the value of a global step in a session."""
    return int(sess.run(global_step_tensor))
