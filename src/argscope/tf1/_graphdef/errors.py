"""What can be wrong with a graph that is read or written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self, final

from argscope._catalog.extras import install_line
from argscope.errors import ArgScopeError

__all__ = [
    "GraphFileError",
    "MissingOperationError",
    "NoProtobufError",
    "NotExportableError",
]


@final
class MissingOperationError(ArgScopeError, NotImplementedError):
    """A graph has operations that are not there."""

    @classmethod
    def about(cls, kind: str, node: str, others: Sequence[str]) -> Self:
        """Return the error for the first such node and the kinds of all others."""
        count, kinds = len(others), ", ".join(others)
        more = f" Missing besides, of other types: {count} ({kinds})." if others else ""
        return cls(
            f"The node {node!r} of the graph is a {kind}, an operation that argscope.tf1 "
            f"does not have.{more} If the outputs that you need do not use it, take them "
            "alone: tf.graph_util.extract_sub_graph(graph_def, ['name/of/output'])."
        )

    @classmethod
    def of_functions(cls, names: Sequence[str]) -> Self:
        """Return the error for a graph that calls functions of its own."""
        return cls(
            f"The graph has a library of functions ({', '.join(names)}), as TensorFlow 2 "
            "writes them. argscope.tf1 reads graphs without: freeze it with "
            "convert_variables_to_constants_v2(..., lower_control_flow=True)."
        )

    @classmethod
    def no_choice(cls, node: str) -> Self:
        """Return the error for a `Merge` that is not one of the two sides of a choice."""
        return cls(
            f"The Merge {node!r} of the graph does not choose between the two sides of one "
            "condition. It is part of a loop, and loops cannot be imported."
        )

    @classmethod
    def no_variable(cls, kind: str, node: str) -> Self:
        """Return the error for an assignment to what is no variable of the graph."""
        return cls(
            f"The {kind} {node!r} of the graph changes what is computed, not a variable."
        )

    @classmethod
    def within(cls, name: str, reason: str) -> Self:
        """Return the error for computing a node that was left out."""
        return cls(
            f"{name!r} of the imported graph cannot be computed, because {reason}."
        )


@final
class GraphFileError(ArgScopeError, ValueError):
    """A message is not a graph, or not one that hangs together."""

    @classmethod
    def unreadable(cls, what: str, expected: str) -> Self:
        """Return the error for bytes that are no such message."""
        return cls(
            f"{what} does not hold a {expected}: it is damaged, or something else."
        )

    @classmethod
    def no_node(cls, name: str, needed_for: str) -> Self:
        """Return the error for a name that no node has."""
        return cls(f"{needed_for} needs {name!r}, and the graph has no such node.")

    @classmethod
    def no_output(cls, name: str, count: int) -> Self:
        """Return the error for an output that a node does not have."""
        return cls(
            f"{name!r} is asked for; the node has {count} outputs here, from :0 on."
        )

    @classmethod
    def taken(cls, name: str) -> Self:
        """Return the error for a name that the graph has already."""
        return cls(
            f"Node name '{name}' already exists in the Graph. Import under another name: "
            "tf.import_graph_def(graph_def, name='other')."
        )

    @classmethod
    def circle(cls, name: str) -> Self:
        """Return the error for nodes that need each other."""
        return cls(f"The node {name!r} of the graph needs itself.")

    @classmethod
    def no_placeholders(cls) -> Self:
        """Return the error for a frozen graph without inputs."""
        return cls(
            "The graph has no placeholder, so it is not known what its inputs are. Name "
            "them: load_graph(file, inputs=['name/of/tensor'])."
        )

    @classmethod
    def unused(cls, names: Sequence[str], outputs: Sequence[str]) -> Self:
        """Return the error for inputs of which no output is computed."""
        return cls(
            f"The inputs {list(names)} have no influence on the outputs {list(outputs)}."
        )

    @classmethod
    def unknown_shape(cls, name: str) -> Self:
        """Return the error for an input of which not even the rank is known."""
        return cls(
            f"The graph does not say the shape of its input {name!r}. Say it: "
            f"load_graph(file, inputs={{{name!r}: (None, 224, 224, 3)}})."
        )


@final
class NotExportableError(ArgScopeError, NotImplementedError):
    """An operation has no form in a file."""

    @classmethod
    def about(cls, name: str, kind: str) -> Self:
        """Return the error for an operation."""
        return cls(
            f"The operation {name!r} ({kind}) has no form as a node of a GraphDef here: it "
            "is a layer, a loop or a function of several operations. Imported graphs can "
            "be written, and graphs of tf.placeholder, tf.constant, variables and single "
            "operations such as tf.nn.conv2d. A whole model is exported by "
            "argscope.tf1.model(...).export()."
        )


@final
class NoProtobufError(ArgScopeError, ModuleNotFoundError):
    """The library that reads and writes protocol buffers is not installed."""

    @classmethod
    def about(cls) -> Self:
        """Return the error."""
        return cls(
            "Reading and writing graphs of TensorFlow needs the library tensorboardX. "
            f"Install it: {install_line('train')}"
        )
