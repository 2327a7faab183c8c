"""A model that the tests of loops train, and what they look at afterwards."""

from argscope import tf1

tf = tf1.namespace()


def model():
    """Return the training operation, the loss and the variable of a model."""
    x = tf.constant([1.0, 2.0])
    w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
    step = tf.train.get_or_create_global_step()
    loss = tf.reduce_sum(w * x, name="loss")
    tf.summary.scalar("cost", loss)
    with tf.control_dependencies([loss]):
        change = tf.assign_sub(w, 0.1 * x)
    with tf.control_dependencies([change]):
        count = tf.assign_add(step, 1)
    with tf.control_dependencies([count]):
        return tf.identity(loss, name="train_op"), loss, w


def in_new_graph(function):
    with tf.Graph().as_default():
        return function()


def events_of(folder):
    """Return the steps and tags of the summaries that were written into a folder."""
    tf.summary.FileWriterCache.clear()
    return sorted(
        (event.step, value.tag)
        for path in folder.glob("events*")
        for event in tf.train.summary_iterator(str(path))
        for value in event.summary.value
    )


def trained(folder, last_step, **options):
    """Return the losses of the steps up to one, in a new graph."""

    def train():
        train_op, *_ = model()
        hooks = [tf.train.StopAtStepHook(last_step=last_step)]
        losses = []
        with tf.train.MonitoredTrainingSession(
            checkpoint_dir=str(folder), hooks=hooks, **options
        ) as session:
            while not session.should_stop():
                losses.append(float(session.run(train_op)))
        return losses

    return in_new_graph(train)
