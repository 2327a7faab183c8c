"""Summaries are in the graph under their names, in a collection, and hold nothing."""

import pytest

from argscope import tf1

tf = tf1.namespace()
slim = tf.contrib.slim


@pytest.fixture
def graph():
    graph = tf1.Graph()
    with graph.as_default():
        yield graph


@pytest.fixture
def x(graph):
    return tf.placeholder(tf.float32, [None, 4, 4, 3], "x")


MAKERS = {
    "scalar": lambda x: tf.summary.scalar("loss", x),
    "histogram": lambda x: tf.summary.histogram("loss", x),
    "image": lambda x: tf.summary.image("loss", x, 5),
    "audio": lambda x: tf.summary.audio("loss", x, 8000),
    "text": lambda x: tf.summary.text("loss", x),
    "scalar of 0.x": lambda x: tf.scalar_summary("tag", x, name="loss"),
    "histogram of 0.x": lambda x: tf.histogram_summary("tag", x, name="loss"),
    "image of 0.x": lambda x: tf.image_summary("tag", x, name="loss"),
    "slim's": lambda x: slim.summaries.add_scalar_summary(x, "loss"),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_a_summary_is_a_string_of_its_name_in_the_collection(x, make):
    with tf.name_scope("tower"):
        made = make(x)
    assert made.name == "tower/loss:0"
    assert made.dtype == tf.string
    assert made.shape.as_list() == []
    assert tf.get_collection("summaries") == [made]
    assert tf.get_collection(tf.GraphKeys.SUMMARIES, "tower") == [made]


def test_characters_that_names_do_not_have_are_replaced(x):
    assert tf.summary.scalar("/total loss (%)", x).op.name == "total_loss____"
    assert tf.summary.scalar("a", x, family="b").op.name == "b/a"


def test_summaries_are_put_into_other_collections(x):
    made = tf.summary.scalar("a", x, collections=["mine"])
    assert tf.get_collection("mine") == [made]
    assert tf.get_collection("summaries") == []


def test_summaries_are_merged(graph, x):
    assert tf.summary.merge_all() is None
    one, two = tf.summary.scalar("a", x), tf.summary.histogram("b", x)
    merged = tf.summary.merge_all()
    assert merged.op.inputs == [one, two]
    assert tf.summary.merge([one], name="mine").op.name == "mine"
    assert tf.get_collection("summaries") == [one, two]
    assert tf.merge_all_summaries().dtype == tf.string


def test_summaries_of_slim_are_named_by_tensors(x):
    slim.summaries.add_histogram_summaries([x], "prefix")
    slim.summaries.add_zero_fraction_summary(x)
    tf.contrib.layers.summarize_activation(x)
    tf.contrib.layers.summarize_tensors([x])
    assert [each.op.name for each in tf.get_collection("summaries")] == [
        "prefix/x",
        "x/Fraction_of_Zero_Values",
        "x/activation",
        "x_summary",
    ]
