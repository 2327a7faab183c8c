"""`tf.nn.ctc_loss`, whose labels are sparse.

Values as recorded from TensorFlow 2.12's compat.v1.
"""

from typing import Any, NamedTuple

import numpy as np
import pytest

from argscope import tf1

LOGITS = np.random.default_rng(0).standard_normal((5, 3, 4)).astype("float32").round(2)


class Sparse(NamedTuple):
    """Has what a `tf.SparseTensor` has."""

    indices: Any
    values: Any
    dense_shape: Any


@pytest.fixture
def labels(graph, tf):
    places = [[0, 0], [0, 1], [1, 0], [1, 1], [1, 2], [2, 0]]
    return Sparse(tf.constant(places), tf.constant([1, 1, 0, 2, 1, 2]), [3, 3])


@pytest.mark.parametrize("time_major", [True, False])
def test_losses_and_gradients_are_those_of_tensorflow(graph, tf, labels, time_major):
    start = LOGITS if time_major else LOGITS.transpose(1, 0, 2)
    x = tf.get_variable("x", initializer=start)
    losses = tf.nn.ctc_loss(labels, x, [5, 4, 3], time_major=time_major)
    total = tf.reduce_sum(losses * [1.0, 2.0, 3.0])
    graph.finish()
    assert losses.op.name == "CTCLoss"
    expected = [4.0955534, 4.4658394, 2.7976093]
    np.testing.assert_allclose(tf1.run(graph, losses), expected, rtol=1e-5)
    (found,) = tf1.gradients_of(graph, total, [x])
    of_second = found[:, 1] if time_major else found[1]
    np.testing.assert_allclose(
        of_second,
        [
            [-1.5795132, 0.34658805, 0.8872589, 0.34566647],
            [-0.13611504, 0.2572747, -0.81764793, 0.69648874],
            [0.41366303, -0.00948399, -0.5727447, 0.1685654],
            [0.05228991, -0.8969126, 0.7110932, 0.13352916],
            [0.0, 0.0, 0.0, 0.0],
        ],
        atol=1e-5,
    )


@pytest.mark.parametrize(("ignored", "loss"), [(True, 0.0), (False, np.nan)])
def test_sequences_that_are_too_short(graph, tf, labels, ignored, loss):
    x = tf.placeholder(tf.float32, [5, None, 4])
    losses = tf.nn.ctc_loss(
        labels, x, [2, 2, 3], ignore_longer_outputs_than_inputs=ignored
    )
    assert losses.shape.as_list() == [None]
    graph.finish()
    # The first has no step between its equal labels: TensorFlow's loss is infinite, too.
    found = tf1.run(graph, losses, {x: LOGITS})
    np.testing.assert_allclose(found, [np.inf, loss, 2.7976093], rtol=1e-5)


def test_other_ways_with_repetitions_are_refused(tf, labels):
    with pytest.raises(NotImplementedError) as found:
        tf.nn.ctc_loss(labels, LOGITS, [5, 4, 3], ctc_merge_repeated=False)
    assert str(found.value) == (
        "tf.nn.ctc_loss is there with preprocess_collapse_repeated=False and "
        "ctc_merge_repeated=True, got False and False."
    )
