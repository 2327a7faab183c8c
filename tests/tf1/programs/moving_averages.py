"""Programs with moving averages, updated by the collection of updates."""


def _update(tf, *updates):
    for each in updates:
        tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, each)


def of_variables(tf, xb):
    with tf.variable_scope("net"):
        y = tf.layers.dense(xb, 2, name="head")
    averages = tf.train.ExponentialMovingAverage(0.9)
    _update(tf, averages.apply())
    return [y, *(averages.average(v) + 0.0 for v in tf.trainable_variables())]


def of_some_in_a_scope(tf):
    first = tf.get_variable("first", [2, 3])
    tf.get_variable("second", [2])
    with tf.variable_scope("train"):
        averages = tf.train.ExponentialMovingAverage(0.5, name="Slow")
        _update(tf, averages.apply([first]))
    return averages.average(first) * 2.0


def faster_at_first(tf):
    weight = tf.get_variable("weight", [3])
    step = tf.get_variable("step", [], trainable=False)
    averages = tf.train.ExponentialMovingAverage(0.999, num_updates=step)
    _update(tf, averages.apply([weight]))
    return weight + 0.0


def of_tensors(tf, known):
    loss = known[0, 0, 0] * 3.0
    averages = tf.train.ExponentialMovingAverage(0.9)
    _update(tf, averages.apply([loss]))
    return averages.average(loss) + loss


def of_tensors_debiased(tf, known):
    loss = known[0, 0, 0] * 3.0
    averages = tf.train.ExponentialMovingAverage(0.9, zero_debias=True)
    _update(tf, averages.apply([loss]))
    return averages.average(loss) + loss
