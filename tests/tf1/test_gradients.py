"""`tf.gradients`: of what, by what, and what is computed on the way."""

import numpy as np
import pytest


@pytest.fixture
def x(graph, tf):
    return tf.placeholder(tf.float32, [2], "x")


def values(tf, fetches, feeds=None):
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feeds)


def test_gradients_are_those_of_the_sum_of_all_ys(tf, x):
    (found,) = tf.gradients([x * x, 3 * x], x)
    assert values(tf, found, {x: [1, 2]}).tolist() == [5, 7]


def test_given_gradients_are_multiplied_with(tf, x):
    (found,) = tf.gradients(x * x, [x], grad_ys=[tf.constant([10.0, 1.0])])
    assert values(tf, found, {x: [1, 2]}).tolist() == [20, 4]


def test_by_a_tensor_on_the_way(tf, x):
    y = x * x
    z = y * x
    found = tf.gradients(z, [x, y])
    by_x, by_y = values(tf, found, {x: [1, 2]})
    assert by_x.tolist() == [3, 12]
    assert by_y.tolist() == [1, 2]


def test_what_is_stopped_is_a_constant(tf, x):
    y = x * x
    (partial,) = tf.gradients(y * x, x, stop_gradients=[y])
    (same,) = tf.gradients(tf.stop_gradient(y) * x, x)
    assert [v.tolist() for v in values(tf, [partial, same], {x: [1, 2]})] == [
        [1, 4]
    ] * 2


def test_none_stands_for_what_nothing_depends_on(tf, x):
    other = tf.Variable(1.0)
    assert tf.gradients(x * x, [other, tf.argmax(x)]) == [None, None]
    assert tf.gradients(tf.stop_gradient(x), x) == [None]
    (zero,) = tf.gradients(x * x, [other], unconnected_gradients="zero")
    assert values(tf, zero, {x: [1, 2]}) == 0


def test_gradients_have_gradients(tf, x):
    w = tf.Variable(3.0)
    (by_x,) = tf.gradients(w * w * x, x)
    (penalty,) = tf.gradients(tf.reduce_sum(tf.square(by_x)), w)
    assert values(tf, penalty, {x: [1, 2]}) == 2 * 4 * 27  # d/dw 2 w^4


def test_through_loops_and_branches(tf, x):
    w = tf.Variable(2.0)
    _, y = tf.while_loop(lambda i, _: i < 3, lambda i, y: (i + 1, y * w), [0, 1.0])
    z = tf.cond(tf.reduce_sum(x) > 0, lambda: y * w, lambda: y)
    assert values(tf, tf.gradients(z, w), {x: [1, 2]}) == [32]
    assert values(tf, tf.gradients(z, w), {x: [-1, 0]}) == [12]


def test_what_is_computed_on_the_way_is_computed_once(graph, tf, x):
    w = tf.Variable(2.0)
    calls = []

    def counted(value):
        calls.append(value)
        return value * w

    noisy = tf.map_fn(counted, x) + tf.random_normal([2])
    loss = tf.reduce_sum(tf.square(noisy))
    (found,) = tf.gradients(loss, w)
    calls.clear()
    by_w, total, drawn = values(tf, [found, loss, noisy], {x: [1, 2]})
    assert np.isclose(total, np.sum(drawn**2))  # the same random numbers
    assert np.isclose(by_w, np.sum(2 * drawn * [1, 2]), rtol=1e-5)


def test_variables_that_the_way_changes_are_changed_once(graph, tf, slim):
    images = tf.placeholder(tf.float32, [None, 2])
    y = slim.batch_norm(images, decay=0.5, is_training=True)
    loss = tf.reduce_sum(slim.fully_connected(y, 1))
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    variables = tf.trainable_variables()
    with tf.control_dependencies(updates):
        steps = [
            v.assign_sub(0.0 * g)
            for v, g in zip(variables, tf.gradients(loss, variables), strict=True)
        ]
    (mean,) = [v for v in tf.global_variables() if "moving_mean" in v.name]
    given = np.array([[1.0, 2.0], [3.0, 4.0]])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(steps, {images: given})
        assert np.allclose(session.run(mean), 0.5 * given.mean(0))
        session.run([loss, *steps, *tf.gradients(y, images)], {images: given})
        assert np.allclose(session.run(mean), 0.75 * given.mean(0))


def test_two_losses_with_one_part_in_common(graph, tf, x):
    d, g = tf.Variable(2.0, name="d"), tf.Variable(3.0, name="g")
    fake = x * g
    d_loss = tf.reduce_sum(fake * d)
    g_loss = -tf.reduce_sum(tf.square(fake) * d)
    found = [tf.gradients(d_loss, d), tf.gradients(g_loss, g), d_loss, g_loss]
    by_d, by_g, first, second = values(tf, found, {x: [1, 2]})
    assert (by_d[0], by_g[0], first, second) == (9, -60, 18, -90)


def test_assignments_on_the_way_are_made(graph, tf, x):
    w = tf.Variable(2.0)
    average = tf.Variable(0.0)
    y = tf.reduce_sum(x * w)
    with tf.control_dependencies([average.assign_add(y)]):
        loss = tf.identity(y)
    (found,) = tf.gradients(loss, w)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(found, {x: [1, 2]}) == 3
        assert session.run(average) == 6
