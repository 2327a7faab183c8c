"""Variables as a program asks for them: its getters, constraints and collections."""

import keras
import numpy as np
import pytest

from argscope import tf1


def values(graph, tensors, feeds=None):
    graph.finish()
    return tf1.run(graph, tensors, feeds)


# --- custom_getter


def test_a_getter_is_called_as_in_tensorflow(graph, tf):
    calls = []

    def getter(getter, name, *args, **kwargs):
        calls.append((name, args, kwargs))
        return getter(name, *args, **kwargs)

    ones = tf.ones_initializer()
    with tf.variable_scope("s", custom_getter=getter):
        made = tf.get_variable("v", [2, 3], initializer=ones, trainable=False)
    assert made is tf.global_variables()[0]
    assert made.op.name == "s/v"
    ((name, args, kwargs),) = calls
    assert (name, args) == ("s/v", ())
    assert kwargs["shape"].as_list() == [2, 3]
    assert kwargs["dtype"] == tf.float32
    assert kwargs["trainable"] is False
    # Recorded from TensorFlow 1.15.
    assert set(kwargs) == {
        *("shape", "dtype", "initializer", "regularizer", "reuse", "trainable"),
        *("collections", "caching_device", "partitioner", "validate_shape"),
        *("use_resource", "constraint", "synchronization", "aggregation"),
    }


def test_a_getter_of_the_call_is_asked_in_place_of_the_scope(graph, tf):
    def double(getter, *args, **kwargs):
        return 2.0 * getter(*args, **kwargs)

    def negative(getter, *args, **kwargs):
        return -getter(*args, **kwargs)

    ones = tf.ones_initializer()
    with tf.variable_scope("s", custom_getter=double):
        a = tf.get_variable("a", [], initializer=ones)
        b = tf.get_variable("b", [], initializer=ones, custom_getter=negative)
        with tf.variable_scope("t", custom_getter=negative):  # the inner asks the outer
            c = tf.get_variable("c", [], initializer=ones)
    assert [v.op.name for v in tf.global_variables()] == ["s/a", "s/b", "s/t/c"]
    assert values(graph, [a, b, c]) == [2.0, -1.0, -2.0]


@pytest.mark.parametrize("kind", ["get_variable", "slim", "tf.layers"])
def test_a_getter_gives_moving_averages(tf, slim, kind):
    def network(x):
        if kind == "slim":
            return slim.fully_connected(x, 2, None, weights_initializer=ones, scope="f")
        if kind == "tf.layers":
            return tf.layers.dense(x, 2, kernel_initializer=ones, name="f")
        return tf.matmul(x, tf.get_variable("w", [3, 2], initializer=ones))

    def average(getter, name, *args, **kwargs):
        variable = getter(name, *args, **kwargs)
        return variable if ema.average(variable) is None else ema.average(variable)

    graph = tf1.Graph()
    with graph.as_default():
        ones = tf.ones_initializer()
        x = tf.placeholder(tf.float32, [None, 3])
        with tf.variable_scope("net"):
            now = network(x)
        ema = tf.train.ExponentialMovingAverage(0.5)
        weights = tf.trainable_variables()[0]
        averaged = ema.apply(tf.trainable_variables())
        with tf.variable_scope("net", reuse=True, custom_getter=average):
            slow = network(x)
        change = tf.assign(weights, 3.0 * weights)
    graph.finish()
    tf1.run(graph, change)
    tf1.run(graph, averaged, training=True)
    found = tf1.run(graph, [now, slow], {x: np.ones([1, 3])})
    assert [each[0, 0] for each in found] == pytest.approx([9.0, 6.0])


def test_a_getter_may_choose_another_variable(graph, tf, slim, images):
    def shared(getter, name, *args, **kwargs):
        kwargs["reuse"] = tf.AUTO_REUSE
        return getter(name.replace("copy", "net"), *args, **kwargs)

    with tf.variable_scope("net"):
        slim.conv2d(images, 4, 3, scope="c")
    with tf.variable_scope("copy", custom_getter=shared):
        slim.conv2d(images, 4, 3, scope="c")
    names = [v.op.name for v in tf.global_variables()]
    assert names == ["net/c/weights", "net/c/biases"]


# --- constraint


def test_a_constraint_is_kept_for_optimizers(graph, tf):
    def positive(values):
        return tf.maximum(values, 0.0)

    start = tf.constant_initializer(-2.0)
    v = tf.get_variable("v", [2], initializer=start, constraint=positive)
    w = tf.Variable([1.0], constraint=positive)
    with tf.variable_scope("s", constraint=positive):
        u = tf.get_variable("u", [2])
    x = tf.placeholder(tf.float32, [1, 2])
    tf.layers.dense(x, 1, kernel_constraint=positive, name="d")
    kernel, bias = tf.global_variables()[-2:]
    assert all(each.constraint is positive for each in (v, w, u, kernel))
    assert bias.constraint is None
    assert values(graph, v.constraint(v)).tolist() == [0.0, 0.0]
    # As Keras's optimizers call it.
    found = v.keras_variable.constraint(v.keras_variable)
    assert keras.ops.convert_to_numpy(found).tolist() == [0.0, 0.0]


# --- collections


def test_a_variable_is_in_the_collections_that_it_is_put_into(graph, tf):
    keys = tf.GraphKeys
    tf.get_variable("a", [], collections=[keys.LOCAL_VARIABLES], trainable=False)
    tf.get_variable("b", [], collections=["mine"])
    tf.get_variable("c", [], collections=["mine", keys.GLOBAL_VARIABLES])
    tf.Variable(1.0, name="d", collections=[keys.LOCAL_VARIABLES], trainable=False)
    tf.get_variable("e", [])

    def names(variables):
        return [variable.op.name for variable in variables]

    # As recorded from TensorFlow 2.12's compat.v1.
    assert names(tf.global_variables()) == ["c", "e"]
    assert names(tf.local_variables()) == ["a", "d"]
    assert names(tf.trainable_variables()) == ["b", "c", "e"]
    assert names(tf.get_collection("mine")) == ["b", "c"]


# --- initial values


def test_an_initializer_is_told_that_nothing_is_partitioned(graph, tf):
    def initializer(shape, dtype, partition_info):
        assert partition_info is None
        return tf.fill(shape, 3.0)

    v = tf.get_variable("v", [2], initializer=initializer)
    assert values(graph, v.value()).tolist() == [3.0, 3.0]
