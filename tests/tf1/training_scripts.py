"""Scripts that train, as programs of the time did: the same code for TensorFlow.

Each gets `tf` and `slim`, makes a graph of its own, and returns the losses of its steps.
Variables begin with values by their names, so that losses can be compared.
"""

import numpy as np
from tests.tf1.programs import value_of

STEPS = 20
CLASSES = 4


def _batches():
    draws = np.random.default_rng(7)
    centers = draws.standard_normal((CLASSES, 8, 8, 2)).astype("float32")
    for _ in range(STEPS):
        labels = draws.integers(0, CLASSES, 16)
        noise = draws.standard_normal((16, 8, 8, 2)).astype("float32")
        yield centers[labels] + noise, labels.astype("int64")


def _network(slim, images, is_training):
    with slim.arg_scope(
        [slim.conv2d, slim.fully_connected],
        weights_regularizer=slim.l2_regularizer(0.001),
    ):
        net = slim.conv2d(images, 6, [3, 3], scope="conv1")
        net = slim.max_pool2d(net, [2, 2], scope="pool1")
        net = slim.conv2d(
            net,
            8,
            [3, 3],
            normalizer_fn=slim.batch_norm,
            normalizer_params={"is_training": is_training, "decay": 0.9},
            scope="conv2",
        )
        net = slim.flatten(net)
        return slim.fully_connected(net, CLASSES, activation_fn=None, scope="logits")


def _trained(tf, slim, make_train):
    with tf.Graph().as_default():
        images = tf.placeholder(tf.float32, [None, 8, 8, 2], "images")
        labels = tf.placeholder(tf.int64, [None], "labels")
        is_training = tf.placeholder(tf.bool, [], "is_training")
        logits = _network(slim, images, is_training)
        tf.losses.sparse_softmax_cross_entropy(labels, logits)
        loss = tf.losses.get_total_loss()
        train = make_train(loss)
        names = {variable.op.name for variable in tf.trainable_variables()}
        losses = []
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for variable in tf.global_variables():
                if variable.op.name in names:
                    value = value_of(variable.op.name, variable.shape.as_list())
                    variable.load(value * 0.5, session)
            for batch, classes in _batches():
                feeds = {images: batch, labels: classes, is_training: True}
                losses.append(float(session.run([loss, train], feeds)[0]))
            feeds[is_training] = False
            losses.append(float(session.run(loss, feeds)))
        return losses


def by_momentum(tf, slim):
    """Minimize in one call, at a rate that decays, with averages updated before."""

    def make_train(loss):
        step = tf.train.get_or_create_global_step()
        rate = tf.train.exponential_decay(0.02, step, 5, 0.7, staircase=True)
        optimizer = tf.train.MomentumOptimizer(rate, 0.9)
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            return optimizer.minimize(loss, global_step=step)

    return _trained(tf, slim, make_train)


def by_adam(tf, slim):
    """Use TF-Slim's training operation, with clipped and multiplied gradients."""

    def make_train(loss):
        return slim.learning.create_train_op(
            loss,
            tf.train.AdamOptimizer(0.01),
            clip_gradient_norm=2.0,
            gradient_multipliers={"logits/weights": 0.5},
            summarize_gradients=True,
        )

    return _trained(tf, slim, make_train)


def by_rms_prop(tf, slim):
    """Clip gradients by their common norm, and average variables afterwards."""

    def make_train(loss):
        optimizer = tf.train.RMSPropOptimizer(0.005, 0.9, momentum=0.9, epsilon=1.0)
        gradients, variables = zip(*optimizer.compute_gradients(loss), strict=True)
        gradients, _ = tf.clip_by_global_norm(gradients, 5.0)
        train = optimizer.apply_gradients(zip(gradients, variables, strict=True))
        averages = tf.train.ExponentialMovingAverage(0.99)
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        with tf.control_dependencies([train, *updates]):
            return averages.apply(tf.trainable_variables())

    return _trained(tf, slim, make_train)


def by_adagrad(tf, slim):
    """Let two optimizers train a part each."""

    def make_train(loss):
        head = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, "logits")
        body = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, "conv")
        gradients = tf.tuple(tf.gradients(loss, head + body))
        slow = tf.train.AdagradOptimizer(0.02)
        fast = tf.train.GradientDescentOptimizer(0.05)
        return tf.group(
            fast.apply_gradients(zip(gradients[: len(head)], head, strict=True)),
            slow.apply_gradients(zip(gradients[len(head) :], body, strict=True)),
            *tf.get_collection(tf.GraphKeys.UPDATE_OPS),
        )

    return _trained(tf, slim, make_train)


SCRIPTS = (by_momentum, by_adam, by_rms_prop, by_adagrad)
