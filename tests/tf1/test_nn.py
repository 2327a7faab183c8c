"""What no recorded call can tell of tf.nn: names, random numbers, texts of errors, state."""

import numpy as np
import pytest

from argscope import tf1

ROWS = np.arange(12, dtype="float32").reshape(3, 4)


@pytest.fixture
def tf():
    graph = tf1.Graph()
    with graph.as_default():
        yield tf1.namespace()


@pytest.fixture
def x(tf):
    return tf.placeholder("float32", [None, 4], "x")


def value(graph, tensors, feeds=None):
    graph.finish()
    return tf1.run(graph, tensors, feeds)


@pytest.mark.parametrize(
    ("call", "names"),
    [
        ("relu(x)", ["Relu:0"]),
        ("relu(x, name='r')", ["r:0"]),
        ("crelu(x)", ["CRelu/Relu:0"]),
        ("moments(x, [0], name='m')", ["m/Squeeze:0", "m/Squeeze:1"]),
        ("dropout(x, 0.5)", ["dropout/mul_1:0"]),
        ("zero_fraction(x)", ["zero_fraction/fraction:0"]),
        ("top_k(x, 2)", ["TopKV2:0", "TopKV2:1"]),
        ("bias_add(x, tf.placeholder('float32', [4]))", ["BiasAdd:0"]),
    ],
)
def test_outputs_are_named_as_in_tensorflow(tf, x, call, names):
    found = eval(f"tf.nn.{call}", {"tf": tf, "x": x})
    found = found if isinstance(found, tuple | list) else [found]
    assert [tensor.name for tensor in found] == names


def test_a_second_scope_of_names_has_a_number(tf, x):
    tf.nn.moments(x, [0])
    assert tf.nn.moments(x, [0])[0].name == "moments_1/Squeeze:0"


def test_losses_are_named_by_their_scopes(tf, x):
    assert tf.losses.mean_squared_error(x, x).name == "mean_squared_error/value:0"
    assert tf.losses.mean_squared_error(x, x).name == "mean_squared_error_1/value:0"
    assert tf.losses.log_loss(x, x, scope="mine").name == "mine/value:0"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            "nn.conv2d_transpose(image, kernel, [2, 20, 8, 2], [1, 2, 2, 1])",
            "output_shape asks for 20 pixels, of which a convolution with windows of 3 and "
            "strides of 2 makes 10; but value has 4.",
        ),
        (
            "nn.max_pool(image, [2, 2, 2, 1], 1, 'SAME')",
            "ksize is [2, 2, 2, 1], where 1, 2 or 4 numbers are expected, of which those "
            "for the batch and the channels are 1.",
        ),
        (
            "nn.max_pool(image, 2, 1, 'HALF')",
            "padding is 'HALF', where 'SAME' or 'VALID' is expected.",
        ),
        (
            "nn.conv2d_transpose(image, kernel, [2, 8, 8, 2], [1, 2, 2, 1], 'FULL')",
            "padding is 'FULL', where 'SAME' or 'VALID' is expected.",
        ),
        (
            "nn.max_pool(image, 2, 1, [[0, 0], [1, 1], [1, 1], [0, 0]])",
            "padding is [[0, 0], [1, 1], [1, 1], [0, 0]], where 'SAME' or 'VALID' is "
            "expected.",
        ),
        (
            "nn.avg_pool(x, 2, 2, 'SAME')",
            "Pooling of inputs of shape (None, 4), which must have 4 axes.",
        ),
        (
            "nn.conv2d(x, kernel, 1, 'SAME')",
            "A convolution of inputs of shape (None, 4) with filters of shape (3, 3, 2, 3): "
            "both must have 4 axes.",
        ),
        (
            "nn.pool(image, [2, 2], 'MAX', 'SAME', [2, 2])",
            "padding is 'SAME' and dilation_rate [2, 2]: 'VALID' is expected.",
        ),
        (
            "nn.pool(image, [2, 2], 'MAX', 'VALID', [2, 2], [2, 2])",
            "strides is [2, 2] and dilation_rate [2, 2]: one must be 1.",
        ),
        (
            "nn.softmax(x, axis=1, dim=1)",
            "'axis' and 'dim' are one argument under two names; give it once.",
        ),
        ("nn.dropout(x)", "tf.nn.dropout needs rate, or keep_prob, which is 1 - rate."),
        ("nn.dropout(x, rate=1.5)", "rate is 1.5, which is not in [0, 1)."),
        (
            "nn.sparse_softmax_cross_entropy_with_logits(labels=x, logits=x)",
            "labels of shape (None, 4) for logits of shape (None, 4): labels must have one "
            "axis less.",
        ),
        (
            "nn.sigmoid_cross_entropy_with_logits(labels=image, logits=x)",
            "logits and labels must have the same shape, and have (None, 4) and "
            "(2, 4, 4, 3).",
        ),
        (
            "losses.mean_squared_error(image, x)",
            "predictions of shape (None, 4) and labels of shape (2, 4, 4, 3): the shapes "
            "must be equal.",
        ),
        ("losses.log_loss(None, x)", "labels must not be None."),
        (
            "losses.compute_weighted_loss(image, [1.0, 2.0])",
            "weights of shape (2,) for losses of shape (2, 4, 4, 3): they must be a "
            "number, or have as many axes, each of size 1 or that of the losses.",
        ),
        (
            "losses.compute_weighted_loss(x, reduction='sum')",
            "Invalid Reduction Key sum.",
        ),
        (
            "losses.get_total_loss()",
            "There are no losses to add up: none was added to the collections.",
        ),
        ("contrib.losses.cosine_distance(x, x)", "axis must not be None."),
        (
            "train.piecewise_constant(x, [1], [2])",
            "1 boundaries for 1 values: the values must be one more.",
        ),
        (
            "nn.embedding_lookup([x, x], [1])",
            "tf.nn.embedding_lookup takes one table here, and was given 2.",
        ),
        (
            "nn.max_pool_with_argmax(image, 2, 2, 'SAME', 'NCHW')",
            "tf.nn.max_pool_with_argmax takes images with their channels last, and "
            "data_format is 'NCHW'.",
        ),
    ],
)
def test_what_cannot_be_right_is_refused(tf, x, call, text):
    names = {
        "tf": tf,
        "x": x,
        "image": tf.placeholder("float32", [2, 4, 4, 3]),
        "kernel": tf.placeholder("float32", [3, 3, 2, 3]),
    }
    with pytest.raises((ValueError, NotImplementedError)) as raised:
        eval(f"tf.{call}", names)
    assert str(raised.value) == text


def test_dropout_scales_what_it_keeps(tf):
    graph = tf.get_default_graph()
    ones = tf.placeholder("float32", [100, 100])
    dropped = tf.nn.dropout(ones, 0.8)
    found = value(graph, dropped, {ones: np.ones((100, 100), "float32")})
    assert sorted({round(float(each), 4) for each in found.ravel()}) == [0.0, 1.25]
    assert 0.75 < np.count_nonzero(found) / found.size < 0.85


def test_dropout_takes_a_probability_that_is_fed(tf, x):
    graph = tf.get_default_graph()
    keep = tf.placeholder("float32", [])
    dropped = tf.nn.dropout(x, keep_prob=keep)
    found = value(graph, dropped, {x: ROWS, keep: np.float32(1)})
    np.testing.assert_array_equal(found, ROWS)


def test_leaky_relu_takes_a_slope_that_is_a_tensor(tf, x):
    graph = tf.get_default_graph()
    slope = tf.placeholder("float32", [])
    found = value(graph, tf.nn.leaky_relu(x, slope), {x: -ROWS, slope: np.float32(0.5)})
    np.testing.assert_array_equal(found, -ROWS / 2)


@pytest.mark.parametrize("kind", ["softmax", "sigmoid"])
def test_logits_come_first_as_in_tensorflow_0(tf, x, kind):
    graph = tf.get_default_graph()
    function = getattr(tf.nn, f"{kind}_cross_entropy_with_logits")
    older = getattr(tf.contrib.nn, f"deprecated_flipped_{function.__name__}")
    y = tf.placeholder("float32", [None, 4])
    calls = function(labels=y, logits=x), function(x, y), older(x, y)
    feeds = {x: ROWS, y: np.eye(4, dtype="float32")[:3]}
    by_name, by_place, flipped = value(graph, calls, feeds)
    np.testing.assert_array_equal(by_place, by_name)
    np.testing.assert_array_equal(flipped, by_name)


def test_classes_come_second_as_in_tensorflow_0(tf, x):
    graph = tf.get_default_graph()
    classes = tf.placeholder("int32", [None])
    flipped = tf.contrib.nn.deprecated_flipped_sparse_softmax_cross_entropy_with_logits
    by_name = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=classes, logits=x)
    feeds = {x: ROWS, classes: np.int32([0, 1, 2])}
    found = value(graph, [by_name, flipped(x, classes)], feeds)
    np.testing.assert_array_equal(found[0], found[1])


def test_a_row_longer_than_allowed_is_shortened(tf):
    table = tf.placeholder("float32", [2, 2])
    graph = tf.get_default_graph()
    rows = tf.nn.embedding_lookup(table, [0, 1], max_norm=1.0)
    found = value(graph, rows, {table: np.float32([[3, 4], [0.1, 0]])})
    np.testing.assert_allclose(found, [[0.6, 0.8], [0.1, 0]], rtol=1e-6)


def test_regularization_losses_are_part_of_the_total(tf):
    graph = tf.get_default_graph()
    regularizer = tf.contrib.layers.l2_regularizer(2.0)
    tf.get_variable("w", [3], initializer=1.0, regularizer=regularizer)
    tf.losses.add_loss(tf.constant(5.0))
    total, penalty = tf.losses.get_total_loss(), tf.losses.get_regularization_loss()
    alone = tf.losses.get_total_loss(add_regularization_losses=False)
    assert [float(each) for each in value(graph, [total, penalty, alone])] == [8, 3, 5]


def test_the_global_step_is_one_variable_that_training_leaves_alone(tf):
    assert tf.train.get_global_step() is None
    step = tf.train.get_or_create_global_step()
    assert step.op.name == "global_step"
    assert tf.train.get_or_create_global_step() is step
    assert tf.contrib.slim.get_global_step() is step
    assert tf.get_collection("global_step") == [step]
    assert tf.trainable_variables() == []
    with pytest.raises(ValueError, match=r'^"global_step" already exists\.$'):
        tf.train.create_global_step()


def test_the_global_step_of_another_graph(tf):
    other = tf.Graph()
    made = tf.train.create_global_step(other)
    assert tf.train.get_global_step(other) is made
    assert tf.train.get_global_step() is None


def test_a_global_step_is_checked(tf, x):
    step = tf.train.get_or_create_global_step()
    assert tf.contrib.framework.assert_or_get_global_step(None, step) is step
    assert tf.contrib.framework.assert_or_get_global_step() is step
    with pytest.raises(TypeError, match="scalar of whole numbers"):
        tf.train.assert_global_step(x)


def test_the_number_of_the_global_step_is_read_in_a_session(tf):
    class Session:
        def run(self, fetched):
            return np.int64(7)

    assert tf.train.global_step(Session(), object()) == 7
