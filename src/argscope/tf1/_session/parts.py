"""A program in parts: what is for the host, and what the backend compiles, in turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, final

from argscope.tf1._graph.evaluation import Evaluation
from argscope.tf1._graph.program import Program, Step, controls
from argscope.tf1._graph.tensor import Symbol

_CHEAP = frozenset(
    {"Assign", "AssignAdd", "AssignSub", "Const", "Identity", "NoOp", "Placeholder"}
)
"""Operations that take less time than to compile them would."""


@final
class Part:
    """Steps that are computed together.

    Attributes:
        on_host: Whether they are computed by functions of NumPy's arrays.
        is_cheap: Whether compiling is not worth while.
        steps: The steps, in order.
        takes: The tensors of earlier parts, or fed, whose values it needs.
        gives: The tensors whose values are needed after it.
        variables: The variables that it uses.
    """

    def __init__(self, on_host: bool, steps: Sequence[Step]) -> None:
        self.on_host = on_host
        self.steps = list(steps)
        own = {symbol for step in steps for symbol in step.gives}
        taken = [symbol for step in steps for symbol in step.takes]
        self.takes = [symbol for symbol in dict.fromkeys(taken) if symbol not in own]
        self.gives: list[Symbol] = []
        operations = [o for step in steps for o in (step.operation, *step.own)]
        used = [variable for each in operations for variable in each.variables]
        self.variables = list({id(variable): variable for variable in used}.values())
        self.is_cheap = all(each.type in _CHEAP for each in operations)

    def compute(self, evaluation: Evaluation) -> None:
        """Compute the steps; `gives` are among the values of the evaluation then."""
        for step in self.steps:
            step.compute(evaluation)


def parts_of(program: Program) -> list[Part]:
    """Return the parts of a program, in order."""
    # What has no call is fed: placeholders; or does nothing but wait: `tf.group`.
    computed = [step for step in program.steps if step.operation.call is not None]
    levels = _levels(program.steps)
    parts = []
    for level in sorted({levels[step] for step in computed}):
        steps = [step for step in computed if levels[step] == level]
        parts.append(Part(level % 2 == 1, steps))
    wanted = set(program.wanted)
    for part in reversed(parts):
        own = dict.fromkeys(symbol for step in part.steps for symbol in step.gives)
        part.gives = [symbol for symbol in own if symbol in wanted]
        wanted.update(part.takes)
    return parts


def _levels(steps: Sequence[Step]) -> dict[Step, int]:
    """Return a number for each step: odd for the host, and no less than what it needs."""
    levels: dict[Step, int] = {}
    of_operations: dict[Any, int] = {}
    for step in steps:
        operation = step.operation
        needed = [t.op for t in step.takes]
        for each in (operation, *(inner.operation for inner in step.within)):
            needed += controls(each)
        level = max((of_operations.get(each, -1) for each in needed), default=-1)
        if (level % 2 == 1) is not operation.on_host:
            level += 1
        levels[step] = level
        for each in (operation, *step.own):
            of_operations[each] = level
    return levels
