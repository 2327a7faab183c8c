"""Finding and making variables by TF-Slim's functions, and its small checks."""

import pytest


def names(found):
    return [each.name for each in found]


# --- variables


def test_variables_are_found_by_scope_and_suffix(tf, slim, images):
    with tf.variable_scope("net") as scope:
        slim.conv2d(images, 4, 3, normalizer_fn=slim.batch_norm, scope="conv1")
        slim.fully_connected(images, 2, scope="conv10")
    groups = ["mine", tf.GraphKeys.GLOBAL_VARIABLES]
    own = slim.variable("own", [2], collections=groups, trainable=False)
    bn = "net/conv1/BatchNorm"
    assert names(slim.get_variables(scope, "biases")) == ["net/conv10/biases:0"]
    assert names(slim.get_variables("net/conv1/", "weights")) == ["net/conv1/weights:0"]
    assert names(slim.get_variables_by_name("beta")) == [f"{bn}/beta:0"]
    assert names(slim.get_variables_by_name("own")) == ["own:0"]
    assert names(slim.get_variables_by_suffix("mean")) == [f"{bn}/moving_mean:0"]
    assert own not in slim.get_model_variables()
    assert own not in slim.get_trainable_variables()
    assert slim.get_variables(collection="mine") == [own]
    slim.add_model_variable(own)
    assert slim.get_model_variables()[-1] is own
    assert slim.get_unique_variable("own") is own
    assert slim.get_variable_full_name(own) == "own"
    left = slim.get_variables_to_restore(exclude=["net/conv1"])
    assert names(left) == ["own:0"]
    assert names(slim.get_variables_to_restore(["own", "net/conv10"])) == [
        "own:0",
        "net/conv10/weights:0",
        "net/conv10/biases:0",
    ]
    everything = slim.get_variables()
    assert names(slim.filter_variables(everything, ["conv10"], ["weights"])) == [
        "net/conv10/biases:0"
    ]
    assert slim.filter_variables(everything, ["conv10"], reg_search=False) == []


def test_a_variable_that_is_not_there_is_refused(slim, images):
    slim.conv2d(images, 4, 3, scope="conv")
    with pytest.raises(ValueError, match="Couldn't find variable other"):
        slim.get_unique_variable("other")
    with pytest.raises(ValueError, match="conv does not uniquely identify"):
        slim.get_unique_variable("conv")
    with pytest.raises(TypeError, match="include is provided but is not a list"):
        slim.get_variables_to_restore("conv")


def test_scopes_set_arguments_of_variables(graph, tf, slim):
    def getter(getter_, name, *args, **kwargs):
        return getter_(f"{name}_own", *args, **kwargs)

    with slim.arg_scope([slim.model_variable, slim.variable], device="/cpu:0"):
        made = slim.model_variable("w", [2], regularizer=slim.l2_regularizer(0.1))
    assert slim.get_model_variables() == [made]
    assert slim.local_variable(0, name="count").name == "count:0"
    assert not slim.global_variable(1.0, name="g").trainable
    assert len(tf.get_collection("regularization_losses")) == 1


# --- small checks


def test_sizes_and_counts(tf, slim, images):
    utils = slim.utils
    assert utils.last_dimension(images.get_shape(), min_rank=4) == 3
    assert utils.channel_dimension(images.shape, "channels_first") == 8
    assert utils.two_element_tuple(3) == utils.two_element_tuple([3, 3]) == (3, 3)
    assert utils.n_positive_integers(2, 3) == utils.n_positive_integers(2, (3, 3))
    assert utils.convert_data_format("channels_first", 4) == "NCHW"
    assert utils.get_variable_collections({"weights": ["a"]}, "biases") is None
    assert utils.get_variable_collections(["a"], "biases") == ["a"]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("last_dimension(x.shape[:1])", "dimension -1 of shape must be known"),
        ("last_dimension(x.shape, 5)", "rank of shape must be at least 5 not: 4"),
        ("two_element_tuple([1, 2, 3])", "a list with 2 elements"),
        ("n_positive_integers(2, [1, 2, 3])", "sequence of 2 positive integers"),
        ("n_positive_integers(2, 0)", "expected positive integer, but received 0"),
        ("n_positive_integers(0, 1)", "n must be a positive integer"),
        ("convert_data_format('channels_first', 2)", "Input rank not supported: 2"),
        ("convert_data_format('NHWC', 4)", "Invalid data_format: NHWC"),
        ("constant_value(None)", "cannot be None"),
        ("constant_value(x, 'int32')", "wrong type"),
    ],
)
def test_sizes_that_are_none_are_refused(slim, images, call, told):
    with pytest.raises(ValueError, match=told):
        eval(call, {**vars(slim.utils), "x": images})


def test_a_condition_that_is_known_is_decided_now(tf, slim, images):
    one = tf.ones_initializer(tf.int32)([])
    assert slim.utils.constant_value(one) == 1
    assert slim.utils.constant_value(images) is None
    assert slim.utils.constant_value("given") == "given"
    assert slim.utils.smart_cond(one, lambda: "yes", lambda: "no") == "yes"
    assert slim.utils.static_cond(0, lambda: "yes", lambda: "no") == "no"
    assert tf.contrib.framework.smart_cond(False, lambda: 1, lambda: 2) == 2
    with pytest.raises(TypeError, match="fn2 must be callable"):
        slim.utils.static_cond(True, lambda: "yes", "no")
