"""Adding the nodes of a graph in a file to a graph, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, final

import numpy as np

from argscope.tf1._graph.callbacks import initializer_of
from argscope.tf1._graph.graph import Graph
from argscope.tf1._graph.host import Spec, host_call
from argscope.tf1._graph.operation import Call, Operation
from argscope.tf1._graph.recording import record
from argscope.tf1._graph.tensor import Symbol, Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._graphdef import branches, variables
from argscope.tf1._graphdef.branches import Conditions
from argscope.tf1._graphdef.errors import GraphFileError, MissingOperationError
from argscope.tf1._graphdef.networks import ON_HOST
from argscope.tf1._graphdef.nodes import Node, Output
from argscope.tf1._graphdef.operations import OPERATIONS
from argscope.tf1._names.placeholders import placeholder, placeholder_with_default
from argscope.tf1._names.scopes import name_scope


def _nothing(_name: str) -> bool:
    return False


@final
@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to become of some nodes.

    Attributes:
        mapped: Tensors to take in place of outputs.
        weights: The names of the constants that are to be variables.
        initial: Of variables, by name, the output that is their initial value.
        is_untrained: Tells of a name whether training leaves the variable as it is.
        listed: Of variables, by name, the collections that they are in.
    """

    mapped: Mapping[Output, Tensor] = field(default_factory=dict)
    weights: frozenset[str] = frozenset()
    initial: Mapping[str, Output] = field(default_factory=dict)
    is_untrained: Callable[[str], bool] = _nothing
    listed: Mapping[str, Sequence[str]] = field(default_factory=dict)


@final
@dataclass(frozen=True, slots=True)
class _Step:
    """A node that is being added: its name in the graph, what it takes, and when."""

    node: Node
    name: str
    inputs: list[Tensor]
    sides: list[Conditions]
    conditions: Conditions


@final
class Importer:
    """Adds the nodes of a graph in a file to a graph.

    Args:
        graph: The graph.
        prefix: What goes before the names: `""`, or a path with a slash at its end.
        wishes: What is to become of some nodes.
        is_whole: Whether all has to be there. Else what is not is an operation that raises
            an error when it is computed, and so is what needs it.

    Attributes:
        tensors: The outputs of what was added.
        operations: What was added, by the names of the nodes.
        left_out: Why what was left out cannot be computed, by the names of the nodes.
        used: The outputs in place of which others were taken.
    """

    def __init__(
        self,
        graph: Graph,
        prefix: str = "",
        wishes: Wishes | None = None,
        *,
        is_whole: bool = True,
    ) -> None:
        self._graph = graph
        self._prefix = prefix
        self._wishes = wishes or Wishes()
        self._is_whole = is_whole
        self._taken = {each.name for each in graph.operations}
        self._conditions: dict[Output, Conditions] = {}
        self._conditions_of_node: dict[str, Conditions] = {}
        self.tensors: dict[Output, Tensor] = {}
        self.operations: dict[str, Operation] = {}
        self.left_out: dict[str, str] = {}
        self.used: set[Output] = set()

    def add(self, nodes: Mapping[str, Node]) -> None:
        """Add nodes, each of which comes after those that it needs."""
        for node in nodes.values():
            if self._is_whole:
                self._add(node)
            else:
                self._add_if_possible(node)
        with name_scope(""):  # what is made later must not have these names
            for operation in self.operations.values():
                self._graph.unique_name(operation.name)

    def output(self, output: Output, needed_for: str) -> Tensor:
        """Return the tensor that is an output.

        Raises:
            GraphFileError: There is none.
        """
        if output in self._wishes.mapped:
            self.used.add(output)
            return self._wishes.mapped[output]
        if output in self.tensors:
            return self.tensors[output]
        if output[0] not in self.operations:
            raise GraphFileError.no_node(output[0], needed_for)
        count = sum(name == output[0] for name, _ in self.tensors)
        raise GraphFileError.no_output(f"{output[0]}:{output[1]}", count)

    # --- one node

    def _add_if_possible(self, node: Node) -> None:
        reason = self._reason_against(node)
        try:
            if reason is None:
                self._add(node)
        except GraphFileError:
            raise
        except (TypeError, ValueError, ArithmeticError, NotImplementedError) as error:
            told = str(error).removesuffix(".")
            reason = f"of its node {node.name!r}: {told}"
        if reason is not None:
            self._leave_out(node, reason)

    def _reason_against(self, node: Node) -> str | None:
        """Return why a node cannot be computed; None if it seems that it can."""
        if node.kind not in KINDS:
            return f"its node {node.name!r} is a {node.kind}, which is not there"
        for each in node.needed:
            if each in self.left_out:
                return self.left_out[each]
        for name, index in node.inputs:
            if (name, index) not in self.tensors:
                return f"the output {index} of {name!r} is not there"
        return None

    def _leave_out(self, node: Node, reason: str) -> None:
        """Add an operation that raises an error when it is computed."""

        def fail() -> Any:
            raise MissingOperationError.within(node.name, reason)

        operation = Operation(
            self._graph, self._prefix + node.name, node.kind, Call(fail)
        )
        stand_ins = Spec("float32", None).stand_ins
        operation.outputs.append(Symbol(operation, 0, stand_ins, is_ranked=False))
        operation.definition = node.definition
        self._graph.add(operation)
        self.left_out[node.name] = reason
        self.operations[node.name] = operation
        self.tensors[node.name, 0] = operation.outputs[0]

    def _add(self, node: Node) -> None:
        name = self._prefix + node.name
        if name in self._taken:
            raise GraphFileError.taken(name)
        inputs = [self.output(each, f"The node {node.name!r}") for each in node.inputs]
        sides = [self._conditions_of(each) for each in node.inputs]
        waits = [self._conditions_of_node[each] for each in node.controls]
        conditions = branches.together([*sides, *waits])
        self._conditions_of_node[node.name] = conditions
        step = _Step(node, name, inputs, sides, conditions)
        operation, tensors = _MAKERS.get(node.kind, Importer._plain)(self, step)
        operation.control_inputs += [self.operations[each] for each in node.controls]
        operation.definition = node.definition
        self.operations[node.name] = operation
        self.tensors.update({(node.name, i): each for i, each in enumerate(tensors)})

    def _conditions_of(self, output: Output) -> Conditions:
        if output in self._conditions:
            return self._conditions[output]
        return self._conditions_of_node.get(output[0], {})

    def _plain(self, step: _Step) -> _Made:
        entry = OPERATIONS[step.node.kind]
        return self._recorded(step, entry.call(step.node, step.inputs))

    def _recorded(self, step: _Step, call: Call) -> _Made:
        record(step.node.kind, call, name=f"{step.name}/", coincides=True)
        operation = self._graph.operations[-1]
        return operation, operation.outputs

    def _constant(self, step: _Step) -> _Made:
        number = step.node.attribute("value")
        if step.node.name in self._wishes.weights:
            variable = variables.made(
                self._graph,
                step.name,
                number.shape,
                str(number.dtype.name),
                variables.constant_initializer(number),
                trainable=not self._wishes.is_untrained(step.node.name),
            )
            return variable.op, [variable]
        operation = Operation(self._graph, step.name, "Const", Call(lambda: number))
        operation.outputs.append(Symbol(operation, 0, (number, number)))
        self._graph.add(operation)
        return operation, operation.outputs

    def _placeholder(self, step: _Step) -> _Made:
        dtype, shape = (step.node.attribute(name) for name in ("dtype", "shape"))
        made = placeholder(dtype, shape, f"{step.name}/")
        return made.op, [made]

    def _default(self, step: _Step) -> _Made:
        shape = step.node.attribute("shape")
        made = placeholder_with_default(step.inputs[0], shape, f"{step.name}/")
        return made.op, [made]

    def _effect(self, step: _Step) -> _Made:
        operation = Operation(self._graph, step.name, step.node.kind)
        self._graph.add(operation)
        return operation, []

    def _variable(self, step: _Step) -> _Made:
        name = step.node.name
        variable = variables.variable_of(
            self._graph,
            step.name,
            step.node,
            self._initializer(name),
            trainable=not self._wishes.is_untrained(name),
            collections=self._wishes.listed.get(name, ()),
        )
        return variable.op, [variable]

    def _initializer(self, name: str) -> Callable[..., Any]:
        """Return what gives a variable its initial value, which is imported after it."""

        def initial(shape: Any, dtype: Any = None) -> Any:
            if name not in self._wishes.initial:
                return np.zeros(shape, dtype)
            value = self.output(self._wishes.initial[name], f"The variable {name!r}")
            return initializer_of(value)(shape, dtype)

        return initial

    def _switch(self, step: _Step) -> _Made:
        predicate = step.inputs[1]
        for side in (0, 1):
            conditions = {**step.conditions, predicate: bool(side)}
            self._conditions[step.node.name, side] = conditions
        return self._recorded(step, Call(branches.switched, step.inputs))

    def _merge(self, step: _Step) -> _Made:
        predicate, for_true, rest = branches.decided(step.node, step.sides)
        self._conditions_of_node[step.node.name] = rest
        call = Call(branches.merged, [step.inputs, predicate, for_true])
        return self._recorded(step, call)

    def _change(self, step: _Step) -> _Made:
        variable, value = step.inputs
        if not isinstance(variable, Variable):
            raise MissingOperationError.no_variable(step.node.kind, step.node.name)
        predicates, truths = list(step.conditions), list(step.conditions.values())
        arguments = [variable, value, variable.keras_variable, *predicates]
        call = Call(variables.assigned, [step.node.kind, truths, *arguments])
        return self._recorded(step, call)

    def _decoded(self, step: _Step) -> _Made:
        entry, dtype = ON_HOST[step.node.kind]
        call = entry.call(step.node, step.inputs)
        spec = Spec(dtype, [None, None, step.node.attribute("channels") or None])
        kind, name = step.node.kind, f"{step.name}/"
        made = host_call(
            kind, call.function, call.args, call.kwargs, gives=spec, name=name
        )
        return made.op, [made]

    def _read(self, step: _Step) -> _Made:
        return self._recorded(step, OPERATIONS["Identity"].call(step.node, step.inputs))


_Made = tuple[Operation, Sequence[Tensor]]

_MAKERS: Final[dict[str, Callable[[Importer, _Step], _Made]]] = {
    "Const": Importer._constant,
    "Placeholder": Importer._placeholder,
    "PlaceholderV2": Importer._placeholder,
    "PlaceholderWithDefault": Importer._default,
    "Switch": Importer._switch,
    "RefSwitch": Importer._switch,
    "Merge": Importer._merge,
    "RefMerge": Importer._merge,
    "NoOp": Importer._effect,
    "Assert": Importer._effect,
    "ControlTrigger": Importer._effect,
    "ReadVariableOp": Importer._read,
    **dict.fromkeys(ON_HOST, Importer._decoded),
    **dict.fromkeys(variables.VARIABLES, Importer._variable),
    **dict.fromkeys(variables.CHANGES, Importer._change),
}

KINDS: Final = frozenset({*OPERATIONS, *_MAKERS})
"""The types of operations that can be imported."""
