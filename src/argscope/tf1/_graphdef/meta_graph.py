"""`tf.train.import_meta_graph` and `export_meta_graph`: a graph with its collections.

Source: TensorFlow's `core/protobuf/meta_graph.proto` and `core/framework/variable.proto`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

from argscope.tf1._graph.graph import Graph, get_default_graph
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._graphdef.errors import NoProtobufError, NotExportableError
from argscope.tf1._graphdef.exporting import INITIAL, as_graph_def, variables_of
from argscope.tf1._graphdef.files import read, write
from argscope.tf1._graphdef.importer import KINDS, Importer, Wishes
from argscope.tf1._graphdef.messages import message, unreadable
from argscope.tf1._graphdef.nodes import Node, nodes_of, output_of
from argscope.tf1._graphdef.tensors import make_ndarray
from argscope.tf1._graphdef.variables import VARIABLES
from argscope.tf1._host.logs import LEVELS, log
from argscope.tf1._names.scopes import name_scope

_TRAINED: Final = "trainable_variables"
_ALL: Final = "variables"

_DEFINED: Final[WeakKeyDictionary[Operation, Any]] = WeakKeyDictionary()
"""The VariableDefs of variables that were imported."""

Definitions = dict[str, list[Any]]
"""The VariableDefs of collections, by their names."""


@symbol("train.import_meta_graph")
def import_meta_graph(
    meta_graph_or_file: Any,
    clear_devices: bool = False,
    import_scope: str | None = None,
    **_rest: Any,
) -> Any:
    """Add a graph and its collections to the default graph.

    What it trains with, and how TensorFlow saves it, are operations that are not there:
    they are imported, and raise an error when they are computed.

    Args:
        meta_graph_or_file: A MetaGraphDef, or the path of a `.meta` file.
        clear_devices: Accepted: where operations are computed is the backend's.
        import_scope: What goes before the names.

    Returns:
        A Saver for the variables that the graph's own saver restored, under the names that
        they have in its checkpoints; None if there are no variables.

    Raises:
        GraphFileError: It is no such graph.
    """
    del clear_devices
    meta = meta_graph_or_file
    if isinstance(meta, str | os.PathLike):
        meta = read(meta, "MetaGraphDef")
    graph = get_default_graph()
    definitions = _definitions(meta)
    with name_scope(import_scope or "") as prefix:
        importer = Importer(graph, prefix, _wishes(definitions), is_whole=False)
        importer.add(nodes_of(meta.graph_def, KINDS))
    for definition in [each for found in definitions.values() for each in found]:
        variable = importer.operations[_node(definition)]
        _DEFINED[variable] = _below(prefix, definition)
    for name, collection in meta.collection_def.items():
        if name not in definitions and not name.endswith("_context"):
            items = _items(collection, importer)
            graph.collections.setdefault(name, []).extend(items)
    saved = _saved(meta.graph_def, importer)
    return SYMBOLS["train.Saver"](saved) if saved else None


def _below(prefix: str, definition: Any) -> Any:
    """Return a VariableDef with a prefix before all names."""
    made = message("VariableDef")()
    made.CopyFrom(definition)
    for field, value in definition.ListFields():
        if field.name.endswith("_name"):
            setattr(made, field.name, prefix + value)
    return made


def _definitions(meta: Any) -> Definitions:
    """Return the collections of variables."""
    names = {node.name for node in meta.graph_def.node if node.op in VARIABLES}
    found: Definitions = {}
    for key, collection in meta.collection_def.items():
        texts = collection.bytes_list.value
        parsed = [_variable_def(each) for each in texts]
        if parsed and all(each and _node(each) in names for each in parsed):
            found[key] = parsed
    return found


def _variable_def(data: bytes) -> Any:
    made = message("VariableDef")()
    try:
        made.ParseFromString(data)
    except unreadable():
        return None
    return made


def _node(definition: Any) -> str:
    return output_of(definition.variable_name)[0]


def _wishes(definitions: Definitions) -> Wishes:
    trained = {_node(each) for each in definitions.get(_TRAINED, ())}
    every = [each for found in definitions.values() for each in found]
    listed: dict[str, list[str]] = {}
    for key, found in definitions.items():
        for each in found:
            if key not in (_ALL, _TRAINED):
                listed.setdefault(_node(each), []).append(key)
    return Wishes(
        initial={
            _node(each): output_of(each.initial_value_name)
            for each in every
            if each.initial_value_name
        },
        is_untrained=lambda name: name not in trained,
        listed=listed,
    )


def _items(collection: Any, importer: Importer) -> Iterator[Any]:
    """Yield what a collection has, but for what is not in the graph."""
    for name in collection.node_list.value:
        operation, is_tensor, index = name.partition(":")
        if is_tensor and (operation, int(index)) in importer.tensors:
            yield importer.tensors[operation, int(index)]
        elif operation in importer.operations:
            yield importer.operations[operation]
    yield from collection.int64_list.value
    yield from collection.float_list.value
    yield from collection.bytes_list.value


def _saved(graph_def: Any, importer: Importer) -> dict[str, Variable]:
    """Return the variables that the graph's own saver restores, by names in checkpoints.

    All of them, by their own names, where there is no saver.
    """
    nodes = {node.name: Node.of(node) for node in graph_def.node}
    found = {}
    for node in nodes.values():
        if node.kind in ("Assign", "AssignVariableOp") and len(node.inputs) == 2:
            (variable, _), value = node.inputs
            name = _restored(nodes, value)
            if name is not None:
                found[name] = importer.tensors[variable, 0]
    if found:
        return {name: v for name, v in found.items() if isinstance(v, Variable)}
    return {
        name: tensor
        for (name, _), tensor in importer.tensors.items()
        if isinstance(tensor, Variable)
    }


def _restored(nodes: Mapping[str, Node], output: tuple[str, int]) -> str | None:
    """Return the name in a checkpoint of a tensor that is restored from it."""
    name, index = output
    node = nodes[name]
    if node.kind == "Identity":
        return _restored(nodes, node.inputs[0])
    if node.kind != "RestoreV2":
        return None
    names = make_ndarray(nodes[node.inputs[1][0]].definition.attr["value"].tensor)
    return str(names.reshape(-1)[index].decode())


@symbol("train.export_meta_graph")
def export_meta_graph(
    filename: str | os.PathLike[str] | None = None,
    meta_info_def: Any = None,
    graph_def: Any = None,
    saver_def: Any = None,
    collection_list: Sequence[str] | None = None,
    as_text: bool = False,
    graph: Graph | None = None,
    **_rest: Any,
) -> Any:
    """Return a graph and its collections as a MetaGraphDef, written into a file if named.

    What draws the initial values of a program's own variables has no form in a file, so
    that they begin with 0 where it is read; that is for restoring a checkpoint.

    Args:
        filename: The file.
        meta_info_def: What to say of it.
        graph_def: The graph's own message, where it is to be another one.
        saver_def: Of the Saver that writes the graph beside a checkpoint. A checkpoint does
            not need it: where the graph cannot be written that is logged, and None returned.
        collection_list: The names of the collections; default: all.
        as_text: Whether the file is text.
        graph: The graph; default: the one that is open.

    Raises:
        NotExportableError: An operation has no form in a file.
    """
    graph = graph or get_default_graph()
    try:
        graph_def = as_graph_def(graph) if graph_def is None else graph_def
    except (NotExportableError, NoProtobufError) as error:
        if saver_def is None:
            raise
        log(LEVELS["INFO"], f"The graph is not written: {error}")
        return None
    made = message("MetaGraphDef")(graph_def=graph_def, meta_info_def=meta_info_def)
    if saver_def is not None:
        made.saver_def.ParseFromString(saver_def.SerializeToString())
    for key in _keys(graph) if collection_list is None else collection_list:
        _fill(made.collection_def[key], graph.get_collection(key))
    if filename is not None:
        write(made, filename, as_text=as_text)
    return made


def _keys(graph: Graph) -> list[str]:
    of_variables = {
        key for key in graph.run.store.collections if graph.get_collection(key)
    }
    with_all = [_ALL] if variables_of(graph) else []
    trained = [_TRAINED] if graph.get_collection(_TRAINED) else []
    return sorted({*with_all, *trained, *of_variables, *graph.collections})


def _fill(collection: Any, items: Sequence[Any]) -> None:
    for item in items:
        if isinstance(item, Variable):
            collection.bytes_list.value.append(_defined(item).SerializeToString())
        elif isinstance(item, Tensor | Operation):
            collection.node_list.value.append(item.name)
        elif isinstance(item, bool | int):
            collection.int64_list.value.append(item)
        elif isinstance(item, float):
            collection.float_list.value.append(item)
        elif isinstance(item, bytes):
            collection.bytes_list.value.append(item)


def _defined(variable: Variable) -> Any:
    name = variable.op.name
    return _DEFINED.get(variable.op) or message("VariableDef")(
        variable_name=f"{name}:0",
        initializer_name=f"{name}/Assign",
        snapshot_name=f"{name}/read:0",
        initial_value_name=f"{name}/{INITIAL}:0",
        trainable=variable.trainable,
    )
