"""Penalties, which layers take and programs call."""

import pytest

from argscope import tf1


def test_a_regularizer_is_for_layers_and_for_tensors(graph, tf, slim, images):
    penalty = slim.l2_regularizer(0.5)
    slim.fully_connected(
        images,
        2,
        weights_regularizer=penalty,
        weights_initializer=tf.ones_initializer(),
    )
    (of_layer,) = tf.get_collection("regularization_losses")
    graph.finish()
    assert tf1.run(graph, of_layer) == pytest.approx(0.5 * 6 / 2)


def test_a_penalty_whose_scale_is_a_tensor(graph, tf, slim):
    scale = tf.placeholder(tf.float32, [])
    for name, make in (("a", slim.l2_regularizer), ("b", slim.l1_regularizer)):
        tf.get_variable(
            name, [2], regularizer=make(scale), initializer=tf.constant_initializer(3.0)
        )
    total = slim.sum_regularizer([slim.l1_regularizer(scale)])
    tf.get_variable("c", [2], regularizer=total, initializer=tf.ones_initializer())
    losses = tf.get_collection("regularization_losses")
    graph.finish()
    assert tf1.run(graph, losses, {scale: 0.5}) == [4.5, 3.0, 1.0]


def test_no_penalty(tf, slim, images):
    with tf.variable_scope("s", regularizer=slim.l2_regularizer(0.1)):
        tf.get_variable("a", [2], regularizer=tf.no_regularizer)
    slim.conv2d(images, 2, 3, weights_regularizer=slim.l2_regularizer(0.0))
    assert tf.get_collection("regularization_losses") == []
    assert tf.no_regularizer(images) is None
    assert slim.l1_regularizer(0.0)(images) is None
    assert slim.sum_regularizer([None]) is None
