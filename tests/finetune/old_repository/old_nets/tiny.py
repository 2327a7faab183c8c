"""A classifier as repositories of 2017 have them."""

import tensorflow as tf

from old_nets import blocks

slim = tf.contrib.slim
tiny_arg_scope = blocks.tiny_arg_scope
THREE = 3


def tiny(images, num_classes=10, is_training=True, dropout_keep_prob=0.8, scope="tiny"):
    with tf.variable_scope(scope, "tiny", [images, num_classes]) as sc:
        collection = sc.original_name_scope + "_end_points"
        with (
            slim.arg_scope([slim.conv2d], outputs_collections=collection),
            slim.arg_scope([slim.dropout], is_training=is_training),
        ):
            net = slim.conv2d(images, 8, [3, 3], stride=2, scope="conv1")
            net = blocks.residual(net, 8, scope="block1")
            net = slim.max_pool2d(net, [2, 2], scope="pool1")
            net = slim.dropout(net, dropout_keep_prob, scope="dropout")
            features = net.get_shape()[1:].num_elements()
            net = tf.reshape(net, [tf.shape(net)[0], features])
            logits = slim.fully_connected(
                net, num_classes, activation_fn=None, scope="logits"
            )
        end_points = slim.utils.convert_collection_to_dict(collection)
        end_points["predictions"] = slim.softmax(logits, scope="predictions")
    return logits, end_points


tiny.default_image_size = 16


def of_positions(inputs, num_classes, is_training=True):
    net = slim.conv2d(inputs, 4, [3, 3], scope="conv1")
    net = tf.reduce_mean(net, [1, 2], keep_dims=True)
    return slim.conv2d(net, num_classes, [1, 1], activation_fn=None, scope="logits")


def of_two(images, labels, num_classes=10):
    return slim.fully_connected(slim.flatten(images), num_classes)


def of_fixed_classes(images, is_training=True):
    return slim.fully_connected(slim.flatten(images), 10)


def of_features(images, num_classes=10):
    return slim.conv2d(images, num_classes, [3, 3], padding="VALID")


def no_arg_scope():
    return {"weight_decay": 0.1}


def vgg_16(inputs, num_classes=1000):
    return slim.fully_connected(slim.flatten(inputs), num_classes, activation_fn=None)
