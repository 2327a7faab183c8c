"""What a trace tells of layers is what they tell themselves: no text is read back."""

import math
from enum import StrEnum
from functools import partial

import keras
import pytest

from argscope import arg_scope, layers, trace
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._state.run import current_run
from argscope.report import run_network
from argscope.report._recording.multiply_adds import multiply_adds

IMAGES = (8, 8, 3)
FIRST = (3, 8, 8)


def nodes_of(network, *shapes):
    """Return the layers of a network, without its inputs and where branches meet."""
    record = run_network(network, list(shapes), title="")
    assert record.failure is None
    return [node for node in record.network.nodes if node.call is not None]


def facts_of(network, *shapes):
    """Return the facts of all layers, also of those in others, by their names."""
    record = run_network(network, list(shapes), title="")
    assert record.failure is None
    return {call.name: call.layer for call in record.calls}


# --- paths

NAMES = [
    "s" * 69,
    "it's",
    'the "first"',
    "'",
    "both ' and \"",
    "back\\slash",
    "two\nlines",
    "a/b/c",
    "\u00fcber",
]
NAMED = {
    "conv2d": partial(layers.conv2d, num_outputs=4, kernel_size=3),
    "batch_norm": layers.batch_norm,
    "max_pool2d": partial(layers.max_pool2d, kernel_size=2),
    "dropout": layers.dropout,
    "flatten": layers.flatten,
}


@pytest.mark.parametrize("name", NAMES, ids=repr)
@pytest.mark.parametrize("called", NAMED)
def test_a_layer_is_at_the_scope_it_was_given(called, name):
    def network(x):
        NAMED[called](x, scope=name)
        with layers.variable_scope("outer's"):
            return NAMED[called](x, scope=name)

    nodes = nodes_of(network, IMAGES)
    assert [node.path for node in nodes] == [name, f"outer's/{name}"]


@pytest.mark.parametrize("called", ["conv2d", "batch_norm", "dropout"])
def test_a_layer_is_at_the_scope_object_it_was_given(called):
    def network(x):
        with layers.variable_scope("it's a tower") as tower:
            pass
        with layers.variable_scope("elsewhere"):
            return NAMED[called](x, scope=tower)

    assert [node.path for node in nodes_of(network, IMAGES)] == ["it's a tower"]


def test_a_layer_can_be_at_the_top_from_anywhere():
    def network(x):
        top = layers.get_variable_scope()
        with layers.variable_scope("inner"):
            return layers.conv2d(x, 4, 3, scope=top)

    assert [node.path for node in nodes_of(network, IMAGES)] == [""]


def test_a_layer_with_a_scope_but_no_name_is_at_its_default_name():
    def network(x):
        x = layers.conv2d(layers.conv2d(x, 4, 3), 4, 3)
        return layers.dropout(x)

    nodes = nodes_of(network, IMAGES)
    assert [node.path for node in nodes] == ["Conv", "Conv_1", "Dropout"]


def test_a_layer_without_scope_and_name_is_in_the_scope_around_it():
    def network(x):
        with layers.variable_scope("block"):
            x = layers.max_pool2d(x, 2)
            x = layers.scale_gradient(x, 0.5)
        return layers.flatten(x)

    nodes = nodes_of(network, IMAGES)
    assert [node.path for node in nodes] == ["block", "block", ""]


def test_layers_of_a_shared_scope_stay_in_it():
    def network(x):
        for _ in range(2):
            with layers.variable_scope("tower", reuse=layers.AUTO_REUSE):
                x = layers.conv2d(x, 3, 3, scope="conv")
                x = layers.max_pool2d(x, 2, scope="pool")
        return x

    nodes = nodes_of(network, IMAGES)
    assert [node.path for node in nodes] == ["tower/conv", "tower/pool"] * 2
    assert [node.parameters for node in nodes] == [3 * 3 * 3 * 3 + 3, 0, 0, 0]
    assert [node.multiply_adds for node in nodes] == [64 * 81, 0, 16 * 81, 0]


def test_layers_of_repeat_and_stack_are_at_numbered_names():
    def network(x):
        x = layers.repeat(x, 2, layers.conv2d, 4, 3, scope="it's")
        x = layers.repeat(x, 1, layers.max_pool2d, 2, scope="pool")
        x = layers.flatten(x)
        return layers.stack(x, layers.fully_connected, [8, 2])

    nodes = nodes_of(network, IMAGES)
    assert [node.path for node in nodes] == [
        "it's/it's_1",
        "it's/it's_2",
        "pool/pool_1",
        "",
        "Stack/fully_connected_1",
        "Stack/fully_connected_2",
    ]


# --- layers in layers


def test_a_normalizer_tells_of_itself_and_belongs_to_its_layer():
    def network(x):
        return layers.conv2d(x, 4, 3, normalizer_fn=layers.batch_norm, scope="conv")

    (node,) = nodes_of(network, IMAGES)
    facts = facts_of(network, IMAGES)
    conv, norm = facts["conv2d()"], facts["batch_norm()"]
    assert (conv.path, norm.path) == ("conv", "conv/BatchNorm")
    assert conv.variables == (("conv/weights", (3, 3, 3, 4)),)
    assert [path for path, _ in norm.variables] == [
        "conv/BatchNorm/beta",
        "conv/BatchNorm/moving_mean",
        "conv/BatchNorm/moving_variance",
    ]
    assert (norm.parameters, norm.trainable, norm.multiply_adds) == (12, 4, 0)
    assert node.parameters == conv.parameters + norm.parameters
    assert node.multiply_adds == conv.multiply_adds


def test_variables_of_a_function_that_is_no_layer_belong_to_the_layer_that_calls_it():
    def scaled(x):
        # The name says nothing: this is no weight that a layer multiplies with.
        return x * layers.get_variable("my_weights", [4], initializer="ones")

    def network(x):
        return layers.conv2d(x, 4, 3, normalizer_fn=scaled, scope="conv")

    conv = facts_of(network, IMAGES)["conv2d()"]
    assert [path for path, _ in conv.variables] == ["conv/weights", "conv/my_weights"]
    assert conv.multiply_adds == 64 * 9 * 3 * 4


def test_a_layer_that_is_no_target_leaves_the_path_to_the_one_that_calls_it():
    dense = partial(layers.legacy_fully_connected, num_output_units=2, name="inner")

    def network(x):
        return layers.fully_connected(x, 4, normalizer_fn=dense, scope="outer")

    facts = facts_of(network, (3,))["fully_connected()"]
    assert facts.path == "outer"
    assert facts.multiply_adds == 3 * 4 + 4 * 2


# --- channels first


class Format(StrEnum):
    FIRST = "NCHW"


def by_call(x):
    return layers.conv2d(x, 4, 3, data_format="NCHW", scope="conv")


def by_a_text_of_another_type(x):
    return layers.conv2d(x, 4, 3, data_format=Format.FIRST, scope="conv")


def by_scope(x):
    with arg_scope([layers.conv2d], data_format="NCHW"):
        return layers.conv2d(x, 4, 3, scope="conv")


def by_force(x):
    with arg_scope([layers.conv2d], data_format="NCHW") as scope:
        pass
    with arg_scope(scope.forced()):
        return layers.conv2d(x, 4, 3, data_format="NHWC", scope="conv")


def by_layer(x):
    @layer
    def own_conv(inputs, layout="NCHW", scope=None):
        with LayerCall(own_conv, inputs, scope, "Own") as call:
            assert call.data_format(layout) == "channels_first"
            weights = call.variable("taps", (1, 1, 3, 4), "ones", kind="weights")
            images = keras.ops.transpose(inputs, (0, 2, 3, 1))
            images = keras.ops.matmul(images, weights[0, 0])
            outputs = keras.ops.transpose(images, (0, 3, 1, 2))
            return call.collected(None, outputs)

    return own_conv(x, scope="conv")


def by_another_layers_scope(x):
    """Channels last, whatever the scopes of other layers say."""
    with arg_scope([layers.max_pool2d], data_format="NCHW"):
        return layers.conv2d(x, 4, 3, scope="conv")


@pytest.mark.parametrize(
    ("network", "shape", "weights"),
    [
        (by_call, FIRST, 3 * 3 * 3 * 4),
        (by_a_text_of_another_type, FIRST, 3 * 3 * 3 * 4),
        (by_scope, FIRST, 3 * 3 * 3 * 4),
        (by_force, FIRST, 3 * 3 * 3 * 4),
        (by_layer, FIRST, 3 * 4),
        (by_another_layers_scope, IMAGES, 3 * 3 * 3 * 4),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_multiply_adds_follow_the_layout_however_it_was_set(network, shape, weights):
    (node,) = nodes_of(network, shape)
    assert (node.path, node.multiply_adds) == ("conv", 8 * 8 * weights)


# --- multiply-adds

COSTS = {
    "conv1d": ((9, 3), lambda x: layers.conv1d(x, 4, 3), 9 * 3 * 3 * 4),
    "conv2d": (
        IMAGES,
        lambda x: layers.conv2d(x, 4, 3, stride=2, padding="VALID"),
        3 * 3 * 9 * 3 * 4,
    ),
    "conv3d": ((4, 4, 4, 2), lambda x: layers.conv3d(x, 3, 2), 64 * 8 * 2 * 3),
    "conv2d_transpose": (
        IMAGES,
        lambda x: layers.conv2d_transpose(x, 4, 3, stride=2),
        64 * 9 * 4 * 3,
    ),
    "conv2d_in_plane": (IMAGES, lambda x: layers.conv2d_in_plane(x, 3), 64 * 9 * 3),
    "separable_conv2d": (
        IMAGES,
        lambda x: layers.separable_conv2d(x, 5, 3, 2),
        64 * (9 * 3 * 2 + 3 * 2 * 5),
    ),
    "separable_conv2d of one channel": (
        (8, 8, 1),
        lambda x: layers.separable_conv2d(x, 5, 3),
        64 * (9 + 5),
    ),
    "depthwise": (IMAGES, lambda x: layers.separable_conv2d(x, None, 3), 64 * 9 * 3),
    "fully_connected": ((7, 5), lambda x: layers.fully_connected(x, 4), 7 * 5 * 4),
    "batch_norm": (IMAGES, lambda x: layers.batch_norm(x, scale=True), 0),
    "gdn": (IMAGES, layers.gdn, 0),
    "bias_add": (IMAGES, layers.bias_add, 0),
    "max_pool2d": (IMAGES, lambda x: layers.max_pool2d(x, 2), 0),
}


@pytest.mark.parametrize(("shape", "network", "expected"), COSTS.values(), ids=COSTS)
def test_multiply_adds_are_multiplications_by_weights(shape, network, expected):
    (node,) = nodes_of(network, shape)
    assert node.multiply_adds == expected


def test_multiply_adds_of_an_unknown_size_are_unknown():
    (node,) = nodes_of(lambda x: layers.conv2d(x, 4, 3), (None, 8, 3))
    assert node.multiply_adds is None


def test_whole_numbers_are_multiplied_too():
    images = keras.KerasTensor((2, 5), dtype="int32")
    model = layers.Model(lambda x: layers.fully_connected(x, 4))
    with trace() as t:
        model.compute_output_spec(images)
    assert t.calls[0].layer.multiply_adds == 5 * 4


@pytest.mark.parametrize(
    ("inputs", "outputs"), [(None, (None, 4)), ((None, 3), None)], ids=["in", "out"]
)
def test_what_takes_or_gives_more_than_a_tensor_has_unknown_multiply_adds(
    inputs, outputs
):
    assert multiply_adds([(3, 4)], inputs, outputs) is None
    assert multiply_adds([], inputs, outputs) == 0


# --- inputs


@pytest.mark.parametrize(
    "network",
    [
        lambda x: layers.softmax(logits=x, scope="a"),
        lambda x: layers.one_hot_encoding(labels=x, num_classes=3, scope="a"),
        lambda x: layers.fully_connected(num_outputs=3, inputs=x, scope="a"),
        lambda x: layers.scale_gradient(gradient_multiplier=1.0, inputs=x),
    ],
    ids=["logits", "labels", "inputs", "inputs of no LayerCall"],
)
def test_a_layer_is_connected_to_its_input_whatever_that_is_called(network):
    (node,) = nodes_of(network, (3,))
    assert node.inputs == (0,)


# --- notes


def test_nothing_is_noted_unless_somebody_traces():
    notes = []

    def network(x):
        def activation(x):
            notes.append(current_run().note)
            return x

        return layers.conv2d(x, 4, 3, activation_fn=activation, scope="conv")

    model = layers.Model(network)
    model.build((None, *IMAGES))
    assert notes == [None] * len(notes) != []
    notes.clear()
    with trace():
        model.compute_output_spec(keras.KerasTensor((2, *IMAGES)))
    (note,) = notes
    assert (note.path, note.kernels) == ("conv", [(3, 3, 3, 4)])


def test_a_layer_that_fails_leaves_no_note_behind():
    notes = []

    def network(x):
        with pytest.raises(layers.LayerArgumentError):
            layers.conv2d(x, 4, 3, padding="ALL")
        notes.append(current_run().note)
        return layers.conv2d(x, 4, 3, scope="conv")

    nodes = nodes_of(network, IMAGES)
    assert {*notes} == {None}
    assert [node.path for node in nodes] == ["conv"]
    assert nodes[0].parameters == math.prod((3, 3, 3, 4)) + 4
