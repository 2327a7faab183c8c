"""A function of TensorFlow 1 as a Keras model: `tf1.model`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, Self, final

import keras

from argscope._core.active import Active
from argscope.layers._model.model import Model
from argscope.layers._model.network import name_of
from argscope.tf1._graph.evaluation import Evaluation
from argscope.tf1._graph.graph import Graph, graph_run
from argscope.tf1._graph.program import Program
from argscope.tf1._graph.tensor import Symbol
from argscope.tf1._names.placeholders import placeholder
from argscope.tf1._types.dtypes import as_dtype
from argscope.tf1.errors import InputsError, NotLoadedError

MODES: Final = ("is_training", "training", "phase_train", "is_train", "train")
"""The parameters by which functions of the time were told the mode."""

Inputs = Mapping[str, tuple[Sequence[int | None], Any]]
"""Shapes and dtypes by name."""


def recorded(
    graph: Graph, function: Callable[..., Any], inputs: Inputs, *, training: bool
) -> tuple[list[Symbol], Any]:
    """Call a function in a graph.

    Args:
        graph: The graph that records what it does.
        function: See `model`.
        inputs: See `model`.
        training: The mode that it is told.

    Returns:
        The placeholders of the inputs, and what the function returned.
    """
    parameters = inspect.signature(function).parameters
    fixed = function.keywords if isinstance(function, partial) else ()
    modes = {n: training for n in MODES if n in parameters and n not in fixed}
    with graph.as_default(), _arg_scope_kept():
        made = {
            name: placeholder(dtype, shape, name)
            for name, (shape, dtype) in inputs.items()
        }
        if made.keys() <= parameters.keys():
            outputs = function(**made, **modes)
        else:
            outputs = function(*made.values(), **modes)
    return list(made.values()), outputs


@contextmanager
def _arg_scope_kept() -> Iterator[None]:
    """End a block in the arg_scope in which it began: programs enter some for good."""
    link = Active.link()
    try:
        yield
    finally:
        Active.become(link)


@final
@keras.saving.register_keras_serializable(package="argscope")
class Recorded:
    """What such a model runs: a function, recorded once for each mode.

    The function itself is called while the model is built, and never again: a run of the
    model replays what was recorded.

    Args:
        function: The function.
        inputs: Shapes and dtypes of its inputs, by name.
    """

    def __init__(self, function: Callable[..., Any], inputs: Inputs) -> None:
        self.__name__ = name_of(function)
        self._function = function
        self._inputs = _checked(inputs)
        self._programs: dict[bool, tuple[list[Symbol], Program]] = {}

    @property
    def specs(self) -> Any:
        """What the model is built for: one input, or a dict of them."""
        specs = {
            name: keras.KerasTensor(shape, dtype=dtype)
            for name, (shape, dtype) in self._inputs.items()
        }
        return specs if len(specs) > 1 else next(iter(specs.values()))

    def declare(self, model: Model) -> None:
        """Record the function for both modes; its variables become those of `model`."""
        graph = Graph(model)
        start = graph.run.fork()
        for mode in (True, False):
            graph.run.scope = start.scope
            graph.run.adopt_names(start)
            graph.collections.clear()
            inputs, outputs = recorded(
                graph, self._function, self._inputs, training=mode
            )
            updates = graph.collections.get("update_ops", ()) if mode else ()
            effects = [each.op for each in updates if hasattr(each, "op")]
            self._programs[mode] = inputs, Program(outputs, effects)

    def __call__(self, inputs: Any, training: bool = False) -> Any:
        """Compute the outputs for values of the inputs, in a run of the model."""
        placeholders, program = self._programs[bool(training)]
        values = dict(zip(placeholders, self._given(inputs), strict=True))
        return program.results(Evaluation(values, graph_run()))

    def get_config(self) -> dict[str, Any]:
        """Return the name of the function and its inputs, for a file."""
        return {
            "module": self._function.__module__,
            "function": self._function.__qualname__,
            "inputs": {n: [list(s), d] for n, (s, d) in self._inputs.items()},
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Return what `get_config` described.

        Raises:
            NotLoadedError: The program is not loaded.
        """
        # Not loaded from here: a file of weights must not decide what is run.
        found: Any = sys.modules.get(config["module"])
        for name in config["function"].split("."):
            found = getattr(found, name, None)
        if found is None:
            raise NotLoadedError.about(config["module"], config["function"])
        return cls(found, config["inputs"])

    def _given(self, inputs: Any) -> list[Any]:
        if isinstance(inputs, Mapping):
            return [inputs[name] for name in self._inputs]
        return list(inputs) if isinstance(inputs, list | tuple) else [inputs]


def _checked(inputs: Inputs) -> dict[str, tuple[tuple[int | None, ...], str]]:
    """Return the inputs as plain shapes and names of dtypes."""
    try:
        return {
            name: (tuple(shape), as_dtype(dtype).name)
            for name, (shape, dtype) in inputs.items()
        }
    except (AttributeError, TypeError, ValueError):
        raise InputsError.about(inputs) from None


def model(
    function: Callable[..., Any],
    inputs: Inputs,
    name: str | None = None,
    seed: int | None = None,
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
        A built `layers.Model`, with all that it has: `fit`, `predict`, `end_points`,
        `load_checkpoint`, `export`, ...

    Raises:
        InputsError: `inputs` is something else.
        MissingSymbolError: The function uses what `argscope.tf1` does not have.

    Example:
        >>> import numpy as np
        >>> import argscope.tf1 as tf
        >>> def double(x):
        ...     scale = tf.get_variable("scale", [], initializer=tf.constant_initializer(2))
        ...     return x * scale
        >>> model = tf.model(double, {"x": ((None, 3), "float32")})
        >>> model.predict(np.ones((1, 3)), verbose=0).tolist()
        [[2.0, 2.0, 2.0]]
    """
    network = Recorded(function, inputs)
    made = Model(network, name=name, seed=seed)
    made.build(network.specs)
    return made
