"""Computing parts of a graph by hand: what a test or a tool wants to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np

from argscope.layers._state.run import Run, running
from argscope.tf1._graph.differentiation import differentiated
from argscope.tf1._graph.evaluation import Evaluation, numpy_of
from argscope.tf1._graph.graph import Graph
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.program import Program
from argscope.tf1._graph.structure import leaves, replaced
from argscope.tf1._graph.tensor import Symbol, Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1.errors import FedShapeError


def run(
    graph: Graph,
    fetches: Any,
    feeds: Mapping[Tensor, Any] | None = None,
    training: bool = False,
) -> Any:
    """Compute tensors of a graph.

    Args:
        graph: The graph, finished.
        fetches: A structure of its tensors and operations.
        feeds: Values of its placeholders.
        training: Whether layers change moving averages.

    Returns:
        The structure, with NumPy's arrays for tensors and None for operations.

    Raises:
        FedShapeError: A value has another shape than its placeholder.
        NoValueError: A placeholder has no value.
    """
    effects = [each for each in leaves(fetches) if isinstance(each, Operation)]
    wanted = replaced(fetches, lambda x: None if isinstance(x, Operation) else x)
    values = _fed(feeds)
    current = Run(graph.run.store, training=training)
    program = Program(wanted, effects)
    if training:
        program.updating = frozenset(program.operations)
    with running(current):
        results = program.results(Evaluation(values, current))
    return replaced(results, numpy_of)


def gradients_of(
    graph: Graph,
    tensor: Tensor,
    variables: Sequence[Variable],
    feeds: Mapping[Tensor, Any] | None = None,
) -> list[Any]:
    """Return the gradients of a scalar tensor with respect to variables of its graph.

    Args:
        graph: The graph, finished.
        tensor: A scalar.
        variables: Variables of a float dtype.
        feeds: Values of the graph's placeholders.
    """
    given = _fed(feeds)
    current = Run(graph.run.store, training=False)
    program = Program([tensor])

    def loss(values: Sequence[Any]) -> tuple[Any, Any]:
        mapping = list(zip((v.keras_variable for v in variables), values, strict=True))
        with keras.StatelessScope(mapping), running(current):
            return program.results(Evaluation(given, current))[0], ()

    values = [variable.keras_variable.value for variable in variables]
    gradients, _ = differentiated(loss, values)
    return [numpy_of(gradient) for gradient in gradients]


def _fed(feeds: Mapping[Tensor, Any] | None) -> dict[Symbol, Any]:
    given = {}
    for tensor, value in (feeds or {}).items():
        if isinstance(tensor, Symbol):
            given[tensor] = fed_value(tensor, value)
            if not tensor.shape.is_compatible_with(given[tensor].shape):
                raise FedShapeError.about(
                    tensor.name, tensor.shape, given[tensor].shape
                )
    return given


def fed_value(tensor: Symbol, value: Any) -> Any:
    """Return what is fed for a tensor as what functions of values take."""
    if tensor.dtype.name == "string":
        return np.asarray(value, object)
    return keras.ops.convert_to_tensor(value, tensor.dtype.name)
