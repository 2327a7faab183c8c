"""`tf.graph_util`: parts of graphs in files, and graphs with the variables' values in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import numpy as np

from argscope.tf1._graph.op import symbol
from argscope.tf1._graphdef.errors import GraphFileError
from argscope.tf1._graphdef.messages import message
from argscope.tf1._graphdef.nodes import output_of
from argscope.tf1._graphdef.tensors import make_tensor_proto, type_number
from argscope.tf1._graphdef.variables import VARIABLES

_READS: Final = ("ReadVariableOp", "ResourceGather")


@symbol("graph_util.extract_sub_graph")
def extract_sub_graph(graph_def: Any, dest_nodes: Sequence[str]) -> Any:
    """Return the GraphDef of the nodes that some nodes need, and of these.

    Raises:
        TypeError: `dest_nodes` is a string.
        GraphFileError: A node is not there.
    """
    if isinstance(dest_nodes, str):
        raise TypeError("dest_nodes must be a list.")
    return part_of(graph_def, needed_by(graph_def, dest_nodes))


def needed_by(graph_def: Any, names: Iterable[str]) -> set[str]:
    """Return the names of all nodes that some need, these too."""
    inputs = {
        node.name: [_plain(each) for each in node.input] for node in graph_def.node
    }
    found: set[str] = set()
    stack = [(name, "The part of a graph") for name in names]
    while stack:
        name, needed_for = stack.pop()
        if name not in inputs:
            raise GraphFileError.no_node(name, needed_for)
        if name not in found:
            found.add(name)
            stack += [(each, f"The node {name!r}") for each in inputs[name]]
    return found


def part_of(graph_def: Any, names: Collection[str]) -> Any:
    """Return the GraphDef of some of the nodes, in the order in which they stand."""
    made = message("GraphDef")()
    made.node.extend(node for node in graph_def.node if node.name in names)
    made.library.CopyFrom(graph_def.library)
    made.versions.CopyFrom(graph_def.versions)
    return made


def _plain(name: str) -> str:
    return output_of(name.removeprefix("^"))[0]


@symbol("graph_util.convert_variables_to_constants")
def convert_variables_to_constants(
    sess: Any,
    input_graph_def: Any,
    output_node_names: Sequence[str],
    variable_names_whitelist: Collection[str] | None = None,
    variable_names_blacklist: Collection[str] | None = None,
) -> Any:
    """Return the GraphDef of some outputs, with the values that variables have.

    Args:
        sess: The session that has the values.
        input_graph_def: The graph.
        output_node_names: The nodes that are to be computed by it.
        variable_names_whitelist: The variables to convert; default: all.
        variable_names_blacklist: Variables not to convert.
    """
    part = extract_sub_graph(input_graph_def, output_node_names)
    graph = sess.graph
    chosen = [
        node.name
        for node in part.node
        if node.op in VARIABLES
        and (variable_names_whitelist is None or node.name in variable_names_whitelist)
        and node.name not in (variable_names_blacklist or ())
    ]
    values = {
        name: np.asarray(sess.run(graph.get_tensor_by_name(f"{name}:0")))
        for name in chosen
    }
    frozen = message("GraphDef")()
    frozen.versions.CopyFrom(part.versions)
    for node in part.node:
        frozen.node.append(_frozen(node, values))
    return frozen


def _frozen(node: Any, values: dict[str, np.ndarray[Any, Any]]) -> Any:
    """Return a node of a graph in which variables are constants."""
    if node.name in values:
        return constant_node(node.name, values[node.name])
    made = message("NodeDef")()
    made.CopyFrom(node)
    if node.op not in _READS or _plain(node.input[0]) not in values:
        return made
    number = type_number(values[_plain(node.input[0])].dtype)
    made.ClearField("attr")
    if node.op == "ReadVariableOp":
        made.op = "Identity"
        made.attr["T"].type = number
    else:
        made.op = "Gather"
        made.attr["Tparams"].type = number
        made.attr["Tindices"].CopyFrom(node.attr["Tindices"])
    return made


def constant_node(name: str, value: Any) -> Any:
    """Return the node of a constant."""
    made = message("NodeDef")(name=name, op="Const")
    tensor = make_tensor_proto(value)
    made.attr["dtype"].type = tensor.dtype
    made.attr["value"].tensor.CopyFrom(tensor)
    return made


@symbol("graph_util.remove_training_nodes")
def remove_training_nodes(
    input_graph: Any, protected_nodes: Collection[str] | None = None
) -> Any:
    """Return a GraphDef without the nodes that change nothing once training is over.

    `Identity` and `CheckNumerics` go, but for those that are protected and those that
    wait for something; what took them takes what they took.
    """
    keep = set(protected_nodes or ())
    bypassed = {
        node.name: node.input[0]
        for node in input_graph.node
        if node.op in ("Identity", "CheckNumerics")
        and node.name not in keep
        and len(node.input) == 1
        and not _is_awaited(node.name, input_graph)
    }
    made = message("GraphDef")()
    made.library.CopyFrom(input_graph.library)
    made.versions.CopyFrom(input_graph.versions)
    for node in input_graph.node:
        if node.name not in bypassed:
            kept = made.node.add()
            kept.CopyFrom(node)
            kept.ClearField("input")
            kept.input.extend(_followed(each, bypassed) for each in node.input)
    return made


def _is_awaited(name: str, graph_def: Any) -> bool:
    return any(f"^{name}" in node.input for node in graph_def.node)


def _followed(name: str, bypassed: dict[str, str]) -> str:
    while name in bypassed:
        name = bypassed[name]
    return name


@symbol("graph_util.must_run_on_cpu")
def must_run_on_cpu(node: Any, pin_variables_on_cpu: bool = False) -> bool:
    """Return False: where operations are computed is the backend's."""
    del node, pin_variables_on_cpu
    return False
