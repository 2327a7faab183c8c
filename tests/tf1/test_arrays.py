"""Functions of arrays: names, feeds, random numbers, assertions, texts of errors."""

import keras
import numpy as np
import pytest

from argscope import tf1
from argscope.tf1.errors import AssertionFailedError, SizeByValuesError

tf = tf1.namespace()
ON_JAX = keras.backend.backend() == "jax"


@pytest.fixture(autouse=True)
def graph():
    graph = tf1.Graph()
    with graph.as_default():
        yield graph


def test_a_constant_is_found_by_its_name(graph):
    made = tf.constant([1, 2], name="sizes")
    assert made.name == "sizes:0"
    assert tf1.run(graph, graph.get_tensor_by_name("sizes:0")).tolist() == [1, 2]


def test_a_tensor_converts_to_itself():
    x = tf.placeholder(tf.float32, [2])
    assert tf.convert_to_tensor(x) is x
    assert tf.cast(x, tf.float32) is x


def test_big_constants_take_no_memory():
    assert tf.zeros([1000, 1000, 1000]).value.strides == (0, 0, 0)


def test_arithmetic_on_shapes_stays_known():
    x = tf.placeholder(tf.float32, [None, 8, 6, 3])
    half = tf.concat([tf.shape(x)[:1], tf.shape(x)[1:3] * 2, [3]], 0)
    assert tf.zeros(half).shape.as_list() == [None, 16, 12, 3]
    assert tf.get_static_value(tf.shape(x)[1]) == 8
    assert tf.get_static_value(tf.shape(x)[0]) is None


def test_sizes_that_values_decide_are_unknown():
    n = tf.placeholder(tf.int32, [])
    x = tf.placeholder(tf.float32, [4, 3])
    assert x[:n].shape.as_list() == [None, 3]
    assert tf.zeros([n, 2]).shape.as_list() == [None, 2]
    assert tf.range(n).shape.as_list() == [None]
    assert tf.boolean_mask(x, tf.cast(x[:, 0], tf.bool)).shape.as_list() == [None, 3]
    assert tf.where(tf.cast(x, tf.bool)).shape.as_list() == [None, 2]


@pytest.mark.skipif(not ON_JAX, reason="only JAX compiles for known sizes")
def test_a_compiled_program_refuses_sizes_that_values_decide():
    inputs = {"x": ((None, 2), "float32")}
    model = tf1.model(lambda x: tf.where(tf.cast(x, tf.bool)), inputs)
    with pytest.raises(SizeByValuesError) as error:
        model.predict(np.ones((1, 2)), verbose=0)
    assert str(error.value) == (
        "The values of its arguments decide the size of what tf.where(condition) gives. "
        "JAX compiles for sizes that it knows. Use another backend for this program: "
        "KERAS_BACKEND=torch."
    )


def test_what_stands_for_a_size_says_nothing_of_how_much_is_beyond():
    x = tf.placeholder(tf.float32, [None, 4])
    assert x[70:, :2].shape.as_list() == [None, 2]
    assert tf.slice(x, [70, 0], [5, 2]).shape.as_list() == [5, 2]
    assert x[70].shape.as_list() == [4]


# --- TensorFlow 0.x


def test_the_old_orders_of_arguments_are_told_by_types(graph):
    x = tf.constant([[1, 2], [3, 4]])
    joined = tf.concat(1, [x, x])
    first, second = tf.split(1, 2, x)
    named = tf.split(split_dim=0, num_split=2, value=x)[1]
    turned = tf.reverse(x, [False, True])
    values = tf1.run(graph, [joined, first, second, named, turned])
    assert [each.tolist() for each in values] == [
        [[1, 2, 1, 2], [3, 4, 3, 4]],
        [[1], [3]],
        [[2], [4]],
        [[3, 4]],
        [[2, 1], [4, 3]],
    ]


# --- placeholders


def test_a_default_is_used_where_nothing_is_fed(graph):
    rate = tf.placeholder_with_default(0.5, [], name="rate")
    doubled = rate + rate
    assert tf.get_static_value(rate) is None
    assert tf1.run(graph, doubled) == 1.0
    assert tf1.run(graph, doubled, {rate: np.float32(2)}) == 4.0


def test_the_shape_of_a_default_may_be_left_open():
    x = tf.placeholder_with_default(tf.zeros([1, 3]), [None, 3])
    assert x.shape.as_list() == [None, 3]


# --- random numbers


def test_draws_differ_and_are_computed_once_in_a_run(graph):
    x = tf.random_uniform([8])
    one, same = tf1.run(graph, [x, tf.identity(x)])
    other = tf1.run(graph, x)
    assert one.tolist() == same.tolist() != other.tolist()


def test_whole_numbers_are_drawn_below_a_tensor(graph):
    n = tf.placeholder(tf.int32, [])
    drawn = tf1.run(graph, tf.random_uniform([500], 0, n, tf.int32), {n: np.int32(3)})
    assert set(drawn.tolist()) == {0, 1, 2}


def test_a_crop_is_a_part(graph):
    grid = np.arange(30, dtype="float32").reshape(5, 6)
    found = tf1.run(graph, tf.random_crop(tf.constant(grid), [2, 3]))
    row, column = divmod(int(found[0, 0]), 6)
    assert found.tolist() == grid[row : row + 2, column : column + 3].tolist()


def test_the_seed_of_a_graph_is_kept(graph):
    assert tf.get_seed(None) == (None, None)
    tf.set_random_seed(5)
    assert graph.seed == 5
    assert tf.get_seed(None) == (5, 0)
    assert tf.get_seed(7) == (5, 7)


# --- assertions


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (lambda: tf.assert_equal([1, 2], [1, 3]), "tf.assert_equal: x == y"),
        (lambda: tf.assert_less(2, 1), "tf.assert_less: x < y"),
        (lambda: tf.assert_positive([0.0]), "tf.assert_positive: x > 0"),
        (lambda: tf.assert_near(1.0, 1.1), "tf.assert_near: x ~ y"),
        (lambda: tf.assert_rank([1], 2), "tf.assert_rank: rank == 2"),
        (lambda: tf.assert_rank_in([1], [0, 2]), "tf.assert_rank_in: rank in [0, 2]"),
        (lambda: tf.assert_scalar([1]), "tf.assert_scalar: rank == 0"),
        (lambda: tf.Assert(False, ["data"]), "tf.Assert(condition)"),
    ],
)
def test_what_is_known_to_be_false_is_refused(check, text):
    with pytest.raises(AssertionFailedError, match=r"does not hold: .+\.") as error:
        check()
    assert str(error.value).startswith(f"{text} does not hold: ")


def test_the_error_of_an_assertion_has_its_message():
    with pytest.raises(AssertionFailedError) as error:
        tf.assert_equal(2, 3, message="Sizes.")
    assert str(error.value) == "Sizes. tf.assert_equal: x == y does not hold: 2; 3."


def test_what_only_values_tell_passes(graph):
    x = tf.placeholder(tf.float32, [None])
    checks = [tf.assert_equal(x, 0.0), tf.assert_rank(x, 1), tf.Assert(x, [x])]
    with tf.control_dependencies(checks):
        y = tf.identity(x)
    assert tf1.run(graph, y, {x: np.ones(2, "float32")}).tolist() == [1, 1]


def test_dtypes_are_checked():
    assert tf.assert_same_float_dtype([tf.zeros([1])]) == tf.float32
    with pytest.raises(TypeError, match=r"must be of an integer type\."):
        tf.assert_integer(1.0)
    with pytest.raises(TypeError, match=r"must be of type tf\.int32\."):
        tf.assert_type(1.0, tf.int32)


# --- errors


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            tf.unstack,
            "Cannot infer argument `num` of tf.unstack from shape (?, 4)",
        ),
        (
            lambda x: tf.split(x, 3, 1),
            "tf.split: 4 elements along axis 1 are no 3 equal parts.",
        ),
        (
            lambda x: tf.squeeze(x, [1]),
            "tf.squeeze: axis 1 of shape [2, 4] is not of size 1.",
        ),
        (
            lambda x: tf.pad(x, [[3, 0], [0, 0]], "SYMMETRIC"),
            "tf.pad: 3 elements can not be mirrored from the 2 along axis 0.",
        ),
        (
            lambda x: tf.pad(x, [[3, 0], [0, 0]], "EDGE"),
            "tf.pad: mode='EDGE' is none of CONSTANT, REFLECT, SYMMETRIC.",
        ),
        (lambda x: x[:, 4], "There is no element 4 along an axis of 4."),
        (lambda x: x[0, 0, 0], "There are 3 indices for a tensor of 2 axes."),
        (
            lambda x: tf.slice(x, [0, 3], [1, 2]),
            "tf.slice: 2 elements from 3 on, of 4.",
        ),
        (lambda x: tf.where(x, x), "tf.where needs both x and y, or none of them."),
        (
            lambda x: tf.random_crop(x, [1, 5]),
            "tf.random_crop: [1, 5] is larger than [2, 4].",
        ),
    ],
)
def test_what_cannot_be_says_so(graph, call, text):
    x = tf.placeholder(tf.float32, [None, 4])
    with pytest.raises(ValueError) as error:
        tf1.run(graph, call(x), {x: np.ones((2, 4), "float32")})
    assert str(error.value) == text
