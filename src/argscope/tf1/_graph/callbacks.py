"""Functions of a program, as the layers call them: on values.

A layer is handed activations, normalizers, initializers and regularizers. Those of a
program take and give its tensors; those of this package and of Keras take values.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np

from argscope.layers._state.run import Run, current_run, running
from argscope.tf1._graph.evaluation import (
    Evaluation,
    evaluating,
    evaluation,
    unwrapped,
)
from argscope.tf1._graph.graph import Graph, get_default_graph
from argscope.tf1._graph.program import Program
from argscope.tf1._graph.structure import as_tensors, replaced
from argscope.tf1._graph.tensor import Symbol, Tensor, Value
from argscope.tf1._types.dtypes import as_dtype


def on_values(function: Any) -> Any:
    """Return a function of the program as one of values; all else stays."""
    if not callable(function) or isinstance(function, Tensor):
        return function
    if hasattr(function, "of_values"):
        return function.of_values
    if _takes_values(function):
        return function
    graph = get_default_graph()

    @functools.wraps(function, updated=())
    def call(*args: Any, **kwargs: Any) -> Any:
        def tensor(leaf: Any) -> Any:
            return graph.variable_of(leaf) if isinstance(leaf, keras.Variable) else leaf

        current = evaluation()
        if current is not None:
            current.called_back = True
            args, kwargs = as_tensors(replaced((args, kwargs), tensor))
            return unwrapped(function(*args, **kwargs))
        # A regularizer is called by the model, where nothing is replayed.
        with _computing_in(current_run() or _run_of(graph)):
            args, kwargs = as_tensors(replaced((args, kwargs), tensor))
            return unwrapped(function(*args, **kwargs))

    return call


def initializer_of(value: Any) -> Any:
    """Return an initializer of the program's as the layers take it.

    A class stands for an object of it, and a tensor or a number for itself.
    """
    if isinstance(value, type):
        value = value()
    if value is None or isinstance(value, str) or hasattr(value, "of_values"):
        return getattr(value, "of_values", value)
    if isinstance(value, Symbol):
        return _drawn(value)
    if isinstance(value, Value | int | float | list | np.ndarray | np.generic):
        constant = np.asarray(value)
        return lambda shape, dtype=None: keras.ops.convert_to_tensor(
            np.broadcast_to(constant, shape), dtype
        )
    if _takes_values(value):
        return value

    graph = get_default_graph()
    asked = {"partition_info": None} if _asks_for("partition_info", value) else {}

    def draw(shape: tuple[int, ...], dtype: Any = None) -> Any:
        with _computing_in(_run_of(graph)):
            try:
                made = value(list(shape), dtype=as_dtype(dtype), **asked)
            except TypeError:
                made = value(list(shape), **asked)
            return unwrapped(made)

    return draw


def _asks_for(name: str, function: Callable[..., Any]) -> bool:
    try:
        return name in inspect.signature(function).parameters
    except (TypeError, ValueError):  # it is not written in Python
        return False


def _drawn(symbol: Symbol) -> Callable[..., Any]:
    """Return an initializer that computes what a graph gives, anew for each variable."""

    def draw(shape: Any, dtype: Any = None) -> Any:
        evaluation = Evaluation({}, _run_of(symbol.graph))
        value = Program([symbol]).results(evaluation)[0]
        # On torch a view of another variable would change with it.
        return keras.ops.copy(keras.ops.cast(keras.ops.reshape(value, shape), dtype))

    return draw


def _run_of(graph: Graph) -> Run:
    """Return a run of a graph's model in which nothing is open."""
    return Run(graph.run.store, training=False)


@contextmanager
def _computing_in(run: Run) -> Iterator[None]:
    """Let functions of the namespace compute in the block, where nothing is replayed."""
    with evaluating(Evaluation({}, run)), running(run):
        yield


def _takes_values(function: Any) -> bool:
    for thing in (function, type(function)):
        module = str(getattr(thing, "__module__", ""))
        if module.startswith("argscope.tf1"):
            return False
        if module.partition(".")[0] in ("argscope", "keras", "jax", "torch"):
            return True
    return False
