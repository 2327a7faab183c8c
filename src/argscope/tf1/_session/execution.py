"""One set of fetches, prepared: parts that are compiled once, and computed often."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from threading import RLock
from typing import Any, Final, final

import keras
import numpy as np

from argscope.layers._state.run import Run, running
from argscope.tf1._graph.evaluation import Evaluation
from argscope.tf1._graph.graph import Graph
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.program import Program
from argscope.tf1._graph.structure import plain
from argscope.tf1._graph.swapped import Swapped
from argscope.tf1._graph.tensor import Symbol
from argscope.tf1._graph.variable import Variable
from argscope.tf1._session.compiling import NEEDS_NUMBERS, compiled, computing
from argscope.tf1._session.parts import Part, parts_of
from argscope.tf1._session.state import State, or_no_value
from argscope.tf1.errors import NoValueError

_MANY: Final = 4
"""So many different numbers are fed before it is tried not to compile for each."""

Numbers = Mapping[Symbol, np.ndarray]

Computed = Callable[[list[Any], list[Any]], tuple[list[Any], dict[int, Any]]]
"""A part as a function of the variables' values and of what it takes: to what it gives,
and to the new values of variables, by index."""


@final
class Execution:
    """What is computed for some fetches when some tensors are fed.

    Args:
        graph: The graph.
        fetches: Tensors and operations.
        fed: The tensors that are fed.
    """

    def __init__(
        self, graph: Graph, fetches: Sequence[Any], fed: frozenset[Symbol]
    ) -> None:
        self._graph = graph
        self._fetches = list(fetches)
        symbols = [each for each in fetches if isinstance(each, Symbol)]
        operations = [each for each in fetches if isinstance(each, Operation)]
        self._program = Program(symbols, operations, fed)
        self._parts = parts_of(self._program)
        self._functions: dict[Any, Computed] = {}
        self._numbers: dict[Part, set[Any]] = {}
        self._is_open = True  # whether numbers may be handed in as other values are

    def results(
        self,
        state: State,
        lock: RLock,
        given: Mapping[Symbol, np.ndarray],
        numbers: Numbers,
    ) -> list[Any]:
        """Compute, and return what was fetched: values; None for operations."""
        values: dict[Symbol, Any] = dict(given)
        for part in self._parts:
            # What only waits for other threads, as queues do, must not keep them waiting.
            with lock if part.variables else nullcontext():
                self._compute(part, state, values, numbers)
        return [self._result(each, state, values) for each in self._fetches]

    def _result(self, fetch: Any, state: State, values: Mapping[Symbol, Any]) -> Any:
        if isinstance(fetch, Operation):
            return None
        if isinstance(fetch, Variable):
            return state.value_of(fetch.keras_variable)
        return values[fetch] if isinstance(fetch, Symbol) else plain(fetch)

    # --- parts

    def _compute(
        self, part: Part, state: State, values: dict[Symbol, Any], numbers: Numbers
    ) -> None:
        taken = [_known(symbol, values) for symbol in part.takes]
        variables = [*part.variables, self._seeds.state]
        held = state.of(variables)
        with computing():
            if part.on_host or part.is_cheap:
                gives, changes = self._on(part, variables, {})(held, taken)
            else:
                gives, changes = self._compiled(part, variables, numbers, held, taken)
        state.update(variables, changes)
        values.update(zip(part.gives, gives, strict=True))

    @property
    def _seeds(self) -> keras.random.SeedGenerator:
        return self._graph.run.store.seed_generator

    def _on(self, part: Part, variables: Sequence[Any], numbers: Numbers) -> Computed:
        def function(
            held: list[Any], taken: list[Any]
        ) -> tuple[list[Any], dict[int, Any]]:
            run = Run(self._graph.run.store, training=True)
            run.shapes_only = False
            evaluation = Evaluation(
                {**dict(zip(part.takes, taken, strict=True)), **numbers}, run
            )
            evaluation.updating = self._program.updating
            values = or_no_value(variables, held)
            with Swapped(variables, values) as scope, running(run):
                part.compute(evaluation)
            gives = [evaluation.values[symbol] for symbol in part.gives]
            return gives, scope.changes(variables)

        return function

    def _compiled(
        self,
        part: Part,
        variables: Sequence[Any],
        numbers: Numbers,
        held: list[Any],
        taken: list[Any],
    ) -> tuple[list[Any], dict[int, Any]]:
        own = {s: v for s, v in numbers.items() if s in part.takes}
        key = (part, *((symbol, value.item()) for symbol, value in own.items()))
        if own and self._is_open and self._are_many(part, key[1:]):
            try:
                return self._function(part, variables, {}, (part,))(held, taken)
            except NEEDS_NUMBERS:
                self._is_open = False
        return self._function(part, variables, own, key)(held, taken)

    def _are_many(self, part: Part, numbers: Any) -> bool:
        known = self._numbers.setdefault(part, set())
        if len(known) <= _MANY:
            known.add(numbers)
        return len(known) > _MANY

    def _function(
        self, part: Part, variables: Sequence[Any], numbers: Numbers, key: Any
    ) -> Computed:
        found = self._functions.get(key)
        if found is None:
            found = compiled(self._on(part, variables, numbers))
            self._functions[key] = found
        return found


def _known(symbol: Symbol, values: Mapping[Symbol, Any]) -> Any:
    if symbol not in values:
        raise NoValueError.about(symbol.name, symbol.op.type)
    return values[symbol]
