"""Computing parts of a graph by hand."""

import numpy as np
import pytest

from argscope import tf1

tf = tf1.namespace()


@pytest.fixture
def doubled():
    """Return a graph, its placeholder, and twice that."""
    graph = tf1.Graph()
    with graph.as_default():
        x = tf.placeholder(tf.float32, [None, 2], "x")
        return graph, x, x + x


def test_structures_are_computed_with_none_for_operations(doubled):
    graph, x, twice = doubled
    found = tf1.run(graph, {"a": [twice, twice.op], "b": "text"}, {x: np.ones((1, 2))})
    assert found["a"][0].tolist() == [[2, 2]]
    assert found["a"][1] is None
    assert found["b"] == "text"


def test_a_placeholder_that_is_not_fed_is_named(doubled):
    graph, _, twice = doubled
    with pytest.raises(tf1.NoValueError) as error:
        tf1.run(graph, twice)
    assert str(error.value) == "The placeholder 'x:0' was not fed with a value."


def test_a_value_of_another_shape_is_refused(doubled):
    graph, x, twice = doubled
    with pytest.raises(tf1.FedShapeError) as error:
        tf1.run(graph, twice, {x: np.ones(3)})
    assert str(error.value) == (
        "The placeholder 'x:0' of shape (?, 2) was fed with a value of shape (3,). One "
        "that was made without a shape is a scalar here; give it the shape, with None for "
        "sizes that are not known."
    )


def test_a_placeholder_without_a_shape_is_a_scalar():
    graph = tf1.Graph()
    with graph.as_default():
        rate = tf.placeholder(tf.float32)
        half = rate / 2
    assert tf1.run(graph, half, {rate: 3.0}) == 1.5


def test_a_python_number_that_depends_on_a_tensor_is_refused(doubled):
    _, x, _ = doubled
    with pytest.raises(TypeError, match="has no truth value"):
        bool(x)
    with pytest.raises(TypeError):
        int(x)


def test_gradients_are_those_of_variables():
    graph = tf1.Graph()
    with graph.as_default():
        w = tf.get_variable("w", [2], initializer=tf.constant_initializer(3.0))
        unused = tf.get_variable("unused", [1])
        loss = tf.reduce_sum(w * w)
    graph.finish()
    of_w, of_unused = tf1.gradients_of(graph, loss, [w, unused])
    assert of_w.tolist() == [6, 6]
    assert of_unused.tolist() == [0]


def test_only_what_is_needed_is_computed(doubled):
    graph, x, twice = doubled
    with graph.as_default():
        unfed = tf.placeholder(tf.float32, [], "unfed") + 1.0
    assert tf1.run(graph, twice, {x: np.ones((1, 2))}).tolist() == [[2, 2]]
    with pytest.raises(tf1.NoValueError):
        tf1.run(graph, unfed, {x: np.ones((1, 2))})


def test_what_is_said_to_come_before_runs_before():
    graph = tf1.Graph()
    with graph.as_default():
        count = tf.get_variable("count", [], initializer=tf.zeros_initializer())
        with tf.control_dependencies([tf.assign_add(count, 1.0)]):
            after = tf.identity(tf.constant(0.0) + count)
    graph.finish()
    assert [float(tf1.run(graph, after)) for _ in range(3)] == [1, 2, 3]


def test_a_constant_is_an_initial_value_of_any_rank():
    graph = tf1.Graph()
    with graph.as_default():
        kernel = tf.get_variable("k", [1, 2, 2, 1], initializer=tf.constant(2.0))
    graph.finish()
    assert tf1.run(graph, kernel).ravel().tolist() == [2, 2, 2, 2]
