"""What has to be computed for some tensors of a graph, in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, final

from argscope.tf1._graph.evaluation import Evaluation, evaluating, unwrapped
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.structure import tensors_in
from argscope.tf1._graph.tensor import Symbol


@final
class Program:
    """The operations that some tensors and operations need, and no others.

    Args:
        fetches: A structure of tensors.
        effects: Operations that are to be computed besides.
    """

    __slots__ = ("_done_with", "_fetches", "_operations")

    def __init__(self, fetches: Any, effects: Sequence[Operation] = ()) -> None:
        self._fetches = fetches
        wanted = [t for t in tensors_in(fetches) if isinstance(t, Symbol)]
        self._operations = _needed([*(t.op for t in wanted), *effects])
        self._done_with = _last_uses(self._operations, wanted)

    def results(self, evaluation: Evaluation) -> Any:
        """Compute, and return the values of the fetches in their structure."""
        for operation, done in zip(self._operations, self._done_with, strict=True):
            if not all(symbol in evaluation.values for symbol in operation.outputs) or (
                not operation.outputs
            ):
                evaluation.evaluate(operation)
            for symbol in done:
                del evaluation.values[symbol]
        with evaluating(evaluation):
            return unwrapped(self._fetches)


def _needed(wanted: Sequence[Operation]) -> list[Operation]:
    """Return operations and all that they stand on, in the order of their recording."""
    found: dict[Operation, None] = {}
    stack = list(wanted)
    while stack:
        operation = stack.pop()
        if operation in found:
            continue
        found[operation] = None
        stack += [t.op for t in operation.inputs if isinstance(t, Symbol)]
        stack += operation.control_inputs
    return sorted(
        (each for each in found if each.number >= 0), key=lambda each: each.number
    )


def _last_uses(
    operations: Sequence[Operation], wanted: Sequence[Symbol]
) -> list[list[Symbol]]:
    """Return for each operation what is not needed any more after it."""
    last: dict[Symbol, int] = {}
    for index, operation in enumerate(operations):
        for symbol in operation.outputs:
            last[symbol] = index
        for tensor in operation.inputs:
            if isinstance(tensor, Symbol):
                last[tensor] = index
    done: list[list[Symbol]] = [[] for _ in operations]
    for symbol, index in last.items():
        if symbol not in wanted and symbol.op.call is not None:
            done[index].append(symbol)
    return done
