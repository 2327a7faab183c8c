"""Loops and choices: what they take from around them, gradients, and their errors."""

import numpy as np
import pytest

from argscope import tf1

X = np.float32([[1, 2, 3], [4, 5, 6]])


class Recorded:
    """What a program gives for a placeholder of any batch, and variables."""

    def __init__(self, program):
        self.graph = tf1.Graph()
        self.tf = tf1.namespace()
        with self.graph.as_default():
            self.x = self.tf.placeholder("float32", [None, 3], "x")
            self.result = program(self.tf, self.x)
        self.graph.finish()

    def __call__(self, x=X):
        return tf1.run(self.graph, self.result, {self.x: x})


def test_a_branch_makes_variables_and_takes_tensors_from_around_it():
    def program(tf, x):
        doubled = 2.0 * x

        def small():
            w = tf.get_variable("w", [3], initializer=tf.ones_initializer())
            return doubled * w

        return tf.cond(tf.reduce_sum(x) < 50.0, small, lambda: x - doubled)

    recorded = Recorded(program)
    np.testing.assert_allclose(recorded(), 2 * X)
    np.testing.assert_allclose(recorded(10 * X), -10 * X)
    assert [v.path for v in recorded.graph.model.variables][:1] == ["w"]


def test_a_known_predicate_calls_one_function_only():
    def program(tf, x):
        return tf.cond(tf.constant(1) > 0, lambda: x, lambda: pytest.fail("called"))

    np.testing.assert_allclose(Recorded(program)(), X)


def test_a_choice_by_the_size_of_a_batch_is_made_anew_for_each_batch():
    recorded = Recorded(
        lambda tf, x: tf.cond(tf.shape(x)[0] > 100, lambda: x, lambda: -x)
    )
    np.testing.assert_allclose(recorded(), -X)
    many = np.ones([101, 3], "float32")
    np.testing.assert_allclose(recorded(many), many)


def test_a_loop_over_the_batch_fills_a_list():
    def program(tf, x):
        size = tf.shape(x)[0]
        start = tf.TensorArray(tf.float32, size=size)

        def step(k, filled):
            return k + 1, filled.write(k, tf.reduce_sum(x[k]))

        _, filled = tf.while_loop(lambda k, _: k < size, step, (0, start))
        return filled.stack()

    recorded = Recorded(program)
    np.testing.assert_allclose(recorded(), [6, 15])
    np.testing.assert_allclose(recorded(np.ones([4, 3], "float32")), [3, 3, 3, 3])
    assert recorded.result.shape.as_list() == [None]


def test_a_list_is_unstacked_read_and_joined():
    def program(tf, x):
        parts = tf.TensorArray("float32", 3).unstack(tf.transpose(x))
        grown = tf.TensorArray("float32", 0, dynamic_size=True).write(0, x[:1])
        return [parts.read(1), parts.gather([2, 0]), grown.write(1, x).concat()]

    one, two, joined = Recorded(program)()
    np.testing.assert_allclose(one, X[:, 1])
    np.testing.assert_allclose(two, X.T[[2, 0]])
    np.testing.assert_allclose(joined, np.concatenate([X[:1], X]))


def test_an_element_that_was_not_written_cannot_be_read():
    with pytest.raises(
        ValueError, match=r"^The element 0 of the tf.TensorArray was not written.$"
    ):
        Recorded(lambda tf, x: tf.TensorArray("float32", 2).write(1, x).stack())


def test_a_list_of_fixed_size_does_not_grow():
    with pytest.raises(
        ValueError,
        match=r"^The tf.TensorArray has 2 elements and dynamic_size=False, so there is "
        r"no element 2.$",
    ):
        Recorded(lambda tf, x: tf.TensorArray("float32", 2).write(2, x))


def test_a_place_that_depends_on_values_is_refused():
    with pytest.raises(TypeError, match=r"^Sizes and indices of a tf.TensorArray are "):
        Recorded(lambda tf, x: tf.TensorArray("float32", 2).write(tf.argmax(x[0]), x))


def test_a_loop_variable_keeps_its_shape_where_steps_are_not_known():
    def program(tf, x):
        return tf.while_loop(
            lambda a: tf.reduce_sum(a) < 9.0, lambda a: tf.concat([a, a], 1), [x]
        )

    with pytest.raises(
        ValueError,
        match=r"^A loop variable of tf.while_loop has the shape \(None, 3\), and \(None, 6\) "
        r"after a step. Shapes can change only in loops whose number of steps is known "
        r"from sizes and constants.",
    ):
        Recorded(program)


def test_branches_give_the_same_kinds_of_tensors():
    def program(tf, x):
        return tf.cond(tf.reduce_sum(x) > 0.0, lambda: x, lambda: x[0])

    with pytest.raises(
        ValueError,
        match=r"^The functions of tf.cond give the same number of tensors, of ",
    ):
        Recorded(program)


def test_cond_takes_functions():
    with pytest.raises(
        TypeError, match=r"^tf.cond takes two functions, true_fn and false_fn.$"
    ):
        Recorded(lambda tf, x: tf.cond(tf.reduce_sum(x) > 0.0, x, x))


def gradient_of(program, start):
    """Return the gradient of a program's result by a variable."""
    graph = tf1.Graph()
    tf = tf1.namespace()
    with graph.as_default():
        initial = tf.constant_initializer(np.float32(start))
        w = tf.get_variable("w", np.shape(start), initializer=initial)
        loss = tf.reduce_sum(program(tf, w))
    graph.finish()
    return tf1.gradients_of(graph, loss, [w])[0].tolist()


@pytest.mark.parametrize(
    ("program", "gradient"),
    [
        (lambda tf, w: tf.maximum(w, 0.0), [0, 1, 1]),
        (lambda tf, w: tf.maximum(0.0, w), [0, 0, 1]),
        (lambda tf, w: tf.minimum(w, 0.0), [1, 1, 0]),
        (lambda tf, w: tf.clip_by_value(w, 0.0, 2.0), [0, 1, 1]),
        (lambda tf, w: tf.abs(w), [-1, 0, 1]),
        (lambda tf, w: tf.stop_gradient(w) * w, [-1, 0, 2]),
        (lambda tf, w: tf.clip_by_norm(0.0 * w, 1.0), [0, 0, 0]),
        (lambda tf, w: tf.map_fn(lambda each: each * each, w), [-2, 0, 4]),
        (lambda tf, w: tf.scan(lambda a, each: a + each, w), [3, 2, 1]),
        (lambda tf, w: tf.foldl(lambda a, each: a + each, w), [1, 1, 1]),
        (
            lambda tf, w: tf.while_loop(
                lambda k, _: k < 3, lambda k, a: (k + 1, a * 2.0), (0, w)
            )[1],
            [8, 8, 8],
        ),
        (
            lambda tf, w: tf.cond(
                tf.reduce_sum(w) > 0.0, lambda: 3.0 * w, lambda: 5.0 * w
            ),
            [3, 3, 3],
        ),
        (
            lambda tf, w: tf.custom_gradient(lambda a: (a * a, lambda up: 7.0 * up))(w),
            [7, 7, 7],
        ),
    ],
)
def test_gradients_are_those_of_tensorflow(program, gradient):
    assert gradient_of(program, [-1, 0, 2]) == gradient
