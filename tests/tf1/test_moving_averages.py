"""Moving averages of variables in sessions, and how checkpoints with them are read."""

import pytest

from argscope import tf1

tf = tf1.namespace()


@pytest.fixture
def weights(graph):
    return tf.get_variable("net/weights", initializer=tf.constant([2.0, 4.0]))


def values(fetches, *operations):
    """Return what is fetched after some operations, as lists."""
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for each in operations:
            session.run(each)
        return [value.tolist() for value in session.run(fetches)]


def test_an_average_is_at_first_its_variable(weights):
    averages = tf.train.ExponentialMovingAverage(0.75)
    averages.apply([weights])
    assert values([averages.average(weights)]) == [[2, 4]]


def test_an_average_moves_where_it_is_asked_to(weights):
    averages = tf.train.ExponentialMovingAverage(0.75)
    moved = averages.apply([weights])
    doubled = weights.assign(weights * 2.0)
    average = averages.average(weights)
    assert values([average], doubled) == [[2, 4]]
    assert values([average, weights], doubled, moved) == [[2.5, 5], [4, 8]]


def test_an_average_after_a_step_is_of_what_the_step_made(weights):
    averages = tf.train.ExponentialMovingAverage(0.5)
    with tf.control_dependencies([weights.assign_add([2.0, 2.0])]):
        train = averages.apply([weights])
    assert values([averages.average(weights)], train) == [[3, 5]]


def test_averages_move_faster_at_first(weights):
    step = tf.train.get_or_create_global_step()
    averages = tf.train.ExponentialMovingAverage(0.999, step)
    with tf.control_dependencies([weights.assign_add([10.0, 10.0])]):
        train = averages.apply([weights])
    ((first, _),) = values([averages.average(weights)], train)
    assert first == pytest.approx(2 * 0.1 + 12 * 0.9)


def test_averages_are_called_by_what_they_are_of(weights):
    loss = tf.reduce_sum(weights)
    averages = tf.train.ExponentialMovingAverage(0.5)
    other = tf.train.ExponentialMovingAverage(0.5)
    assert averages.average(weights) is None
    assert averages.average_name(weights) == "net/weights/ExponentialMovingAverage"
    averages.apply([weights, loss])
    other.apply([weights])
    assert [each.op.name for each in tf.global_variables()] == [
        "net/weights",
        "net/weights/ExponentialMovingAverage",
        "Sum/ExponentialMovingAverage",
        "net/weights/ExponentialMovingAverage_1",
    ]
    assert tf.moving_average_variables() == [weights, weights]
    assert tf.trainable_variables() == [weights]


def test_variables_are_restored_from_their_averages(weights):
    step = tf.train.get_or_create_global_step()
    averages = tf.train.ExponentialMovingAverage(0.5)
    assert averages.variables_to_restore() == {
        "net/weights/ExponentialMovingAverage": weights,
        "global_step": step,
    }
    assert averages.variables_to_restore([]) == {
        "net/weights": weights,
        "global_step": step,
    }
