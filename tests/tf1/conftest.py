"""What tests of TF-Slim's functions are given: a graph, and the namespace."""

import pytest

from argscope import tf1


@pytest.fixture
def graph():
    made = tf1.Graph()
    with made.as_default():
        yield made


@pytest.fixture
def tf():
    return tf1.namespace()


@pytest.fixture
def slim(tf):
    return tf.contrib.slim


@pytest.fixture
def images(graph, tf):
    return tf.placeholder(tf.float32, [None, 8, 8, 3], "images")
