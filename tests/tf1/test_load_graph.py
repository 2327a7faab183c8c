"""`tf1.load_graph`: a frozen graph is a model."""

from pathlib import Path

import keras
import numpy as np
import pytest

from argscope import tf1
from argscope.checkpoint import load_checkpoint
from argscope.tf1._graphdef.errors import GraphFileError, MissingOperationError

TRAINED = Path(__file__).parent / "graphs" / "trained"
FROZEN = TRAINED / "frozen.pb"


@pytest.fixture(scope="module")
def recorded():
    with np.load(TRAINED / "values.npz") as found:
        return dict(found)


@pytest.fixture
def model():
    return tf1.load_graph(FROZEN)


def variables_of(model):
    return {v.path: v for v in model.variables if "seed_generator" not in v.path}


def test_it_computes_what_tensorflow_computed(model, recorded):
    found = model.predict(recorded["images"], verbose=0)
    np.testing.assert_allclose(found, recorded["logits"], atol=1e-5)


def test_its_weights_are_variables_by_their_names(model):
    values, found = load_checkpoint(FROZEN), variables_of(model)
    assert set(found) == set(values)
    for name, variable in found.items():
        assert np.array_equal(keras.ops.convert_to_numpy(variable), values[name])
        assert variable.trainable == ("moving" not in name)


def test_it_can_be_trained_on(model, recorded):
    before = {n: keras.ops.convert_to_numpy(v) for n, v in variables_of(model).items()}
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1), loss)
    history = model.fit(recorded["images"], recorded["labels"], epochs=3, verbose=0)
    assert history.history["loss"][-1] < history.history["loss"][0]
    for name, variable in variables_of(model).items():
        is_same = np.array_equal(keras.ops.convert_to_numpy(variable), before[name])
        assert is_same == ("moving" in name), name


def test_it_is_saved_and_loaded_by_keras(model, recorded, tmp_path):
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    found = again.predict(recorded["images"], verbose=0)
    np.testing.assert_allclose(found, recorded["logits"], atol=1e-5)


def test_any_tensors_are_inputs_and_outputs(recorded):
    outputs = ["conv1/Relu", "logits/BiasAdd:0"]
    whole = tf1.load_graph(FROZEN, {"images": (None, 8, 8, 3)}, outputs, name="both")
    assert whole.name == "both"
    found = whole.predict(recorded["images"], verbose=0)
    assert list(found) == outputs
    rest = tf1.load_graph(FROZEN, {"conv1/Relu": (None, 8, 8, 4)}, "logits/BiasAdd")
    assert set(variables_of(rest)) == {"logits/weights", "logits/biases"}
    logits = rest.predict(found["conv1/Relu"], verbose=0)
    np.testing.assert_allclose(logits, recorded["logits"], atol=1e-5)


def test_a_graph_as_text_is_read(tf, recorded, tmp_path):
    graph_def = tf.GraphDef.FromString(FROZEN.read_bytes())
    file = tf.train.write_graph(graph_def, tmp_path, "frozen.pbtxt")
    found = tf1.load_graph(file).predict(recorded["images"], verbose=0)
    np.testing.assert_allclose(found, recorded["logits"], atol=1e-5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"inputs": ["pictures"]},
            "load_graph needs 'pictures', and the graph has no such node.",
        ),
        (
            {"outputs": ["softmax"]},
            "The part of a graph needs 'softmax', and the graph has no such node.",
        ),
        (
            {"inputs": ["logits/BiasAdd"], "outputs": ["conv1/Relu"]},
            "The inputs ['logits/BiasAdd'] have no influence on the outputs ['conv1/Relu'].",
        ),
        (
            {"inputs": ["conv1/Relu"]},
            "The graph does not say the shape of its input 'conv1/Relu'. Say it: "
            "load_graph(file, inputs={'conv1/Relu': (None, 224, 224, 3)}).",
        ),
        (
            {"outputs": ["logits/weights/read"]},
            "The graph has no placeholder, so it is not known what its inputs are. Name "
            "them: load_graph(file, inputs=['name/of/tensor']).",
        ),
    ],
)
def test_what_cannot_be_is_explained(arguments, message):
    with pytest.raises(GraphFileError) as caught:
        tf1.load_graph(FROZEN, **arguments)
    assert str(caught.value) == message


def test_only_what_the_outputs_need_has_to_be_there(tf, tmp_path, recorded):
    graph_def = tf.GraphDef.FromString(FROZEN.read_bytes())
    graph_def.node.append(
        tf.NodeDef(name="more", op="ImaginaryOp", input=["logits/BiasAdd"])
    )
    tf.train.write_graph(graph_def, tmp_path, "more.pb", as_text=False)
    with pytest.raises(
        MissingOperationError, match="'more' of the graph is a Imaginary"
    ):
        tf1.load_graph(tmp_path / "more.pb")
    assert tf1.load_graph(tmp_path / "more.pb", outputs="logits/BiasAdd")


def test_a_file_that_is_no_graph_is_refused(tmp_path):
    file = tmp_path / "frozen.pb"
    file.write_bytes(b"")
    with pytest.raises(GraphFileError) as caught:
        tf1.load_graph(file)
    assert str(caught.value) == (
        f"{file} does not hold a GraphDef: it is damaged, or something else."
    )
