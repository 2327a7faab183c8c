"""Functions of NumPy's arrays in a graph."""

import keras
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


def test_a_function_is_called_for_each_element_of_a_data_set():
    with tf.Graph().as_default(), tf.Session() as session:
        elements = tf.data.Dataset.from_tensor_slices(np.arange(4, dtype="float32"))
        doubled = elements.map(lambda x: tf.py_func(lambda a: a * 2, [x], tf.float32))
        batch = doubled.batch(4).make_one_shot_iterator().get_next()
        assert session.run(batch).tolist() == [0, 2, 4, 6]


def test_a_function_in_a_compiled_branch_is_refused():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [])
        y = tf.cond(
            x > 0, lambda: tf.py_func(lambda a: a + 1, [x], tf.float32), lambda: x
        )
        if keras.backend.backend() == "torch":
            assert session.run(y, {x: 1.0}) == 2
            return
        with pytest.raises(tf1.HostOnlyError) as error:
            session.run(y, {x: 1.0})
    # Keras, on TensorFlow, puts words of its own around it.
    assert (
        "PyFunc is computed on the host, by NumPy, and stands in a branch or a loop "
        "(tf.cond, tf.while_loop, tf.map_fn) that the backend compiles. Take it out of "
        "there, or use a backend that does not compile: KERAS_BACKEND=torch."
    ) in str(error.value)
