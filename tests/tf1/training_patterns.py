"""Ways in which programs of the time trained: the same code for TensorFlow.

Each gets `tf` and `slim`, and returns numbers of its steps, to be compared.
"""

import numpy as np

STEPS = 6


def _data():
    draws = np.random.default_rng(3)
    inputs = draws.standard_normal((12, 5)).astype("float32")
    return inputs, np.tanh(inputs @ draws.standard_normal((5, 1)).astype("float32"))


def _dense(tf, inputs, size, name, activation=None):
    count = inputs.shape.as_list()[-1]
    with tf.variable_scope(name):
        start = np.cos(np.arange(count * size)).reshape(count, size).astype("float32")
        kernel = tf.get_variable("kernel", initializer=tf.constant(start * 0.5))
        bias = tf.get_variable("bias", [size], initializer=tf.zeros_initializer())
        outputs = tf.matmul(inputs, kernel) + bias
        return outputs if activation is None else activation(outputs)


def _network(tf, inputs):
    return _dense(tf, _dense(tf, inputs, 4, "hidden", tf.nn.relu), 1, "out")


def _steps(tf, fetches, train, feeds=None):
    found = []
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(STEPS):
            found.append(session.run([fetches, train], feeds)[0])
        found.append(session.run(fetches, feeds))
    return np.ravel(found)


def towers(tf, slim):
    """Average the gradients of copies of a network that share variables."""
    del slim
    inputs, labels = _data()
    with tf.Graph().as_default():
        step = tf.train.get_or_create_global_step()
        optimizer = tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True)
        losses, of_towers = [], []
        for index in range(2):
            part = slice(index * 6, index * 6 + 6)
            with (
                tf.variable_scope(tf.get_variable_scope(), reuse=index > 0),
                tf.name_scope(f"tower_{index}"),
            ):
                outputs = _network(tf, tf.constant(inputs[part]))
                losses.append(tf.reduce_mean(tf.square(outputs - labels[part])))
            of_towers.append(optimizer.compute_gradients(losses[-1]))
        averaged = []
        for pairs in zip(*of_towers, strict=True):
            gradients = [tf.expand_dims(gradient, 0) for gradient, _ in pairs]
            mean = tf.reduce_mean(tf.concat(axis=0, values=gradients), 0)
            averaged.append((mean, pairs[0][1]))
        train = optimizer.apply_gradients(averaged, global_step=step)
        return _steps(tf, tf.add_n(losses), train)


def adversaries(tf, slim):
    """Let two networks train against each other, with a penalty on gradients."""
    del slim
    inputs, labels = _data()
    with tf.Graph().as_default():
        real, noise = tf.constant(labels), tf.constant(inputs)
        with tf.variable_scope("generator"):
            fake = _network(tf, noise)

        def judged(values, reuse=None):
            with tf.variable_scope("judge", reuse=reuse):
                return _dense(tf, _dense(tf, values, 3, "hidden", tf.tanh), 1, "out")

        of_real, of_fake = judged(real), judged(fake, reuse=True)
        between = 0.5 * real + 0.5 * fake
        (slope,) = tf.gradients(judged(between, reuse=True), [between])
        penalty = tf.reduce_mean(tf.square(tf.abs(slope) - 1.0))
        judge_loss = tf.reduce_mean(of_fake) - tf.reduce_mean(of_real) + 10.0 * penalty
        fake_loss = -tf.reduce_mean(of_fake)
        variables = {
            name: [v for v in tf.trainable_variables() if v.name.startswith(name)]
            for name in ("judge", "generator")
        }
        first = tf.train.AdamOptimizer(0.01, beta1=0.5).minimize(
            judge_loss, var_list=variables["judge"]
        )
        second = tf.train.AdamOptimizer(0.02, beta1=0.5).minimize(
            fake_loss, var_list=variables["generator"]
        )
        found = []
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for _ in range(STEPS):
                session.run(first)
                session.run(second)
                found.append(session.run([judge_loss, fake_loss]))
        return np.ravel(found)


def decoupled(tf, slim):
    """Have an optimizer of the program's, which keeps means in variables it makes."""
    del slim

    class WeightDecay(tf.train.Optimizer):
        def __init__(self, rate, decay):
            super().__init__(False, "WeightDecay")
            self.rate, self.decay = rate, decay

        def apply_gradients(self, grads_and_vars, global_step=None, name=None):
            assignments = []
            for gradient, variable in grads_and_vars:
                if gradient is None or variable is None:
                    continue
                mean, square = (
                    tf.get_variable(
                        f"{variable.name.split(':')[0]}/{which}",
                        shape=variable.shape.as_list(),
                        dtype=tf.float32,
                        trainable=False,
                        initializer=tf.zeros_initializer(),
                    )
                    for which in ("adam_m", "adam_v")
                )
                next_m = 0.9 * mean + 0.1 * gradient
                next_v = 0.99 * square + 0.01 * tf.square(gradient)
                update = next_m / (tf.sqrt(next_v) + 1e-6)
                update += self.decay * variable
                assignments += [
                    variable.assign(variable - self.rate * update),
                    mean.assign(next_m),
                    square.assign(next_v),
                ]
            return tf.group(*assignments, name=name)

    inputs, labels = _data()
    with tf.Graph().as_default():
        loss = tf.reduce_mean(tf.square(_network(tf, tf.constant(inputs)) - labels))
        step = tf.train.get_or_create_global_step()
        rate = tf.train.polynomial_decay(0.05, step, 5, 0.01)
        variables = tf.trainable_variables()
        gradients = tf.gradients(loss, variables)
        (gradients, _) = tf.clip_by_global_norm(gradients, clip_norm=1.0)
        train = WeightDecay(rate, 0.01).apply_gradients(
            zip(gradients, variables, strict=True), global_step=step
        )
        with tf.control_dependencies([train]):
            train = tf.group(train, [step.assign(step + 1)])
        return _steps(tf, loss, train)


def capped(tf, slim):
    """Cap gradients where there are any, of rates that are fed."""
    del slim
    inputs, labels = _data()
    with tf.Graph().as_default():
        rate = tf.placeholder_with_default(0.5, [])
        tf.get_variable("unused", [2], initializer=tf.ones_initializer())
        loss = tf.reduce_sum(tf.abs(_network(tf, tf.constant(inputs)) - labels))
        optimizer = tf.train.RMSPropOptimizer(rate, centered=True, epsilon=0.1)
        pairs = optimizer.compute_gradients(loss, tf.trainable_variables())
        assert [variable.op.name for g, variable in pairs if g is None] == ["unused"]
        pairs = [
            (g if g is None else tf.clip_by_value(g, -0.5, 0.5), v) for g, v in pairs
        ]
        train = optimizer.apply_gradients(pairs)
        return _steps(tf, loss, train, {rate: 0.05})


def inherited(tf, slim):
    """Train by TF-Slim's function, of an optimizer whose slots are looked at."""
    inputs, labels = _data()
    with tf.Graph().as_default():
        loss = tf.losses.mean_squared_error(labels, _network(tf, tf.constant(inputs)))
        optimizer = tf.train.AdagradOptimizer(0.2)
        train = slim.learning.create_train_op(tf.losses.get_total_loss(), optimizer)
        kernel = tf.trainable_variables()[0]
        sums = tf.reduce_sum(optimizer.get_slot(kernel, "accumulator"))
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            return np.ravel(
                [[session.run(train), session.run(sums)] for _ in range(STEPS)]
                + [[session.run(loss), session.run(tf.train.get_global_step())]]
            )


PATTERNS = (towers, adversaries, decoupled, capped, inherited)
