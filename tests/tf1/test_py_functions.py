"""Functions of NumPy's arrays in a graph."""

import numpy as np
import pytest

from argscope import tf1

tf = tf1.namespace()


def test_a_function_gets_arrays_and_what_it_gives_goes_on():
    kinds = []

    def both(x, text):
        kinds.append((x.dtype.name, text))
        return x.sum(axis=0), np.float32(len(text))

    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, 2])
        total, length = tf.py_func(both, [x + 1, tf.constant("abc")], [tf.float32] * 2)
        assert total.get_shape().ndims is None
        total.set_shape([2])
        found = session.run(total * length, {x: np.ones([4, 2])})
    assert found.tolist() == [24, 24]
    assert kinds == [("float32", b"abc")]


def test_one_result_is_one_tensor_and_an_error_of_the_function_its_own():
    def half(x):
        if x < 0:
            raise KeyError("negative")
        return x / 2

    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [])
        y = tf.py_func(half, [x], tf.float32)
        assert session.run(y, {x: 3.0}) == 1.5
        with pytest.raises(KeyError, match="negative"):
            session.run(y, {x: -1.0})
