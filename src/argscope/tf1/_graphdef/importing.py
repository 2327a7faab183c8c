"""`tf.import_graph_def`: a graph from a file becomes part of the graph of a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graphdef.errors import MissingOperationError
from argscope.tf1._graphdef.importer import KINDS, Importer, Wishes
from argscope.tf1._graphdef.nodes import nodes_of, output_of
from argscope.tf1._names.scopes import name_scope
from argscope.tf1._ops.creation import convert_to_tensor


@symbol("import_graph_def", "graph_util.import_graph_def")
def import_graph_def(
    graph_def: Any,
    input_map: Mapping[str, Any] | None = None,
    return_elements: Sequence[str] | None = None,
    name: str | None = None,
    op_dict: Any = None,
    producer_op_list: Any = None,
) -> list[Any] | None:
    """Add the operations of a graph from a file to the default graph.

    Variables of it become variables of the program. Where it chooses by a value (`tf.cond`)
    both sides are computed, and what the value chooses is taken. What it asserts is not
    looked at.

    Args:
        graph_def: A GraphDef.
        input_map: Tensors to take in place of some of the file's, by the names of these.
        return_elements: Names of operations and of tensors, of the file.
        name: What goes before the names, and a slash; default: `"import"`. Empty for
            nothing.
        op_dict: Accepted.
        producer_op_list: Accepted.

    Returns:
        What `return_elements` names; None without it.

    Raises:
        MissingOperationError: There are operations that argscope.tf1 does not have.
        GraphFileError: The nodes do not hang together, or a name is taken.
        ValueError: What `input_map` or `return_elements` names is not there.
    """
    del op_dict, producer_op_list
    check_operations(graph_def)
    mapped = {
        output_of(key): convert_to_tensor(value)
        for key, value in (input_map or {}).items()
    }
    nodes = nodes_of(graph_def, KINDS)
    with name_scope("import" if name is None else name) as prefix:
        importer = Importer(get_default_graph(), prefix, Wishes(mapped=mapped))
        importer.add(nodes)
    unknown = [key for key in input_map or {} if output_of(key) not in importer.used]
    if unknown:
        raise ValueError(
            f"Attempted to map inputs that were not found in graph_def: {unknown}"
        )
    if return_elements is None:
        return None
    return [element(importer, each) for each in return_elements]


def check_operations(graph_def: Any) -> None:
    """Raise an error if a graph has operations that are not there.

    Raises:
        MissingOperationError: So it is.
    """
    missing = [node for node in graph_def.node if node.op not in KINDS]
    if missing:
        first = missing[0]
        kinds = {node.op: None for node in missing if node.op != first.op}
        raise MissingOperationError.about(first.op, first.name, list(kinds))


def element(importer: Importer, name: str) -> Tensor | Operation:
    """Return the tensor, or the operation, with a name in the file.

    Raises:
        ValueError: There is none.
    """
    node, _, index = name.partition(":")
    if node not in importer.operations:
        raise ValueError(f"Requested return_element {name!r} not found in graph_def.")
    if not index:
        return importer.operations[node]
    return importer.output(output_of(name), name)
