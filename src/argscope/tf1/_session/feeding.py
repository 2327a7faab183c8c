"""What a program feeds and fetches, as a session computes with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from argscope.tf1._graph.evaluation import numpy_of
from argscope.tf1._graph.graph import Graph
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.structure import leaves, replaced
from argscope.tf1._graph.tensor import Symbol, Tensor, Value
from argscope.tf1.errors import FeedError, FetchError

NUMBERS: Final = ("bool", "int", "uint")
"""The kinds of scalars that may be sizes or modes."""


def elements(graph: Graph, fetches: Any) -> Any:
    """Return what is fetched, with tensors and operations for their names.

    Raises:
        FetchError: There is something that is neither, or is not in the graph.
    """

    def element(leaf: Any) -> Any:
        try:
            found = graph.as_graph_element(leaf)
        except KeyError:
            raise FetchError.unknown(leaf) from None
        if not isinstance(found, Tensor | Operation):
            raise FetchError.about(leaf)
        if not isinstance(found, Value) and found.graph is not graph:
            raise FetchError.elsewhere(found.name)
        return found

    return replaced(fetches, element)


def fed(graph: Graph, feeds: Mapping[Any, Any] | None) -> dict[Symbol, np.ndarray]:
    """Return the values that are fed, as NumPy's arrays of the tensors' dtypes.

    Raises:
        FeedError: A key is no tensor of the graph, or a value is none for it.
    """
    given = {}
    for key, value in (feeds or {}).items():
        pairs = (
            zip(leaves(key), leaves(value), strict=True) if _is_nested(key) else None
        )
        for tensor, each in pairs or [(key, value)]:
            symbol = _fed_tensor(graph, tensor)
            given[symbol] = _fed_value(symbol, each)
    return given


def _is_nested(key: Any) -> bool:
    return isinstance(key, tuple)


def _fed_tensor(graph: Graph, key: Any) -> Symbol:
    try:
        tensor = graph.as_graph_element(key)
    except KeyError:
        raise FeedError.unknown(key) from None
    if not isinstance(tensor, Symbol):
        raise FeedError.about(key)
    return tensor


def _fed_value(tensor: Symbol, value: Any) -> np.ndarray[Any, Any]:
    if isinstance(value, Tensor):
        raise FeedError.of_tensor(tensor.name, value)
    value = numpy_of(value)
    dtype = object if tensor.dtype.name == "string" else tensor.dtype.as_numpy_dtype
    try:
        made: np.ndarray[Any, Any] = np.asarray(value, dtype)
    except (TypeError, ValueError):
        raise FeedError.of_value(tensor, value) from None
    if not tensor.shape.is_compatible_with(made.shape):
        raise FeedError.of_shape(tensor, made.shape)
    return made


def numbers_in(given: Mapping[Symbol, np.ndarray]) -> dict[Symbol, np.ndarray]:
    """Return the scalars that decide how a graph is computed: sizes, modes."""
    return {
        symbol: value
        for symbol, value in given.items()
        if value.ndim == 0 and value.dtype.name.rstrip("0123456789") in NUMBERS
    }


def fetched(tensor: Tensor, value: Any) -> Any:
    """Return a computed value as a program gets it: NumPy's, which it may change."""
    made = numpy_of(value)
    if tensor.dtype.name not in ("string", "bfloat16"):
        made = np.asarray(made, tensor.dtype.as_numpy_dtype)  # JAX has no int64
    if made.ndim == 0:
        return made[()]
    return made if made.flags.writeable else made.copy()
