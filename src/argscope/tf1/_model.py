"""A function of TensorFlow 1 as a Keras model: `tf1.model`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, final

import keras

from argscope.layers._model.model import Model, network_of
from argscope.layers._model.network import name_of
from argscope.tf1._graph.evaluation import Evaluation
from argscope.tf1._graph.graph import Graph, graph_run
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.program import Program
from argscope.tf1._graph.structure import replaced
from argscope.tf1._graph.tensor import Symbol
from argscope.tf1._names.placeholders import placeholder

MODES: Final = ("is_training", "training", "phase_train", "is_train", "train")
"""The parameters by which functions of the time were told the mode."""

Inputs = Mapping[str, tuple[Sequence[int | None], Any]]


@final
class Recorded:
    """What a model runs: a function, recorded once for each mode.

    Args:
        function: The function.
        inputs: Shapes and dtypes of its inputs, by name.
    """

    def __init__(self, function: Callable[..., Any], inputs: Inputs) -> None:
        self.__name__ = name_of(function)
        self.specs = {
            name: keras.KerasTensor(
                tuple(shape), dtype=str(getattr(dtype, "name", dtype))
            )
            for name, (shape, dtype) in inputs.items()
        }
        self._function = function
        self._programs: dict[bool, tuple[list[Symbol], Program]] = {}

    def record(self, graph: Graph) -> None:
        """Record the function in a graph, for both modes."""
        fork = graph.run.fork()
        for mode in (True, False):
            graph.run.scope = fork.scope
            graph.run.adopt_names(fork)
            graph.collections.clear()
            with graph.as_default():
                placeholders = {
                    name: placeholder(spec.dtype, spec.shape, name)
                    for name, spec in self.specs.items()
                }
                outputs = self._called(placeholders, mode)
            effects = graph.collections.get("update_ops", ()) if mode else ()
            operations = [each.op for each in effects if hasattr(each, "op")]
            inputs = list(placeholders.values())
            self._programs[mode] = inputs, _program(outputs, operations)

    def __call__(self, inputs: Any, training: bool = False) -> Any:
        """Compute the outputs for values of the inputs."""
        placeholders, program = self._programs[bool(training)]
        values = dict(zip(placeholders, self._given(inputs), strict=True))
        return program.results(Evaluation(values, graph_run()))

    def _given(self, inputs: Any) -> list[Any]:
        if isinstance(inputs, Mapping):
            return [inputs[name] for name in self.specs]
        return list(inputs) if isinstance(inputs, list | tuple) else [inputs]

    def _called(self, placeholders: dict[str, Symbol], mode: bool) -> Any:
        parameters = inspect.signature(self._function).parameters
        fixed = getattr(self._function, "keywords", {})
        modes = {n: mode for n in MODES if n in parameters and n not in fixed}
        if placeholders.keys() <= parameters.keys():
            return self._function(**placeholders, **modes)
        return self._function(*placeholders.values(), **modes)


def _program(outputs: Any, effects: list[Operation]) -> Program:
    return Program(replaced(outputs, lambda leaf: leaf), effects)


def model(
    function: Callable[..., Any],
    inputs: Inputs,
    name: str | None = None,
    seed: int | None = 0,
) -> Model:
    """Return a Keras model of a function that was written for TensorFlow 1.

    Args:
        function: Takes tensors of the namespace and returns some. A parameter called
            `is_training` or alike is told the mode: the function is called once for each.
        inputs: Shape and dtype of each input, by name: `{"x": ((None, 224, 224, 3),
            "float32")}`. They are given by name where the function has parameters of
            these names, else by position.
        name: The model's name; default: the function's.
        seed: See `layers.Model`.

    Returns:
        A built `layers.Model`: `fit`, `predict`, `end_points`, `load_checkpoint`, ...
    """
    recorded = Recorded(function, inputs)
    graph = Graph(name or recorded.__name__, seed)
    recorded.record(graph)
    made = graph.model
    network = network_of(made)
    network.declared_by(recorded)
    specs = recorded.specs
    made.build(specs if len(specs) > 1 else next(iter(specs.values())))
    return made
