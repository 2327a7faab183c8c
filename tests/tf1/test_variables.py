"""Variables by name."""

import pytest

from argscope import tf1

tf = tf1.namespace()


def test_the_shape_of_one_that_is_shared_may_be_left_out():
    with tf.Graph().as_default():
        with tf.variable_scope("net"):
            made = tf.get_variable("weights", [2, 3])
        with tf.variable_scope("net", reuse=True):
            assert tf.get_variable("weights") is made
            with pytest.raises(ValueError, match=r"^The variable net/biases does not"):
                tf.get_variable("biases")


def test_a_new_one_needs_a_shape():
    with tf.Graph().as_default(), pytest.raises(ValueError, match="Shape") as error:
        tf.get_variable("weights")
    assert str(error.value) == (
        "Shape of a new variable (weights) must be fully defined, but instead was "
        "<unknown>."
    )


def test_dtypes_have_the_names_of_numpy_too():
    names = {"half": tf.float16, "float": tf.float32, "double": tf.float64}
    assert all(tf.as_dtype(name) == dtype for name, dtype in names.items())
    assert tf.placeholder("float").dtype == tf.float32
