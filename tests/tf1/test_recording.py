"""Recording: what is known of shapes, and what is refused because of them."""

import keras
import numpy as np
import pytest

from argscope import current_arg_scope, tf1
from argscope.errors import ArgScopeError
from argscope.tf1._graph.any_size import tell_any_size

INPUTS = {"x": ((None, 8, 8, 3), "float32")}


def test_a_shape_that_cannot_be_is_refused_at_once(graph, tf, images):
    known = tf.placeholder(tf.float32, [2, 3])
    with pytest.raises(
        ValueError, match=r"shape \[2, 3\] does not have the elements of"
    ):
        tf.reshape(known, [4])
    with pytest.raises(ValueError, match="does not have the elements"):
        tf.reshape(known, [4, -1])
    with pytest.raises(ValueError, match="axis 0 of shape"):
        tf.squeeze(known, [0])
    # It may be right for some batch.
    assert tf.reshape(images, [5, 8, 8, 3]).shape.as_list() == [5, 8, 8, 3]


def test_errors_show_unknown_sizes_as_unknown(graph, tf, slim, images):
    with pytest.raises(ArgScopeError) as found:
        slim.conv2d(tf.reshape(images, [-1, 8, 24]), 2, 3)
    assert "float32[None,8,24]" in str(found.value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("got (32, 8, 8, 3).", "got (None, 8, 8, 3)."),
        ("got [64,8,8,3]", "got [None,8,8,3]"),
        ("made (32, 7) and (32, 5)", "made (None, 7) and (32, 5)"),  # the last is given
        ("32 of (33, 8)", "32 of (33, 8)"),
    ],
)
def test_only_sizes_that_stand_for_others_are_shown_as_unknown(
    graph, tf, images, text, shown
):
    error = ValueError(text, 1)
    tell_any_size(error, [images, tf.placeholder(tf.float32, [32, 5])])
    assert error.args == (shown, 1)


def test_a_batch_that_is_as_wide_as_what_stands_for_it(graph, tf, slim):
    # 32 is what stands for the batch: nothing must be concluded from the first axis.
    x = tf.placeholder(tf.float32, [None, 4, 32, 3])
    assert slim.images_to_sequence(x).shape.as_list() == [32, None, 3]
    y = tf.placeholder(tf.float32, [32, None, 3])
    assert slim.sequence_to_images(y, 4).shape.as_list() == [None, 4, 32, 3]


def test_a_scope_that_is_never_left_ends_with_its_mode():
    tf = tf1.namespace()
    slim = tf.contrib.slim
    active = []

    def network(x, is_training):
        active.append(current_arg_scope())
        if is_training:
            slim.arg_scope([slim.conv2d], activation_fn=tf.nn.sigmoid).__enter__()
        return slim.conv2d(
            x, 1, 1, weights_initializer=tf.constant_initializer(-1.0), scope="c"
        )

    before = current_arg_scope()
    model = tf1.model(network, INPUTS)
    assert current_arg_scope() is before
    assert active == [before, before]
    images = np.ones((1, 8, 8, 3), "float32")
    found = [
        keras.ops.convert_to_numpy(model(images, training=mode)).max()
        for mode in (False, True)
    ]
    assert found == pytest.approx([0.0, 1 / (1 + np.exp(3.0))])  # relu, sigmoid


def test_an_absent_activation_is_named_by_its_path(graph, tf, slim, images):
    with pytest.raises(tf1.MissingSymbolError, match=r"^tf\.nn\.nonesuch is used"):
        slim.conv2d(images, 2, 3, activation_fn=tf.nn.nonesuch)


def test_a_branch_assigns_where_a_tensor_decides(tf):
    graph = tf1.Graph()
    with graph.as_default():
        choice = tf.placeholder(tf.bool, [])
        v = tf.get_variable("v", [], initializer=tf.zeros_initializer())
        w = tf.get_variable("w", [], initializer=tf.zeros_initializer())
        chosen = tf.cond(
            choice, lambda: tf.assign(v, 1.0), lambda: tf.assign_add(w, 2.0)
        )
    graph.finish()
    found = [tf1.run(graph, chosen, {choice: each}) for each in (True, False, False)]
    assert found == [1.0, 2.0, 4.0]
    assert tf1.run(graph, [v.value(), w.value()]) == [1.0, 4.0]
