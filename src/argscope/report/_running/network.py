"""Running a network on symbols: every layer, its shapes, and who feeds whom.

Import `argscope.layers` first: it decides which backend Keras gets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import keras

from argscope.layers._model.model import Model, network_of
from argscope.layers._state.run import Run, running
from argscope.report._facts import Network, Shape
from argscope.report._recording.graph import Graph
from argscope.report._recording.layer_facts import WATCHER, Seen
from argscope.report._trace import Trace, trace
from argscope.tf1 import Graph as TensorFlowGraph
from argscope.tf1 import is_loaded, recorded


class Explored(NamedTuple):
    """What running a network showed: its trace, and the network or what stopped it."""

    trace: Trace
    network: Network | None
    error: Exception | None


def explore(function: Callable[..., Any], shapes: list[Shape]) -> Explored:
    """Run a network once on symbols, in inference mode and under the active scope.

    No variable is kept, so nothing is left of the run but what it showed.

    Args:
        function: What one would give to `argscope.layers.Model`.
        shapes: Shape of each input, without the batch.
    """
    if is_loaded(function):
        return _in_a_graph(function, shapes)
    found = _on_symbols(function, shapes)
    if found.error is None:
        return found
    # The function may compute with the backend itself, which knows no Keras symbols.
    again = _on_backend(function, shapes)
    return found if again.error is not None else again


def _on_symbols(function: Callable[..., Any], shapes: list[Shape]) -> Explored:
    symbols = [keras.KerasTensor((None, *shape)) for shape in shapes]
    graph = Graph(symbols)
    network = network_of(Model(function, seed=0))
    run = Run(network.store, training=False)
    inputs = symbols[0] if len(symbols) == 1 else symbols
    with trace() as recorded:
        try:
            with (
                keras.StatelessScope(initialize_variables=False),
                running(run),
                _watching(graph.note),
            ):
                network(inputs, training=False)
        except Exception as error:  # noqa: BLE001  # the function may raise anything
            return Explored(recorded, None, error)
    return Explored(recorded, graph.finished(recorded.numbers()), None)


def _on_backend(function: Callable[..., Any], shapes: list[Shape]) -> Explored:
    specs = [keras.KerasTensor((1, *shape)) for shape in shapes]
    graph = Graph([])
    model = Model(function, seed=0)
    with trace() as recorded:
        try:
            with (
                keras.StatelessScope(initialize_variables=False),
                _watching(graph.note),
            ):
                model.compute_output_spec(specs[0] if len(specs) == 1 else specs)
        except Exception as error:  # noqa: BLE001  # as above
            return Explored(recorded, None, network_of(model).failure or error)
    return Explored(recorded, graph.finished(recorded.numbers()), None)


def _in_a_graph(function: Callable[..., Any], shapes: list[Shape]) -> Explored:
    """Record a function of TensorFlow 1."""
    made = TensorFlowGraph()
    names = [f"input_{index}" for index, _ in enumerate(shapes)]
    inputs = {
        name: ((None, *shape), "float32")
        for name, shape in zip(names, shapes, strict=True)
    }
    with trace() as traced:
        graph = Graph([])
        try:
            with _watching(graph.note):
                placeholders, _ = recorded(made, function, inputs, training=False)
        except Exception as error:  # noqa: BLE001  # as above
            return Explored(traced, None, error)
    graph.begin_with(placeholders)
    return Explored(traced, graph.finished(traced.numbers()), None)


@contextmanager
def _watching(watcher: Seen) -> Iterator[None]:
    token = WATCHER.set(watcher)
    try:
        yield
    finally:
        WATCHER.reset(token)
