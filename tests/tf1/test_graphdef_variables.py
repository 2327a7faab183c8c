"""Variables of imported graphs, and nodes that change or choose what they must not."""

import numpy as np
import pytest
from tests.tf1.graphs.nodes import constant, graph_of, node, placeholder

from argscope import tf1
from argscope.tf1._graphdef.errors import GraphFileError, MissingOperationError


@pytest.mark.parametrize(
    ("kind", "read", "assign", "add", "sub"),
    [
        ("VariableV2", "Identity", "Assign", "AssignAdd", "AssignSub"),
        (
            *("VarHandleOp", "ReadVariableOp", "AssignVariableOp"),
            *("AssignAddVariableOp", "AssignSubVariableOp"),
        ),
    ],
)
def test_variables_are_read_and_changed(tf, graph, kind, read, assign, add, sub):
    given = graph_of(
        node("w", kind, dtype=tf.float32, shape=tf.TensorShape([2])),
        node("w/read", read, "w"),
        constant("value", np.float32([1, 2])),
        node("set", assign, "w", "value"),
        node("more", add, "w", "value", "^set"),
        node("less", sub, "w", "value", "^more"),
        node("is", "IsVariableInitialized", "w"),
    )
    names = ["w:0", "w/read:0", "set:0", "more:0", "less:0", "is:0"]
    w, value, *changed, is_set = tf.import_graph_def(given, None, names, name="a")
    assert w.name == "a/w:0"
    assert tf.global_variables() == [w]
    graph.finish()
    assert tf1.run(graph, [value, is_set])[1]
    assert [each.tolist() for each in tf1.run(graph, changed)] == [
        [1, 2],
        [2, 4],
        [1, 2],
    ]
    assert tf1.run(graph, value).tolist() == [1, 2]


def test_a_variable_without_a_shape_is_refused(tf, graph):
    given = graph_of(node("w", "VariableV2", dtype=tf.float32))
    with pytest.raises(GraphFileError) as caught:
        tf.import_graph_def(given)
    assert str(caught.value) == "The variable 'w' of the graph has no full shape."


def test_what_merges_no_two_sides_is_refused(tf, graph):
    given = graph_of(placeholder(), node("m", "Merge", "x", "x"))
    with pytest.raises(MissingOperationError) as caught:
        tf.import_graph_def(given)
    assert str(caught.value) == (
        "The Merge 'm' of the graph does not choose between the two sides of one "
        "condition. It is part of a loop, and loops cannot be imported."
    )


def test_what_is_computed_cannot_be_assigned_to(tf, graph):
    given = graph_of(placeholder(), node("set", "Assign", "x", "x"))
    with pytest.raises(MissingOperationError) as caught:
        tf.import_graph_def(given)
    assert str(caught.value) == (
        "The Assign 'set' of the graph changes what is computed, not a variable."
    )


def test_rows_of_a_variable_are_gathered(tf, graph):
    given = graph_of(
        node("w", "VarHandleOp", dtype=tf.float32, shape=tf.TensorShape([3])),
        constant("value", np.float32([1, 2, 3])),
        node("set", "AssignVariableOp", "w", "value"),
        constant("ids", np.int32([2, 0])),
        node("rows", "ResourceGather", "w", "ids", "^set"),
    )
    (rows,) = tf.import_graph_def(given, return_elements=["rows:0"])
    graph.finish()
    assert tf1.run(graph, rows).tolist() == [3, 1]
