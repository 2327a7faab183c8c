"""What a call will give, found out without computing it.

It is made on symbols of the backend, which have shapes and dtypes only, one of two numbers
standing for each size that is not known.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import Any, final

import keras
import numpy as np

from argscope.layers._state.run import Run
from argscope.tf1._graph.agreeing import with_agreeing_sizes
from argscope.tf1._graph.evaluation import Evaluation
from argscope.tf1._graph.graph import Graph
from argscope.tf1._graph.operation import Call
from argscope.tf1._graph.structure import is_array, leaves, replaced
from argscope.tf1._graph.tensor import Symbol, Value, no_strings


@final
@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call gives for one of the stand-ins.

    Attributes:
        result: Its structure, with arrays or symbols of Keras as leaves.
        run: The run in which it was made, if it has a place.
        captured: The symbols that it took from the blocks around it.
        used: The variables that it took likewise.
        called_back: Whether it called a function of the program.
        varies: Whether values decide sizes of it.
    """

    result: Any
    run: Run | None
    captured: list[Symbol]
    used: list[Any] = field(default_factory=list)
    called_back: bool = False
    varies: bool = False


def outcome_of(graph: Graph, call: Call, symbols: list[Symbol], which: int) -> Outcome:
    """Return what a call gives for the first stand-ins of symbols, or for the second."""
    known: dict[Symbol, Any] = {}
    asked: dict[Symbol, keras.KerasTensor] = {}
    for symbol in dict.fromkeys(symbols):
        stand_in = symbol.stand_ins[which]
        if isinstance(stand_in, np.ndarray):
            known[symbol] = stand_in
        elif stand_in.dtype == "string":  # no backend has them
            known[symbol] = no_strings(stand_in.shape)
        else:
            asked[symbol] = stand_in
    # Keras sorts the keys of a dictionary; symbols have no order.
    abstract = _Abstract(graph, call, list(known.items()), list(asked), which)
    try:
        return abstract.outcome(list(asked.values()))
    except (TypeError, ValueError, RuntimeError):
        # What stands for an unknown size may not fit a known one: a batch of any size,
        # and labels for five. The program knows that they agree.
        agreed = with_agreeing_sizes(asked, _constant_shapes(call))
        with contextlib.suppress(TypeError, ValueError, RuntimeError):
            return abstract.outcome(agreed)
        raise


def _constant_shapes(call: Call) -> list[tuple[int, ...]]:
    plains = [
        leaf.value if isinstance(leaf, Value) else leaf
        for leaf in leaves((tuple(call.args), call.kwargs))
    ]
    return [leaf.shape for leaf in plains if isinstance(leaf, np.ndarray)]


class _Abstract(keras.Operation):  # type: ignore[misc]
    """A call as an operation of Keras, which knows how to make it on symbols."""

    def __init__(
        self,
        graph: Graph,
        call: Call,
        known: list[tuple[Symbol, Any]],
        asked: list[Symbol],
        which: int,
    ) -> None:
        super().__init__(name="recorded")
        self._parts = (graph, call, known, asked, which)
        self._kept = Outcome(None, None, [])
        self._failure: Exception | None = None
        self._notes: list[str] = []

    def call(self, values: list[Any]) -> list[Any]:
        graph, call, known, asked, which = self._parts
        run = Run(graph.run.store, training=False)
        run.shapes_only = True
        pairs = zip(asked, values, strict=True)
        evaluation = Evaluation({**dict(known), **dict(pairs)}, run, which)
        try:
            result, made_in = evaluation.result_of(call)
        except Exception as error:
            # Keras hides it under a text of its own, and JAX adds notes of its own.
            self._failure = error
            self._notes = list(getattr(error, "__notes__", ()))
            raise
        self._kept = Outcome(
            result,
            made_in,
            list(evaluation.captured),
            [variable.keras_variable for variable in evaluation.used],
            evaluation.called_back,
            evaluation.varies,
        )
        return [x for x in leaves(result) if is_array(x) and not is_constant(x)]

    def outcome(self, specs: list[keras.KerasTensor]) -> Outcome:
        """Return what the call gives for inputs of these shapes and dtypes."""
        try:
            symbols = iter(self.compute_output_spec(specs))
        except Exception:  # re-raised
            if self._failure is None:
                raise
            self._failure.__notes__ = self._notes
            raise self._failure from None

        def known(leaf: Any) -> Any:
            is_symbol = is_array(leaf) and not is_constant(leaf)
            return next(symbols) if is_symbol else leaf

        return replace(self._kept, result=replaced(self._kept.result, known))


def is_constant(leaf: Any) -> bool:
    """Return whether a value is known: NumPy's."""
    return isinstance(leaf, np.ndarray)
