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
    with pytest.raises(CapturedScopeError, match=r"test_slim\.py"):
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
        NotScopedError, match=r"print\(\), .* @add_arg_scope.*\n.*test_slim\.py"
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


# --- gradients


@pytest.mark.parametrize(
    ("options", "has_gradient"),
    [({}, False), ({"updates_collections": None}, False), ({"fused": False}, True)],
)
def test_a_fused_normalization_gives_no_gradient_to_averages(
    graph, tf, slim, images, options, has_gradient
):
    # As in TensorFlow, also where a program makes them trainable: their own collection.
    slim.batch_norm(
        images,
        is_training=False,
        variables_collections=[tf.GraphKeys.TRAINABLE_VARIABLES],
        scope="bn",
        **options,
    )
    output = graph.get_operations()[-1].outputs[0]
    loss = tf.reduce_sum(tf.square(output))
    graph.finish()
    averages = [v for v in tf.trainable_variables() if "moving" in v.name]
    assert len(averages) == 2
    feeds = {images: np.ones([2, 8, 8, 3])}
    found = tf1.gradients_of(graph, loss, averages, feeds)
    assert [bool(np.any(gradient)) for gradient in found] == [has_gradient] * 2
