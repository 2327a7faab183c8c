"""Old programs that copy a network for each device, as `deployment.model_deploy` did.

All copies, called clones or towers, are computed, one after the other; a device that they
name means nothing. So a program computes what it computed with as many devices.
"""

import numpy as np
import pytest

from argscope import tf1

tf = tf1.namespace()
slim = tf.contrib.slim

IMAGES = np.random.default_rng(0).normal(size=(8, 6, 6, 3)).astype("float32")
CLASSES = np.arange(8) % 3


def network(images, classes):
    """Make a network and its loss, with a penalty on weights and moving averages."""
    with slim.arg_scope(
        [slim.conv2d, slim.fully_connected],
        weights_initializer=tf.constant_initializer(0.1),
        weights_regularizer=slim.l2_regularizer(0.01),
    ):
        net = slim.conv2d(images, 4, [3, 3], normalizer_fn=slim.batch_norm)
        draw = tf.truncated_normal_initializer(stddev=0.1, seed=1)
        net = slim.flatten(net)
        net = slim.fully_connected(net, 3, None, weights_initializer=draw)
    slim.losses.softmax_cross_entropy(net, slim.one_hot_encoding(classes, 3))


def clones_of(count):
    """Make the copies; return their name scopes."""
    images = tf.split(tf.constant(IMAGES), count)
    classes = tf.split(tf.constant(CLASSES), count)
    scopes = []
    with slim.arg_scope([slim.model_variable, slim.variable], device="/device:CPU:0"):
        for i in range(count):
            name = f"clone_{i}" if count > 1 else ""
            with tf.name_scope(name) as scope, tf.device(f"/device:GPU:{i}"):
                reuse = True if i > 0 else None
                with tf.variable_scope(tf.get_variable_scope(), reuse=reuse):
                    network(images[i], classes[i])
            scopes.append(scope)
    return scopes


def summed(gradients):
    """Return one pair for each variable, from the pairs of every clone."""
    pairs = []
    for of_one_variable in zip(*gradients, strict=True):
        given = [g for g, _ in of_one_variable if g is not None]
        pairs.append((tf.add_n(given), of_one_variable[0][1]))
    return pairs


def train_op_of(count):
    """Return a training step as `model_deploy.deploy` made it: averages of the first."""
    optimizer = tf.train.GradientDescentOptimizer(0.5)
    scopes, losses, gradients = clones_of(count), [], []
    penalties = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    for i, scope in enumerate(scopes):
        with tf.name_scope(scope), tf.device(f"/device:GPU:{i}"):
            own = tf.get_collection(tf.GraphKeys.LOSSES, scope)
            loss = tf.div(tf.add_n(own), 1.0 * count)
            # Penalties count once.
            losses.append(tf.add_n([loss, *penalties]) if i == 0 else loss)
            gradients.append(optimizer.compute_gradients(losses[-1]))
    total = tf.add_n(losses, name="total_loss")
    step = slim.get_or_create_global_step()
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS, scopes[0])
    updates.append(optimizer.apply_gradients(summed(gradients), global_step=step))
    with tf.control_dependencies([tf.group(*updates)]):
        return tf.identity(total, name="train_op")


@pytest.fixture(scope="module")
def trained():
    """Return losses and variables after three steps, by the number of clones."""
    found = {}
    for count in (1, 2):
        with tf.Graph().as_default(), tf.Session() as session:
            train_op = train_op_of(count)
            penalties = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
            session.run(tf.global_variables_initializer())
            losses = [float(session.run(train_op)) for _ in range(3)]
            values = {v.op.name: session.run(v) for v in tf.global_variables()}
            found[count] = losses, values, len(penalties)
    return found


def test_one_clone_trains(trained):
    losses, values, _ = trained[1]
    assert losses[2] < losses[0]
    assert values["global_step"] == 3


def test_two_clones_share_their_variables_and_count_penalties_once(trained):
    assert list(trained[2][1]) == list(trained[1][1])
    assert [trained[count][2] for count in (1, 2)] == [2, 2]


def test_moving_averages_are_those_of_the_first_clone_s_images(trained):
    def mean_of(images):
        weights = np.full((3, 3, 3, 4), 0.1, "float32")
        padded = np.pad(images, [(0, 0), (1, 1), (1, 1), (0, 0)])
        windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (1, 2))
        return np.einsum("bhwcij,ijcd->bhwd", windows, weights).mean((0, 1, 2))

    assert mean_of(IMAGES) != pytest.approx(mean_of(IMAGES[:4]), rel=0.01)
    with tf.Graph().as_default(), tf.Session() as session:
        train_op = train_op_of(2)
        session.run(tf.global_variables_initializer())
        session.run(train_op)
        (average,) = (
            session.run(v) for v in tf.global_variables() if "moving_mean" in v.op.name
        )
    assert average == pytest.approx(0.001 * mean_of(IMAGES[:4]), rel=1e-4)


def test_without_batch_norm_two_clones_are_one_with_the_whole_batch(monkeypatch):
    monkeypatch.setattr(slim, "batch_norm", lambda net: net)
    weights = []
    for count in (1, 2):
        with tf.Graph().as_default(), tf.Session() as session:
            train_op = train_op_of(count)
            session.run(tf.global_variables_initializer())
            session.run(train_op)
            weights.append([session.run(v) for v in tf.trainable_variables()])
    for one, two in zip(*weights, strict=True):
        assert two == pytest.approx(one, rel=1e-5, abs=1e-7)
