"""A function of TensorFlow 1 is a model: trained, saved, explained, exported."""

import copy
import functools
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from argscope import layers, tf1

INPUTS = {"images": ((None, 6, 6, 2), "float32")}
IMAGES = np.random.default_rng(0).standard_normal((16, 6, 6, 2)).astype("float32")
LABELS = np.random.default_rng(1).integers(0, 3, 16)


@pytest.fixture(scope="module")
def program():
    before = sys.path[:], sys.meta_path[:]
    yield tf1.load(Path(__file__).with_name("old_net.py"), Path(__file__).parent)
    sys.path[:], sys.meta_path[:] = before
    del sys.modules["old_net"]


def by_hand(images, is_training=True):
    """The same network, written with argscope.layers."""
    norm = {"is_training": is_training, "decay": 0.9}
    conv = functools.partial(
        layers.conv2d,
        normalizer_fn=layers.batch_norm,
        normalizer_params=norm,
        weights_regularizer=layers.l2_regularizer(0.01),
    )
    with layers.variable_scope("net"):
        out = conv(images, 4, 3, stride=2, scope="conv1")
        out = conv(out, 4, 3, activation_fn=lambda x: keras.ops.maximum(x, 0.1 * x))
        out = layers.flatten(out)
        out = layers.dropout(out, 0.5, is_training=is_training)
        return layers.fully_connected(out, 3, activation_fn=None, scope="logits")


def trained(model):
    """Return what two epochs say, and the values of the variables after them."""
    model.compile(
        keras.optimizers.SGD(0.1),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    told = model.fit(IMAGES, LABELS, epochs=2, batch_size=8, shuffle=False, verbose=0)
    return told.history["loss"], [
        keras.ops.convert_to_numpy(each) for each in model.variables_in_order
    ]


def test_it_trains_like_the_same_network_written_with_the_layers(program):
    model = tf1.model(program.net, INPUTS, seed=3)
    written = layers.Model(by_hand, seed=3)
    written.build((None, 6, 6, 2))
    names = [[v.path for v in each.variables_in_order] for each in (model, written)]
    assert names[0] == names[1]
    (losses, values), (expected_losses, expected) = trained(model), trained(written)
    np.testing.assert_allclose(losses, expected_losses, rtol=1e-6)
    for value, other in zip(values, expected, strict=True):
        np.testing.assert_allclose(value, other, rtol=1e-5, atol=1e-6)


def test_end_points_are_there_for_any_batch(program):
    model = tf1.model(program.net, INPUTS)
    for batch in (1, 5):
        ends = model.end_points(IMAGES[:batch])
        assert {name: tuple(end.shape) for name, end in ends.items()} == {
            "conv1": (batch, 3, 3, 4)
        }


def test_the_function_runs_once_for_each_mode(program):
    calls = []

    def net(images, is_training=True):
        calls.append(is_training)
        return program.net(images, is_training=is_training)

    model = tf1.model(net, INPUTS)
    assert calls == [True, False]
    model.predict(IMAGES, verbose=0)
    trained(model)
    assert calls == [True, False]


def test_moving_averages_change_in_training_only(program):
    model = tf1.model(program.net, INPUTS)
    mean = model.variable("net/conv1/BatchNorm/moving_mean")
    before = keras.ops.convert_to_numpy(mean)
    model(IMAGES)
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(mean), before)
    model(IMAGES, training=True)
    assert np.abs(keras.ops.convert_to_numpy(mean) - before).max() > 0


def test_several_inputs_are_given_by_name(program):
    inputs = {"right": ((None, 2), "float32"), "left": ((None, 1), "float32")}
    model = tf1.model(program.two, inputs)
    ones, zeros = np.ones((2, 1), "float32"), np.zeros((2, 2), "float32")
    found = model.predict({"left": ones, "right": zeros}, verbose=0)
    assert found.tolist() == [[1, 0, 0]] * 2


def test_it_is_saved_by_the_name_of_its_function(program, tmp_path):
    model = tf1.model(program.net, INPUTS)
    model.save(tmp_path / "net.keras")
    again = keras.saving.load_model(tmp_path / "net.keras")
    np.testing.assert_array_equal(
        again.predict(IMAGES, verbose=0), model.predict(IMAGES, verbose=0)
    )


def test_a_saved_model_of_a_program_that_is_not_loaded_is_refused(
    program, tmp_path, monkeypatch
):
    model = tf1.model(program.net, INPUTS)
    model.save(tmp_path / "net.keras")
    monkeypatch.delitem(sys.modules, "old_net")
    with pytest.raises(tf1.NotLoadedError) as error:
        keras.saving.load_model(tmp_path / "net.keras")
    assert str(error.value) == (
        "The saved model runs net() of the module old_net, which is not loaded. A file of "
        "a model holds no code, and runs none. Load the program first: "
        "tf1.load('path/to/file.py')."
    )


def test_a_copy_is_a_model_of_its_own(program):
    model = tf1.model(program.net, INPUTS)
    copied = copy.deepcopy(model)
    before = model.predict(IMAGES, verbose=0)
    np.testing.assert_array_equal(copied.predict(IMAGES, verbose=0), before)
    trained(copied)
    np.testing.assert_array_equal(model.predict(IMAGES, verbose=0), before)


def test_what_is_frozen_stays(program):
    model = tf1.model(program.net, INPUTS)
    assert model.freeze("net/conv1")[0] == "net/conv1/weights"
    before = keras.ops.convert_to_numpy(model.variable("net/conv1/weights"))
    trained(model)
    after = keras.ops.convert_to_numpy(model.variable("net/conv1/weights"))
    np.testing.assert_array_equal(after, before)


def test_what_a_program_collects_is_there_while_it_is_recorded(program):
    graph = tf1.Graph()
    _, (_, ends) = tf1.recorded(graph, program.net, INPUTS, training=True)
    assert [op.name for op in graph.get_collection("update_ops")] == [
        "net/conv1/BatchNorm/AssignMovingAvg",
        "net/conv1/BatchNorm/AssignMovingAvg_1",
        "net/Conv/BatchNorm/AssignMovingAvg",
        "net/Conv/BatchNorm/AssignMovingAvg_1",
    ]
    assert len(graph.get_collection("regularization_losses")) == 2
    assert ends["conv1"].name == "net/conv1/Relu:0"
    assert ends["conv1"].shape.as_list() == [None, 3, 3, 4]


def test_a_function_of_such_a_program_is_known(program):
    assert tf1.is_loaded(program.net)
    assert not tf1.is_loaded(by_hand)


@pytest.mark.parametrize(
    "inputs", [(None, 3), {"x": (None, 3)}, {"x": ((None, 3), "float23")}, {"x": 3}]
)
def test_inputs_are_told_by_shape_and_dtype(program, inputs):
    with pytest.raises(tf1.InputsError) as error:
        tf1.model(program.net, inputs)
    assert str(error.value) == (
        f"tf1.model() got the inputs {inputs!r}. It needs the shape and the dtype of each "
        "by name, with None for sizes that are not known: "
        "{'images': ((None, 224, 224, 3), 'float32')}"
    )
