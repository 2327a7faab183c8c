"""What has to be computed for some tensors of a graph, in order.

A gradient is computed together with what it is a gradient of: by differentiating a
replay of it, which gives the values on the way as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, final

from argscope.tf1._graph.evaluation import Evaluation, evaluating, unwrapped
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.structure import tensors_in
from argscope.tf1._graph.tensor import Symbol


@final
class Step:
    """One operation to compute; a gradient with those that it differentiates.

    Attributes:
        operation: The operation.
        within: What is replayed in it, for a gradient.
        own: Those of `within` that are computed nowhere else.
        gives: The tensors whose values are known after it.
        takes: The tensors whose values it needs.
    """

    __slots__ = ("gives", "operation", "own", "takes", "within")

    def __init__(
        self,
        operation: Operation,
        within: Sequence[Step] = (),
        own: Collection[Operation] = (),
    ) -> None:
        self.operation = operation
        self.within = list(within)
        self.own = frozenset(own)
        self.gives = [*operation.outputs]
        inside = [*operation.inputs]
        produced: set[Symbol] = set()
        for step in self.within:
            inside += step.takes
            produced.update(step.gives)
            if step.operation in self.own:
                self.gives += step.gives
        given_from_outside = (
            set() if operation.gradient is None else operation.gradient.by
        )
        self.takes = [
            t
            for t in dict.fromkeys(inside)
            if isinstance(t, Symbol) and (t not in produced or t in given_from_outside)
        ]

    def compute(self, evaluation: Evaluation) -> None:
        """Compute it; what it takes is known."""
        operation = self.operation
        if operation.gradient is not None:
            operation.gradient.compute(self, evaluation)
        elif not operation.outputs or not all(
            symbol in evaluation.values for symbol in operation.outputs
        ):
            evaluation.evaluate(operation)


@final
class Program:
    """The operations that some tensors and operations need, and no others.

    Args:
        fetches: A structure of tensors.
        effects: Operations that are to be computed besides.
        fed: Tensors whose values are given, so that nothing before them is needed.

    Attributes:
        steps: What is computed, in order.
        updating: The operations that are asked to update variables.
        wanted: The tensors of `fetches` that are computed.
    """

    __slots__ = ("_done_with", "_fetches", "steps", "updating", "wanted")

    def __init__(
        self,
        fetches: Any,
        effects: Sequence[Operation] = (),
        fed: AbstractSet[Symbol] = frozenset(),
    ) -> None:
        self._fetches = fetches
        self.wanted = [t for t in tensors_in(fetches) if isinstance(t, Symbol)]
        found = ancestors([*(t.op for t in self.wanted if t not in fed), *effects], fed)
        asked = (each.updates for each in found)
        self.updating = frozenset(each for each in asked if each is not None)
        self.steps = planned(in_order(found), fed)
        self._done_with = _last_uses(self.steps, self.wanted)

    @property
    def operations(self) -> list[Operation]:
        """The operations that are computed."""
        return [each for step in self.steps for each in (step.operation, *step.own)]

    def results(self, evaluation: Evaluation) -> Any:
        """Compute, and return the values of the fetches in their structure."""
        evaluation.updating = self.updating
        for step, done in zip(self.steps, self._done_with, strict=True):
            step.compute(evaluation)
            for symbol in done:
                evaluation.values.pop(symbol, None)
        with evaluating(evaluation):
            return unwrapped(self._fetches)


def ancestors(
    wanted: Iterable[Operation], fed: AbstractSet[Symbol] = frozenset()
) -> dict[Operation, None]:
    """Return operations and all that they stand on."""
    found: dict[Operation, None] = {}
    stack = list(wanted)
    while stack:
        operation = stack.pop()
        if operation in found:
            continue
        found[operation] = None
        stack += _needed_by(operation, fed)
    return found


def _needed_by(operation: Operation, fed: AbstractSet[Symbol]) -> list[Operation]:
    inputs = [t for t in operation.inputs if isinstance(t, Symbol) and t not in fed]
    return [*(t.op for t in inputs), *operation.control_inputs]


def in_order(operations: Iterable[Operation]) -> list[Operation]:
    """Return those of the operations that are in a graph, in the order of recording."""
    return sorted((each for each in operations if each.number >= 0), key=_number)


def _number(operation: Operation) -> int:
    return operation.number


# --- gradients


def planned(
    operations: Sequence[Operation], fed: AbstractSet[Symbol] = frozenset()
) -> list[Step]:
    """Return what to compute, in order, with gradients around what they differentiate."""
    owners = _owners(operations)
    if not any(each.gradient for each in operations):
        return [Step(each) for each in operations]
    steps: dict[Operation, Step] = {}
    for each in operations:
        if each.gradient is not None and each not in owners:
            own = [within for within, owner in owners.items() if owner is each]
            above = ancestors((y.op for y in each.gradient.ys if y not in fed), fed)
            within = planned(
                [p for p in in_order(above) if p in each.gradient.path], fed
            )
            steps[each] = Step(each, within, own)
        elif each not in owners:
            steps[each] = Step(each)
    return _sorted(steps, owners)


def _owners(operations: Sequence[Operation]) -> dict[Operation, Operation]:
    """Return for operations in which gradient they are computed.

    The last gradient first, as it may differentiate earlier ones.
    """
    owners: dict[Operation, Operation] = {}
    present = set(operations)
    for gradient in reversed(operations):
        if gradient.gradient is None or gradient in owners:
            continue
        for each in gradient.gradient.path:
            if each in present and each not in gradient.gradient.before:
                owners.setdefault(each, gradient)
        owners.pop(gradient, None)
    return owners


def _sorted(
    steps: Mapping[Operation, Step], owners: Mapping[Operation, Operation]
) -> list[Step]:
    """Return steps in the order in which they were recorded, as far as that is possible."""
    placed: dict[Step, None] = {}
    entered: set[Step] = set()
    for first in steps.values():
        stack = [(first, False)]
        while stack:
            step, is_ready = stack.pop()
            if is_ready:
                placed[step] = None
            elif step not in entered:
                entered.add(step)
                stack.append((step, True))
                stack += [(each, False) for each in _before(step, steps, owners)]
    return list(placed)


def _before(
    step: Step,
    steps: Mapping[Operation, Step],
    owners: Mapping[Operation, Operation],
) -> list[Step]:
    needed = [t.op for t in step.takes]
    for each in (step.operation, *(inner.operation for inner in step.within)):
        needed += controls(each)
    if step.own:
        # What only has to run before it, and takes of what it gives, runs after it.
        needed = [each for each in needed if step.own.isdisjoint(ancestors([each]))]
    own = (owners.get(operation, operation) for operation in needed)
    return [steps[each] for each in reversed(list(own)) if each in steps]


def controls(operation: Operation) -> list[Operation]:
    """Return what is to run before; what stands for updates is in no graph itself."""
    found = []
    for each in operation.control_inputs:
        found += [each] if each.updates is None else [each.updates]
    return found


def _last_uses(steps: Sequence[Step], wanted: Sequence[Symbol]) -> list[list[Symbol]]:
    """Return for each step what is not needed any more after it."""
    last: dict[Symbol, int] = {}
    for index, step in enumerate(steps):
        last.update(dict.fromkeys(step.gives, index))
        last.update(dict.fromkeys(step.takes, index))
    done: list[list[Symbol]] = [[] for _ in steps]
    for symbol, index in last.items():
        if symbol not in wanted and symbol.op.call is not None:
            done[index].append(symbol)
    return done
