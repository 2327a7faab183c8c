"""TF-Slim's functions on a graph: names, collections, scopes, variables, initial values."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.tf1.inputs import INPUTS, flattened

from argscope import current_arg_scope, layers, tf1
from argscope.errors import CapturedScopeError, NotScopedError, UnknownArgumentError

RECORDED = json.loads((Path(__file__).parent / "recorded" / "slim.json").read_text())
# TensorFlow 2 has other operations at the end of these.
RENAMED = (
    "dropout",
    "scale_gradient",
    "batch_norm(xb, fused",
    "updates_collections=None",
)


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


def names(found):
    return [each.name for each in found]


# --- names


@pytest.mark.parametrize(
    ("call", "recorded"),
    [
        (call, found)
        for call, found in RECORDED.items()
        if "outputs" in found
        and call.startswith("slim.")
        and "strided_slice" not in found["outputs"][0]["name"]
        and not any(part in call for part in RENAMED)
    ],
)
def test_outputs_and_variables_are_called_as_they_were(graph, tf, slim, call, recorded):
    inputs = {
        name: tf.placeholder(made.dtype, made.static, name)
        for name, made in INPUTS.items()
    }
    found = flattened(eval(call, {"tf": tf, "slim": slim, "np": np, **inputs}))
    assert names(found) == [output["name"] for output in recorded["outputs"]]
    assert names(tf.global_variables()) == recorded["variables"]


@pytest.mark.parametrize(
    ("function", "last"),
    [
        (lambda x: x + 1, "Activation"),
        (layers.unit_norm, "UnitNorm"),
        (None, "BiasAdd"),
    ],
)
def test_an_output_is_called_after_its_activation(slim, images, function, last):
    if function is layers.unit_norm:
        function = lambda x: layers.unit_norm(x, 1)  # noqa: E731
        function.__name__ = "unit_norm"
    net = slim.conv2d(images, 4, 3, activation_fn=function, scope="conv")
    assert net.name == f"conv/{last}:0"


# --- collections

UPDATES = ["AssignMovingAvg", "AssignMovingAvg_1"]


@pytest.mark.parametrize(
    ("call", "collections"),
    [
        (
            "slim.conv2d(x, 4, 3, outputs_collections=['ends', 'more'], scope='a')",
            {"ends": ["a/Relu:0"], "more": ["a/Relu:0"]},
        ),
        (
            "slim.conv2d(x, 4, 3, variables_collections={'weights': ['w']}, scope='a')",
            {"w": ["a/weights:0"]},
        ),
        (
            "slim.max_pool2d(x, 2, outputs_collections='ends', scope='p')",
            {"ends": ["p/MaxPool:0"]},
        ),
        (
            "slim.conv2d(x, 4, 3, normalizer_fn=slim.batch_norm)",
            {"update_ops": [f"Conv/BatchNorm/{name}" for name in UPDATES]},
        ),
        (
            "slim.conv2d(x, 4, 3, normalizer_fn=lambda x: slim.batch_norm(slim.batch_norm(x)))",
            {
                "update_ops": [
                    f"Conv/{scope}/{name}"
                    for scope in ("BatchNorm", "BatchNorm_1")
                    for name in UPDATES
                ]
            },
        ),
        (
            "slim.batch_norm(x, updates_collections='mine', scope='bn')",
            {"mine": [f"bn/{name}" for name in UPDATES], "update_ops": []},
        ),
        ("slim.batch_norm(x, updates_collections=None)", {"update_ops": []}),
        ("slim.batch_norm(x, is_training=False)", {"update_ops": []}),
        ("slim.batch_norm(x, is_training=0)", {"update_ops": []}),
        ("slim.batch_norm(x, is_training=np.bool_(False))", {"update_ops": []}),
        ("slim.batch_norm(x, trainable=False)", {"update_ops": []}),
        (
            "slim.batch_norm(x, trainable=False, fused=False, updates_collections='mine')",
            {"mine": [f"BatchNorm/{name}" for name in UPDATES]},
        ),
        (
            "slim.batch_norm(x, is_training=tf.placeholder('bool', []))",
            {"update_ops": [f"BatchNorm/{name}" for name in UPDATES]},
        ),
    ],
)
def test_layers_put_into_collections(tf, slim, images, call, collections):
    eval(call, {"tf": tf, "slim": slim, "np": np, "x": images})
    assert {key: names(tf.get_collection(key)) for key in collections} == collections


def test_what_is_collected_is_the_output(slim, images):
    net = slim.conv2d(images, 4, 3, outputs_collections="ends", scope="a/b")
    ends = slim.utils.convert_collection_to_dict("ends")
    assert list(ends) == ["a/b"]
    assert ends["a/b"] is net


def test_aliases(tf, slim, images):
    utils = slim.utils
    assert utils.get_tensor_aliases(images) == ["images"]
    net = utils.collect_named_outputs(["one", "two"], "scope/net/", images + 1)
    utils.append_tensor_alias(net, "other")
    tf.add_to_collection("one", images)
    assert utils.gather_tensors_aliases([net, images]) == [
        "scope/net",
        "other",
        "images",
    ]
    found = utils.convert_collection_to_dict("one", clear_collection=True)
    assert list(found.items()) == [
        ("scope/net", net),
        ("other", net),
        ("images", images),
    ]
    assert utils.convert_collection_to_dict("one") == {}
    assert list(utils.convert_collection_to_dict("two")) == ["scope/net", "other"]
    assert utils.collect_named_outputs(None, "x", net) is net


def test_a_layer_takes_a_mode_that_is_fed(graph, tf, slim, images):
    mode = tf.placeholder(tf.bool, [])
    net = slim.batch_norm(images, is_training=mode)
    graph.finish()
    x = np.random.default_rng(0).normal(3, 2, (4, 8, 8, 3)).astype("float32")
    trained, used = (tf1.run(graph, net, {images: x, mode: m}) for m in (True, False))
    np.testing.assert_allclose(trained.mean((0, 1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(used, x / np.sqrt(1.001), rtol=1e-5)


def test_a_normalizer_of_the_program_makes_its_variables(graph, tf, slim, images):
    def scaled(inputs, name="scale"):
        return inputs * tf.get_variable(name, [4], initializer=tf.zeros_initializer())

    net = slim.conv2d(
        images,
        4,
        3,
        normalizer_fn=scaled,
        normalizer_params={"name": "gain"},
        scope="c",
    )
    assert names(tf.global_variables()) == ["c/weights:0", "c/gain:0"]
    graph.finish()
    assert not tf1.run(graph, net, {images: np.ones((1, 8, 8, 3))}).any()


def test_an_activation_of_the_program_makes_its_variables(graph, tf, slim, images):
    def prelu(x):
        slope = tf.get_variable(
            "slope", x.shape[-1:], initializer=tf.zeros_initializer()
        )
        return tf.nn.relu(x) + slope * x

    net = slim.conv2d(images, images.shape[-1], 3, activation_fn=prelu, scope="c")
    assert net.name == "c/Prelu:0"
    found = ["c/weights:0", "c/biases:0", "c/slope:0"]
    assert names(tf.global_variables()) == found
    graph.finish()
    assert tf1.run(graph, net, {images: np.ones((1, 8, 8, 3))}).min() == 0


def test_arguments_are_given_by_position(tf, slim, images):
    assert slim.flatten(images, None, "flat").name == "flat/flatten/Reshape:0"
    net = slim.conv2d(images, 4, [3, 3], 2, "VALID", None, 1, None)
    assert net.name == "Conv/BiasAdd:0"
    with tf.variable_scope("tower") as scope:
        pass
    assert slim.repeat(net, 1, slim.conv2d, 4, 1, scope=scope).name.startswith("tower")
    assert slim.fully_connected(net, 2, scope=scope).name == "tower_2/Relu:0"


def test_a_layer_takes_constants_and_variables(graph, tf, slim):
    constant = slim.flatten(np.ones((2, 3, 4), "float32"))
    held = tf.get_variable("held", [2, 3], initializer=tf.ones_initializer())
    dense = slim.fully_connected(held, 2, weights_initializer=tf.ones_initializer())
    graph.finish()
    values = tf1.run(graph, [constant, dense])
    assert values[0].shape == (2, 12)
    assert values[1].tolist() == [[3.0, 3.0]] * 2


# --- scopes


def test_an_argument_that_one_target_does_not_take_is_refused_at_its_call(slim, images):
    with slim.arg_scope([slim.conv2d, slim.max_pool2d], activation_fn=None):
        assert slim.conv2d(images, 4, 3, scope="a").name == "a/BiasAdd:0"
        with pytest.raises(UnknownArgumentError, match=r"max_pool2d\(\)"):
            slim.max_pool2d(images, 2)


def test_scopes_are_captured_and_entered_again(slim, images):
    with slim.arg_scope([slim.conv2d], padding="VALID", activation_fn=None) as scope:
        pass
    assert current_arg_scope() == {}
    with slim.arg_scope(scope):
        assert slim.conv2d(images, 4, 3).shape.as_list() == [None, 6, 6, 4]
    with pytest.raises(CapturedScopeError, match="test_slim.py"):
        slim.arg_scope(scope, padding="SAME")


def test_leaving_a_scope_leaves_the_one_that_was_opened_last(slim):
    key = slim.arg_scope_func_key(slim.conv2d)
    inner = slim.arg_scope([slim.conv2d], padding="VALID")
    with slim.arg_scope([slim.conv2d], stride=2):
        inner.__enter__()
    assert current_arg_scope()[key] == {"stride": 2}
    inner.__exit__(None, None, None)
    assert current_arg_scope() == {}


def test_a_scope_decorates_a_function(slim, images):
    @slim.arg_scope([slim.conv2d], padding="VALID")
    def network(inputs):
        return slim.conv2d(inputs, 4, 3)

    assert network(images).shape.as_list() == [None, 6, 6, 4]


def test_what_is_no_target_is_refused_as_ever(slim):
    with pytest.raises(
        NotScopedError, match=r"print\(\), .* @add_arg_scope.*\n.*test_slim.py"
    ):
        slim.arg_scope([print], sep=" ")


def test_arg_scope_stands_where_it_stood(tf, slim):
    framework = tf.contrib.framework
    assert framework.arg_scope is slim.arg_scope
    assert framework.python.ops.arg_scope.add_arg_scope is slim.add_arg_scope
    assert slim.ops.arg_scope.arg_scope is slim.arg_scope
    assert slim.conv2d is tf.contrib.layers.convolution2d is layers.conv2d
    assert slim.layers.layers.repeat is slim.repeat
    assert slim.variable_scope.variable_scope is tf.variable_scope


# --- variables


def test_variables_are_found_by_scope_and_suffix(tf, slim, images):
    with tf.variable_scope("net") as scope:
        slim.conv2d(images, 4, 3, normalizer_fn=slim.batch_norm, scope="conv1")
        slim.fully_connected(images, 2, scope="conv10")
    own = slim.variable("own", [2], collections=["mine"], trainable=False)
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


# --- penalties


def test_a_regularizer_is_for_layers_and_for_tensors(graph, tf, slim, images):
    penalty = slim.l2_regularizer(0.5)
    slim.fully_connected(
        images,
        2,
        weights_regularizer=penalty,
        weights_initializer=tf.ones_initializer(),
    )
    (of_layer,) = tf.get_collection("regularization_losses")
    graph.finish()
    assert tf1.run(graph, of_layer) == pytest.approx(0.5 * 6 / 2)


def test_a_penalty_whose_scale_is_a_tensor(graph, tf, slim):
    scale = tf.placeholder(tf.float32, [])
    for name, make in (("a", slim.l2_regularizer), ("b", slim.l1_regularizer)):
        tf.get_variable(
            name, [2], regularizer=make(scale), initializer=tf.constant_initializer(3.0)
        )
    total = slim.sum_regularizer([slim.l1_regularizer(scale)])
    tf.get_variable("c", [2], regularizer=total, initializer=tf.ones_initializer())
    losses = tf.get_collection("regularization_losses")
    graph.finish()
    assert tf1.run(graph, losses, {scale: 0.5}) == [4.5, 3.0, 1.0]


def test_no_penalty(tf, slim, images):
    with tf.variable_scope("s", regularizer=slim.l2_regularizer(0.1)):
        tf.get_variable("a", [2], regularizer=tf.no_regularizer)
    slim.conv2d(images, 2, 3, weights_regularizer=slim.l2_regularizer(0.0))
    assert tf.get_collection("regularization_losses") == []
    assert tf.no_regularizer(images) is None
    assert slim.l1_regularizer(0.0)(images) is None
    assert slim.sum_regularizer([None]) is None


# --- initial values

DRAWS = (300, 400)
CUT = 0.87962566103423978
DISTRIBUTIONS = [
    # what draws, its mean, standard deviation, and largest absolute value
    ("tf.random_uniform_initializer(-2, 4)", 1, 6 / 12**0.5, 4),
    ("tf.random_uniform_initializer", 0.5, 1 / 12**0.5, 1),
    ("tf.random_normal_initializer(1.0, 0.5)", 1, 0.5, None),
    ("tf.random_normal_initializer", 0, 1, None),
    ("tf.truncated_normal_initializer(stddev=0.5)", 0, 0.5 * CUT, 1),
    ("tf.uniform_unit_scaling_initializer(2.0)", 0, 2 / 300**0.5, 2 * (3 / 300) ** 0.5),
    ("tf.variance_scaling_initializer()", 0, 300**-0.5, 2 * 300**-0.5 / CUT),
    ("tf.variance_scaling_initializer(2.0, 'fan_out', 'normal')", 0, 200**-0.5, None),
    (
        "tf.variance_scaling_initializer(distribution='untruncated_normal')",
        0,
        300**-0.5,
        None,
    ),
    (
        "tf.initializers.variance_scaling(1.0, 'fan_avg', 'uniform')",
        0,
        350**-0.5,
        (3 / 350) ** 0.5,
    ),
    ("tf.glorot_uniform_initializer()", 0, 350**-0.5, (3 / 350) ** 0.5),
    ("tf.glorot_normal_initializer", 0, 350**-0.5, 2 * 350**-0.5 / CUT),
    ("tf.initializers.he_normal()", 0, 150**-0.5, 2 * 150**-0.5 / CUT),
    ("tf.initializers.he_uniform()", 0, 150**-0.5, (3 / 150) ** 0.5),
    ("tf.initializers.lecun_normal()", 0, 300**-0.5, 2 * 300**-0.5 / CUT),
    ("tf.keras.initializers.lecun_uniform()", 0, 300**-0.5, (3 / 300) ** 0.5),
    ("tf.keras.initializers.RandomNormal()", 0, 0.05, None),
    ("tf.keras.initializers.RandomUniform()", 0, 0.1 / 12**0.5, 0.05),
    ("tf.keras.initializers.TruncatedNormal()", 0, 0.05 * CUT, 0.1),
    ("tf.keras.initializers.get('he_normal')", 0, 150**-0.5, 2 * 150**-0.5 / CUT),
    ("slim.xavier_initializer()", 0, 350**-0.5, (3 / 350) ** 0.5),
    (
        "slim.xavier_initializer_conv2d(uniform=False)",
        0,
        (1.3 / 350) ** 0.5 * CUT,
        2 * (1.3 / 350) ** 0.5,
    ),
    (
        "slim.variance_scaling_initializer()",
        0,
        (2.6 / 300) ** 0.5 * CUT,
        2 * (2.6 / 300) ** 0.5,
    ),
    (
        "slim.variance_scaling_initializer(1.0, 'FAN_OUT', True)",
        0,
        400**-0.5,
        (3 / 400) ** 0.5,
    ),
]


@pytest.mark.parametrize(("made", "mean", "deviation", "largest"), DISTRIBUTIONS)
def test_initial_values_are_distributed(
    graph, tf, slim, made, mean, deviation, largest
):
    initializer = eval(made, {"tf": tf, "slim": slim})
    first, second = (tf.get_variable(n, DRAWS, initializer=initializer) for n in "ab")
    called = initializer() if isinstance(initializer, type) else initializer
    tensor = called(list(DRAWS))
    graph.finish()
    values = tf1.run(graph, [first, second, tensor])
    assert not np.array_equal(values[0], values[1])
    for value in values:
        assert value.mean() == pytest.approx(mean, abs=0.02 * max(deviation, mean))
        assert value.std() == pytest.approx(deviation, rel=0.02)
        if largest is not None:
            assert np.abs(value).max() == pytest.approx(largest, rel=0.03)
            assert np.abs(value).max() <= largest * (1 + 1e-5)


def test_rows_or_columns_are_orthogonal(graph, tf):
    tall, wide = (tf.orthogonal_initializer(2.0)(shape) for shape in ([4, 3], [3, 4]))
    graph.finish()
    tall, wide = tf1.run(graph, [tall, wide])
    np.testing.assert_allclose(tall.T @ tall, 4 * np.eye(3), atol=1e-5)
    np.testing.assert_allclose(wide @ wide.T, 4 * np.eye(3), atol=1e-5)


def test_a_seed_gives_the_same_values(graph, tf):
    seeded = tf.truncated_normal_initializer(seed=np.int64(3))
    first, second = (tf.get_variable(n, [4], initializer=seeded) for n in "ab")
    graph.finish()
    first, second = tf1.run(graph, [first, second])
    assert np.array_equal(first, second)


def test_a_random_tensor_is_drawn_anew_at_each_run(graph, tf):
    tensor = tf.random_normal_initializer()([4])
    graph.finish()
    assert not np.array_equal(tf1.run(graph, tensor), tf1.run(graph, tensor))


@pytest.mark.parametrize(
    "made",
    [
        "Zeros()",
        "Constant(2.0)",
        "RandomUniform(0.0, 2.0, seed=1)",
        "VarianceScaling(2.0, 'fan_out')",
        "Orthogonal(gain=2.0)",
        "glorot_uniform(seed=3)",
    ],
)
def test_a_configuration_makes_an_equal_initializer(tf, made):
    initializers = tf.keras.initializers
    initializer = eval(f"initializers.{made}", {"initializers": initializers})
    config = initializers.serialize(initializer)
    again = initializers.get(config)
    assert type(again) is type(initializer)
    assert again.get_config() == initializer.get_config()
    with pytest.raises(ValueError, match="Unknown initializer: other"):
        initializers.get("other")


# --- networks


def test_a_network_is_recorded_as_a_whole(graph, tf, slim):
    images = tf.placeholder(tf.float32, [None, 32, 32, 3])
    nets = slim.nets
    block = nets.resnet_v1.resnet_v1_block
    with slim.arg_scope(nets.resnet_utils.resnet_arg_scope()):
        net, ends = nets.resnet_v1.resnet_v1(
            images, [block("block1", 2, 1, 2)], num_classes=5, scope="net"
        )
    assert ends["predictions"].shape.as_list() == [None, 1, 1, 5]
    assert len(tf.get_collection("update_ops")) == 10
    assert "net/block1/unit_1/bottleneck_v1/conv1/weights:0" in names(
        slim.get_model_variables()
    )
    graph.finish()
    found = tf1.run(graph, [net, ends["net/block1"]], {images: np.ones((2, 32, 32, 3))})
    assert [each.shape for each in found] == [(2, 1, 1, 5), (2, 4, 4, 8)]


def test_units_of_residual_networks_may_be_the_programs_own(slim, images):
    utils = slim.nets.resnet_utils

    @slim.add_arg_scope
    def unit(net, depth, stride, rate=1, outputs_collections=None):
        return utils.conv2d_same(net, depth, 3, stride, rate, scope="own") + 1.0

    arguments = [{"depth": 4, "stride": 2}, {"depth": 4, "stride": 2}]
    with slim.arg_scope([utils.stack_blocks_dense], outputs_collections="ends"):
        net = utils.stack_blocks_dense(images, [utils.Block("b", unit, arguments)], 2)
        with pytest.raises(ValueError, match="output_stride cannot be reached"):
            utils.stack_blocks_dense(net, [utils.Block("c", unit, arguments)], 3)
    assert net.shape.as_list() == [None, 4, 4, 4]
    assert list(slim.utils.convert_collection_to_dict("ends")) == ["b", "c"]
    assert names(slim.get_model_variables("b"))[::2] == [
        "b/unit_1/own/weights:0",
        "b/unit_2/own/weights:0",
    ]


def test_blocks_of_ours_are_units_on_tensors(slim, images):
    block = slim.nets.resnet_v2.resnet_v2_block("block1", 2, 1, 2)
    net = slim.nets.resnet_utils.stack_blocks_dense(images, [block])
    assert net.shape.as_list() == [None, 4, 4, 8]
    assert slim.nets.vgg.vgg_16.default_image_size == 224


# --- listings


def test_variables_and_operations_are_listed(graph, tf, slim, capsys):
    x = tf.placeholder(tf.float32, [5, 3], "x")
    slim.fully_connected(x, 2, scope="fc")
    analyzer = slim.model_analyzer
    assert analyzer.analyze_vars(tf.global_variables()) == (8, 32)
    assert analyzer.analyze_ops(graph) == 15 + 10
    assert capsys.readouterr().out == ""
    analyzer.analyze_vars(tf.global_variables(), print_info=True)
    analyzer.analyze_ops(graph, print_info=True)
    assert capsys.readouterr().out.splitlines() == [
        "---------",
        "Variables: name (type shape) [size]",
        "---------",
        "fc/weights:0 (float32 3x2) [6, bytes: 24]",
        "fc/biases:0 (float32 2) [2, bytes: 8]",
        "Total size of variables: 8",
        "Total bytes of variables: 32",
        "---------",
        "Operations: name -> (type shapes) [size]",
        "---------",
        "x \t-> (float32 5x3) [15]",
        "fc/Relu \t-> (float32 5x2) [10]",
    ]
