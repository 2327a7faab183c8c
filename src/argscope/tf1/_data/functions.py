"""Functions of a program that are called for each element, on the host."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, final

import keras
import numpy as np

from argscope.layers._state.run import Run, running
from argscope.tf1._data.elements import Values, as_element, mapped, spec_of
from argscope.tf1._graph.evaluation import Evaluation, evaluating, evaluation
from argscope.tf1._graph.graph import Graph, get_default_graph
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.structure import as_tensors, tensors_in
from argscope.tf1._graph.tensor import Symbol
from argscope.tf1._ops.creation import convert_to_tensor

_PLACE: Final = "Placeholder"


@final
class Seeds(keras.random.SeedGenerator):  # type: ignore[misc]  # Keras has no types
    """What random operations of one call draw from: it decides all of their numbers.

    Args:
        *numbers: What tells the call from others.
    """

    def __init__(self, *numbers: int) -> None:  # without a variable
        self._numbers = np.random.SeedSequence(numbers)
        self._drawn = iter(())

    def next(self, ordered: bool = True) -> Any:
        """Return the seed of one operation."""
        del ordered
        (spawned,) = self._numbers.spawn(1)
        # Half of the range: torch has no unsigned numbers.
        seed = spawned.generate_state(2) >> 1
        dtype = "int64" if keras.backend.backend() == "torch" else "uint32"
        return keras.ops.convert_to_tensor(seed.astype(dtype), dtype)


@final
class ElementFunction:
    """A function of the program, called for each element of a data set.

    What it gives is known without elements: it is recorded once, in a graph of its own.

    Args:
        function: The function. It takes a tuple as its arguments.
        spec: Returns what is known of the elements: a structure of `Spec`.

    Attributes:
        result: What it gave for tensors of which no more is known.
        inputs: The tensors of the program's graph that it uses.
    """

    def __init__(self, function: Callable[..., Any], spec: Callable[[], Any]) -> None:
        self._function = function
        self.result: Any = None
        self.inputs: list[Symbol] = []
        self._calls = itertools.count()
        seed = get_default_graph().seed
        self._seed = int(np.random.default_rng(seed).integers(1 << 31))
        self._graph = get_default_graph()
        if evaluation() is None:
            self._record(seed, spec())

    def _record(self, seed: int | None, spec: Any) -> None:
        self._graph = Graph()
        self._graph.seed = seed
        with self._graph.as_default():
            result = _called(self._function, mapped(self._placeholder, spec))
            self.result = mapped(_as_one, result)
        used = [tensor for each in self._graph.operations for tensor in each.inputs]
        used += [*tensors_in(self.result), *getattr(self.result, "inputs", ())]
        outer = [
            each
            for each in used
            if isinstance(each, Symbol) and each.graph is not self._graph
        ]
        self.inputs = list(dict.fromkeys(outer))

    @property
    def spec(self) -> Any:
        """What is known of what it gives."""
        return mapped(spec_of, as_element(self.result))

    def __call__(self, element: Any, values: Values) -> Any:
        """Return what the function gives for an element: a structure of arrays."""
        with self._computing(values):
            return as_element(_called(self._function, as_tensors(element)))

    def dataset(self, element: Any, values: Values) -> Any:
        """Return the data set that the function gives for an element."""
        with self._computing(values):
            return _called(self._function, as_tensors(element))

    @contextmanager
    def _computing(self, values: Values) -> Iterator[None]:
        run = Run(self._graph.run.store, training=False)
        run.seed = Seeds(self._seed, next(self._calls))
        with evaluating(Evaluation(values, run)), running(run):
            yield

    def _placeholder(self, spec: Any) -> Any:
        if isinstance(spec, tuple):  # sparse
            return type(spec)(*map(self._placeholder, spec))
        operation = Operation(self._graph, self._graph.unique_name(_PLACE), _PLACE)
        self._graph.add(operation)
        is_ranked = spec.shape is not None
        made = Symbol(operation, 0, spec.stand_ins, is_ranked=is_ranked)
        operation.outputs.append(made)
        return made


def _called(function: Callable[..., Any], element: Any) -> Any:
    result = function(*element) if type(element) is tuple else function(element)
    return tuple(result) if isinstance(result, list) else result


def _as_one(leaf: Any) -> Any:
    """Return a list of tensors as a tensor."""
    return convert_to_tensor(leaf) if isinstance(leaf, list) else leaf
