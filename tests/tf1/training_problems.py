"""What optimizers are tried on: the same code for TensorFlow and for the namespace.

`OPTIMIZERS` makes each optimizer of `tf` and the global step; `PROBLEMS` gives for each
problem the pairs of a gradient and its variable that are applied.
"""

import numpy as np

STEPS = 5

OPTIMIZERS = {
    "GradientDescent": lambda tf, _: tf.train.GradientDescentOptimizer(0.3),
    "Momentum": lambda tf, _: tf.train.MomentumOptimizer(0.1, 0.9),
    "Momentum nesterov": lambda tf, _: tf.train.MomentumOptimizer(
        0.1, 0.9, use_nesterov=True
    ),
    "Momentum decayed": lambda tf, step: tf.train.MomentumOptimizer(
        tf.train.exponential_decay(0.2, step, 2, 0.5, staircase=True), 0.8, name="M"
    ),
    "Adam": lambda tf, _: tf.train.AdamOptimizer(0.1),
    "Adam options": lambda tf, _: tf.train.AdamOptimizer(
        lambda: tf.constant(0.2), beta1=0.5, beta2=0.9, epsilon=0.1
    ),
    "Adagrad": lambda tf, _: tf.train.AdagradOptimizer(0.3),
    "Adagrad options": lambda tf, _: tf.train.AdagradOptimizer(
        0.3, initial_accumulator_value=1.0
    ),
    "AdagradDA": lambda tf, step: tf.train.AdagradDAOptimizer(0.3, step),
    "AdagradDA options": lambda tf, step: tf.train.AdagradDAOptimizer(
        0.3, step, 0.2, 0.05, 0.1
    ),
    "Adadelta": lambda tf, _: tf.train.AdadeltaOptimizer(1.0),
    "Adadelta options": lambda tf, _: tf.train.AdadeltaOptimizer(0.5, 0.8, 0.01),
    "RMSProp": lambda tf, _: tf.train.RMSPropOptimizer(0.1),
    "RMSProp momentum": lambda tf, _: tf.train.RMSPropOptimizer(
        0.05, decay=0.8, momentum=0.9, epsilon=1.0
    ),
    "RMSProp centered": lambda tf, _: tf.train.RMSPropOptimizer(
        0.05, momentum=0.5, epsilon=0.01, centered=True
    ),
    "Ftrl": lambda tf, _: tf.train.FtrlOptimizer(0.3),
    "Ftrl options": lambda tf, _: tf.train.FtrlOptimizer(
        0.3, -0.7, 0.2, 0.02, 0.1, accum_name="sum", linear_name="line"
    ),
    "Ftrl shrinkage": lambda tf, _: tf.train.FtrlOptimizer(
        0.3, l2_shrinkage_regularization_strength=0.2
    ),
    "ProximalGradientDescent": lambda tf, _: tf.train.ProximalGradientDescentOptimizer(
        0.3, 0.2, 0.1
    ),
    "ProximalAdagrad": lambda tf, _: tf.train.ProximalAdagradOptimizer(
        0.3, 0.2, 0.1, 0.1
    ),
    "Nadam": lambda tf, _: tf.contrib.opt.NadamOptimizer(0.1),
    "AdaMax": lambda tf, _: tf.contrib.opt.AdaMaxOptimizer(0.1),
    "AddSign": lambda tf, _: tf.contrib.opt.AddSignOptimizer(0.1, 1.5, 0.8),
    "PowerSign": lambda tf, _: tf.contrib.opt.PowerSignOptimizer(0.1, 2.0),
    "LARS": lambda tf, _: tf.contrib.opt.LARSOptimizer(
        2.0, weight_decay=0.1, eeta=0.1, skip_list=["biases"]
    ),
    "AdamW": lambda tf, _: tf.contrib.opt.AdamWOptimizer(0.05, 0.1),
    "MomentumW": lambda tf, _: tf.contrib.opt.MomentumWOptimizer(0.05, 0.1, 0.9),
}


def _variables(tf, **values):
    return [
        tf.get_variable(name, initializer=tf.constant(value, tf.float32))
        for name, value in values.items()
    ]


def quadratic(tf):
    """Return gradients that are known: those of a sum of squares."""
    with tf.variable_scope("net"):
        weights, biases = _variables(
            tf, weights=[[1.0, -2.0], [0.1, 3.0]], biases=[0.05, -1.0]
        )
    return [
        (weights * [[1.0, 0.3], [0.5, 2.0]] - [[0.5, 0.0], [0.0, 1.0]], weights),
        (biases - [-1.0, 0.25], biases),
    ]


def network(tf):
    """Return the gradients of a network with two layers, by `tf.gradients`."""
    inputs = tf.constant(np.linspace(-1.0, 1.0, 12).reshape(4, 3), tf.float32)
    labels = tf.constant([[0.3], [-0.5], [0.8], [0.1]], tf.float32)
    first, bias, second = _variables(
        tf,
        first=np.linspace(-0.6, 0.7, 6).reshape(3, 2),
        bias=[0.1, -0.2],
        second=[[0.5], [-0.4]],
    )
    hidden = tf.tanh(tf.matmul(inputs, first) + bias)
    loss = tf.reduce_mean(tf.square(tf.matmul(hidden, second) - labels))
    variables = [first, bias, second]
    # All gradients are there before a variable changes.
    gradients = tf.tuple(tf.gradients(loss, variables))
    return list(zip(gradients, variables, strict=True))


PROBLEMS = {"quadratic": quadratic, "network": network}
