"""A graph of a program as a message: `graph.as_graph_def()`.

What was imported is written as it was read. Of what the program made itself, placeholders,
constants, variables, and the operations of `forms.FORMS` have a form in a file; a layer is
one operation here, and several in TensorFlow, so it has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from argscope.tf1._graph.graph import Graph
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.structure import leaves
from argscope.tf1._graph.tensor import OPERATORS, Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._graphdef.errors import NotExportableError
from argscope.tf1._graphdef.forms import form_of
from argscope.tf1._graphdef.graph_util import constant_node
from argscope.tf1._graphdef.messages import message
from argscope.tf1._graphdef.tensors import shape_message, type_number
from argscope.tf1._names.collections import get_collection

INITIAL: Final = "Initializer/zeros"
"""What the initial value of a variable is called in a file, below its name."""

_PRODUCER: Final = 27
"""The version of graphs that TensorFlow 1.15 still reads in full and 1.0 wrote first."""


def as_graph_def(graph: Graph) -> Any:
    """Return a graph as a GraphDef.

    Raises:
        NotExportableError: An operation has no form in it.
    """
    made = message("GraphDef")()
    made.versions.producer = _PRODUCER
    for variable in variables_of(graph):
        made.node.extend(_of_variable(variable))
    for operation in graph.operations:
        made.node.extend(_nodes(operation))
    return made


OPERATORS["as_graph_def"] = as_graph_def


def variables_of(graph: Graph) -> list[Variable]:
    """Return the variables of a graph, in the order in which they were made."""
    with graph.current():
        found: list[Variable] = get_collection("variables")
        local = get_collection("local_variables")
    return [*found, *(each for each in local if each not in found)]


def name_of(tensor: Tensor) -> str:
    """Return the name of a tensor as nodes have it: without `:0`."""
    return tensor.name.removesuffix(":0")


def _of_variable(variable: Variable) -> Iterator[Any]:
    """Yield the nodes of a variable: itself, and what gives it a value and reads it.

    What draws its initial value has no form in a file: it is 0 there.
    """
    name, definition = variable.op.name, variable.op.definition
    if definition is not None and definition.op != "Const":
        made = message("NodeDef")()
        made.CopyFrom(definition)
        made.name = name
        yield made
        return
    dtype, shape = type_number(variable.dtype), shape_message(variable.shape)
    made = message("NodeDef")(name=name, op="VariableV2")
    made.attr["dtype"].type = dtype
    made.attr["shape"].shape.CopyFrom(shape)
    for each in ("container", "shared_name"):
        made.attr[each].s = b""
    yield made
    zeros = message("NodeDef")(name=f"{name}/{INITIAL}", op="Const")
    zeros.attr["dtype"].type = zeros.attr["value"].tensor.dtype = dtype
    zeros.attr["value"].tensor.tensor_shape.CopyFrom(shape)
    yield zeros
    inputs = [name, zeros.name]
    assign = message("NodeDef")(name=f"{name}/Assign", op="Assign", input=inputs)
    read = message("NodeDef")(name=f"{name}/read", op="Identity", input=[name])
    for node in (assign, read):
        node.attr["T"].type = dtype
        yield node


def _nodes(operation: Operation) -> Iterator[Any]:
    """Yield the node of an operation, after those of constants that it takes."""
    if operation.definition is not None:
        yield _imported(operation)
        return
    made = message("NodeDef")(name=operation.name, op=operation.type)
    if operation.type == "Const":
        made = constant_node(operation.name, operation.outputs[0].stand_ins[0])
    elif operation.type in ("Placeholder", "PlaceholderWithDefault"):
        symbol = operation.outputs[0]
        made.input.extend(name_of(each) for each in operation.inputs)
        made.attr["dtype"].type = type_number(symbol.dtype)
        made.attr["shape"].shape.CopyFrom(shape_message(symbol.shape))
    elif operation.type != "NoOp":
        form = form_of(operation)
        if form is None:
            raise NotExportableError.about(operation.name, operation.type)
        constants, made = form
        yield from constants
    made.input.extend(_controls(operation))
    yield made


def _imported(operation: Operation) -> Any:
    """Return the node from which an operation was imported, under the names it has now."""
    definition = operation.definition
    prefix = operation.name.removesuffix(definition.name)
    made = message("NodeDef")()
    made.CopyFrom(definition)
    made.name = operation.name
    made.ClearField("input")
    call = operation.call
    arguments = leaves(()) if call is None else leaves((tuple(call.args), call.kwargs))
    tensors = [each for each in arguments if isinstance(each, Tensor)]
    inputs = [each for each in definition.input if not each.startswith("^")]
    for index, name in enumerate(inputs):
        is_known = index < len(tensors)
        made.input.append(name_of(tensors[index]) if is_known else prefix + name)
    made.input.extend(_controls(operation))
    return made


def _controls(operation: Operation) -> list[str]:
    return list(dict.fromkeys(f"^{each.name}" for each in operation.control_inputs))
