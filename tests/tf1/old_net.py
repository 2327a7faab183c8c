"""A small network of its time, as a program that tests load."""

import tensorflow as tf

slim = tf.contrib.slim


def arg_scope(weight_decay=0.01, is_training=True):
    with (
        slim.arg_scope([slim.batch_norm], is_training=is_training, decay=0.9),
        slim.arg_scope(
            [slim.conv2d],
            normalizer_fn=slim.batch_norm,
            weights_regularizer=slim.l2_regularizer(weight_decay),
        ) as sc,
    ):
        return sc


def net(images, num_classes=3, is_training=True, scope="net"):
    end_points = {}
    with tf.variable_scope(scope), slim.arg_scope(arg_scope(is_training=is_training)):
        out = slim.conv2d(images, 4, [3, 3], stride=2, scope="conv1")
        end_points["conv1"] = out
        out = slim.conv2d(out, 4, 3.0, activation_fn=lambda x: tf.maximum(x, 0.1 * x))
        batch = tf.shape(out)[0]
        out = tf.reshape(out, [batch, -1])
        out = slim.dropout(out, 0.5, is_training=is_training)
        out = slim.fully_connected(out, num_classes, activation_fn=None, scope="logits")
    return out, end_points


def two(left, right):
    return tf.concat([left, right], 1)
