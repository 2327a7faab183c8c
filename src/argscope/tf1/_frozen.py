"""A frozen graph of TensorFlow as a Keras model: `tf1.load_graph`."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping, Sequence
from typing import Any, Self, final

import keras

from argscope.checkpoint._graph_constants import were_variables
from argscope.checkpoint._graph_nodes import nodes
from argscope.layers._model.model import Model
from argscope.tf1._graph.evaluation import Evaluation
from argscope.tf1._graph.graph import Graph, graph_run
from argscope.tf1._graph.program import Program
from argscope.tf1._graph.tensor import Symbol
from argscope.tf1._graphdef.errors import GraphFileError
from argscope.tf1._graphdef.files import read
from argscope.tf1._graphdef.graph_util import extract_sub_graph
from argscope.tf1._graphdef.importer import KINDS, Importer, Wishes
from argscope.tf1._graphdef.importing import check_operations
from argscope.tf1._graphdef.messages import message
from argscope.tf1._graphdef.nodes import Node, nodes_of, output_of
from argscope.tf1._graphdef.tensors import shape_message, type_number
from argscope.tf1._imports.namespace import namespace

Shape = Sequence[int | None]


def load_graph(
    file: str | os.PathLike[str],
    inputs: Sequence[str] | Mapping[str, Shape | None] | str | None = None,
    outputs: Sequence[str] | str | None = None,
    name: str | None = None,
) -> Model:
    """Return a Keras model of a frozen graph, a `.pb` or `.pbtxt` of TensorFlow 1.

    The weights that were frozen are variables of the model, under their names in the graph;
    `argscope.checkpoint.load_checkpoint(file)` lists them. So it can be trained on: those
    called `moving_...` stay as they are, all others are trainable. A batch normalization
    computes with its moving averages, as it was frozen.

    Args:
        file: The file.
        inputs: The names of the inputs; default: the placeholders that the outputs need.
            By name, the shape of each, where the file's is not the one to take: `{"input":
            (None, 224, 224, 3)}`. Any tensor can be an input: what it is computed of is
            left out.
        outputs: The names of the outputs, `"name"` or `"name:1"`; default: those of the
            operations whose results no other takes.
        name: The model's name.

    Returns:
        A built `layers.Model`. It takes and gives one tensor, or a dict of them by name.

    Raises:
        GraphFileError: The file is no graph, or has no such tensors.
        MissingOperationError: The outputs need operations that argscope.tf1 lacks.
        NoProtobufError: The library tensorboardX is not installed.

    Example:
        `model = tf1.load_graph("frozen_mobilenet.pb", {"input": (None, 224, 224, 3)})`
    """
    graph_def = read(file)
    shapes = _shapes(inputs)
    wanted = [outputs] if isinstance(outputs, str) else outputs
    wanted = list(wanted or _last(graph_def))
    part = _between(graph_def, shapes, wanted)
    check_operations(part)
    network = FrozenGraph(part, wanted)
    made = Model(network, name=name)
    made.build(network.specs)
    return made


def _shapes(inputs: Any) -> dict[str, Shape | None]:
    if isinstance(inputs, str):
        inputs = [inputs]
    named = inputs if isinstance(inputs, Mapping) else dict.fromkeys(inputs or ())
    return {name.removesuffix(":0"): shape for name, shape in named.items()}


def _last(graph_def: Any) -> list[str]:
    """Return the names of the nodes that compute something which no other takes."""
    taken = {output_of(each.lstrip("^"))[0] for n in graph_def.node for each in n.input}
    nothing = ("Const", "NoOp", "Assert", "Placeholder", "PlaceholderWithDefault")
    return [
        node.name
        for node in graph_def.node
        if node.name not in taken and node.op not in nothing
    ]


def _between(
    graph_def: Any, shapes: Mapping[str, Shape | None], outputs: Sequence[str]
) -> Any:
    """Return the part of a graph from some tensors to others; the first are placeholders.

    Raises:
        GraphFileError: One of them is not there.
    """
    names = {node.name for node in graph_def.node}
    for each in shapes:
        if each not in names:
            raise GraphFileError.no_node(each, "load_graph")
    cut = message("GraphDef")()
    cut.versions.CopyFrom(graph_def.versions)
    cut.library.CopyFrom(graph_def.library)
    for node in graph_def.node:
        is_input = node.name in shapes
        made = _placeholder(node, shapes[node.name]) if is_input else node
        cut.node.append(made)
    part = extract_sub_graph(cut, [output_of(each)[0] for each in outputs])
    unused = [name for name in shapes if name not in {n.name for n in part.node}]
    if unused:
        raise GraphFileError.unused(unused, outputs)
    if not any(node.op == "Placeholder" for node in part.node):
        raise GraphFileError.no_placeholders()
    return part


def _placeholder(definition: Any, shape: Shape | None) -> Any:
    node = Node.of(definition)
    dtype = node.attribute("dtype") or node.attribute("DstT") or node.attribute("T")
    known = node.attribute("shape") if shape is None else shape
    made = message("NodeDef")(name=node.name, op="Placeholder")
    made.attr["dtype"].type = type_number(dtype or "float32")
    made.attr["shape"].shape.CopyFrom(
        shape_message(None if known is None else list(known))
    )
    return made


@final
@keras.saving.register_keras_serializable(package="argscope")
class FrozenGraph:
    """What such a model runs: the operations of the graph.

    Args:
        graph_def: The graph, in which the placeholders are the inputs.
        outputs: The names of the outputs.
        weights: The names of the constants that are variables; default: those that were.
    """

    def __init__(
        self,
        graph_def: Any,
        outputs: Sequence[str],
        weights: Sequence[str] | None = None,
    ) -> None:
        self.__name__ = "frozen_graph"
        self._graph_def = graph_def
        self._outputs = list(outputs)
        self._weights = _weights(graph_def) if weights is None else list(weights)
        self._inputs: list[Symbol] = []
        self._program = Program([])

    @property
    def specs(self) -> Any:
        """What the model is built for: one input, or a dict of them.

        Raises:
            GraphFileError: The shape of an input is not known.
        """
        specs = {}
        for definition in self._graph_def.node:
            if definition.op == "Placeholder":
                node = Node.of(definition)
                shape = node.attribute("shape")
                if shape is None:
                    raise GraphFileError.unknown_shape(node.name)
                specs[node.name] = keras.KerasTensor(
                    shape, dtype=node.attribute("dtype")
                )
        return specs if len(specs) > 1 else next(iter(specs.values()))

    def declare(self, model: Model) -> None:
        """Import the graph; its weights become variables of `model`."""
        namespace()  # of whose functions the operations are made
        graph = Graph(model)
        wishes = Wishes(weights=frozenset(self._weights), is_untrained=_is_average)
        importer = Importer(graph, wishes=wishes)
        with graph.as_default():
            importer.add(nodes_of(self._graph_def, KINDS))
        found = [importer.output(output_of(each), each) for each in self._outputs]
        self._inputs = graph.placeholders
        self._program = Program(
            found[0]
            if len(found) == 1
            else dict(zip(self._outputs, found, strict=True))
        )

    def __call__(self, inputs: Any) -> Any:
        """Compute the outputs for values of the inputs, in a run of the model."""
        if isinstance(inputs, Mapping):
            given = [inputs[each.op.name] for each in self._inputs]
        else:
            given = list(inputs) if isinstance(inputs, list | tuple) else [inputs]
        values = dict(zip(self._inputs, given, strict=True))
        return self._program.results(Evaluation(values, graph_run()))

    def get_config(self) -> dict[str, Any]:
        """Return the graph without its weights, for a file that has these besides."""
        graph_def = message("GraphDef")()
        graph_def.CopyFrom(self._graph_def)
        for node in graph_def.node:
            if node.name in self._weights:
                tensor = node.attr["value"].tensor
                for field, _ in tensor.ListFields():
                    if field.name not in ("dtype", "tensor_shape"):
                        tensor.ClearField(field.name)
        data = graph_def.SerializeToString(deterministic=True)
        return {
            "graph": base64.b64encode(data).decode(),
            "outputs": self._outputs,
            "weights": self._weights,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Return what `get_config` described."""
        graph_def = message("GraphDef")()
        graph_def.ParseFromString(base64.b64decode(config["graph"]))
        return cls(graph_def, config["outputs"], config["weights"])


def _weights(graph_def: Any) -> list[str]:
    """Return the names of the constants that were variables."""
    data = memoryview(graph_def.SerializeToString())
    return [constant.name for constant in were_variables(nodes(data))]


def _is_average(name: str) -> bool:
    return name.rpartition("/")[2].startswith("moving_")
