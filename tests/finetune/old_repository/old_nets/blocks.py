"""What the networks of this repository of 2017 share."""

import tensorflow as tf

slim = tf.contrib.slim


def tiny_arg_scope(weight_decay=0.0005, is_training=True):
    norm = {"is_training": is_training, "decay": 0.9, "scale": True}
    with slim.arg_scope(
        [slim.conv2d],
        normalizer_fn=slim.batch_norm,
        normalizer_params=norm,
        weights_regularizer=slim.l2_regularizer(weight_decay),
    ) as sc:
        return sc


@slim.add_arg_scope
def residual(inputs, depth, scope=None):
    with tf.variable_scope(scope, "residual", [inputs]):
        return tf.nn.relu(inputs + slim.conv2d(inputs, depth, [3, 3], scope="conv"))
