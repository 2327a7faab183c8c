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


def test_regularization_losses_are_named_as_in_tensorflow(graph, tf, slim, images):
    l2 = slim.l2_regularizer(0.1)
    layers = [slim.conv2d, slim.fully_connected, slim.separable_conv2d]
    with slim.arg_scope(layers, weights_regularizer=l2, biases_regularizer=l2):
        with tf.variable_scope("net"):
            net = slim.conv2d(images, 4, 3, scope="c1")
        with tf.variable_scope("net"):  # opened again, its operations are in net_1
            gamma = {"scale": True, "param_regularizers": {"gamma": l2}}
            bn = slim.batch_norm
            net = slim.conv2d(
                net, 4, 3, scope="c2", normalizer_fn=bn, normalizer_params=gamma
            )
            net = slim.separable_conv2d(net, 4, 3, 1, scope="s1")
            net = slim.separable_conv2d(net, None, 3, 1, scope="s2")
            both = slim.l1_l2_regularizer(0.1, 0.2)
            net = slim.conv2d_in_plane(net, 3, weights_regularizer=both, scope="p")

            def own(weights):
                return 0.1 * tf.nn.l2_loss(weights)

            net = slim.conv2d(net, 4, 3, weights_regularizer=own, scope="c3")
        net = slim.fully_connected(slim.flatten(net), 3)
    tf.layers.dense(net, 2, kernel_regularizer=l2)
    tf.get_variable("v", [3], regularizer=l2)
    slim.fully_connected(net, 2, weights_regularizer=lambda w: None, scope="none")
    # As recorded from TensorFlow 2.12 with tf_slim 1.1.0.
    assert [loss.op.name for loss in tf.losses.get_regularization_losses()] == [
        "net/c1/kernel/Regularizer/l2_regularizer",
        "net/c1/bias/Regularizer/l2_regularizer",
        "net_1/c2/kernel/Regularizer/l2_regularizer",
        "net_1/c2/BatchNorm/gamma/Regularizer/l2_regularizer",
        "net_1/s1/depthwise_kernel/Regularizer/l2_regularizer",
        "net_1/s1/pointwise_kernel/Regularizer/l2_regularizer",
        "net_1/s1/bias/Regularizer/l2_regularizer",
        "net/s2/depthwise_weights/Regularizer/l2_regularizer",
        "net/s2/biases/Regularizer/l2_regularizer",
        "net/p/weights/Regularizer/l1_l2_regularizer",
        "net_1/c3/kernel/Regularizer/mul",
        "net_1/c3/bias/Regularizer/l2_regularizer",
        "fully_connected/kernel/Regularizer/l2_regularizer",
        "fully_connected/bias/Regularizer/l2_regularizer",
        "dense/kernel/Regularizer/l2_regularizer",
        "v/Regularizer/l2_regularizer",
    ]
