"""Published weights from a frozen graph: the network says what TensorFlow says.

On the backend of `KERAS_BACKEND`; `make test-published` takes one after the other.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from PIL import Image
from tests.published.files import GRAPH, LOGITS, PICTURES, random_picture

from argscope import layers, nets
from argscope.checkpoint import load_checkpoint
from argscope.preprocessing import INCEPTION
from argscope.tf1 import load_graph

import keras  # isort: skip  # after argscope, which chooses the backend

CLASSES = 1001  # of ImageNet, and in front of them the background
EGYPTIAN_CAT, TABBY, ESPRESSO = 1 + 285, 1 + 281, 1 + 967
VARIABLES = 137
ADDED = {  # the layer of those who trained on
    "final_training_ops/weights/final_weights",
    "final_training_ops/biases/final_biases",
}


@pytest.fixture(scope="module")
def loaded():
    """Return the network with the published weights, and the report of loading them."""
    network = nets.nets_factory.get_network_fn("mobilenet_v1", CLASSES)
    model = layers.Model(lambda images: network(images)[0])
    model.build((None, 224, 224, 3))
    return model, model.load_checkpoint(GRAPH)


@pytest.fixture(scope="module")
def graph():
    """Return the graph itself as a model, up to the logits for ImageNet."""
    return load_graph(GRAPH, outputs="MobilenetV1/Predictions/Reshape")


def picture(name):
    if name == "random":
        return random_picture()
    image = Image.fromarray(getattr(skimage.data, name)())
    return INCEPTION.evaluate(image, (224, 224))


def logits(model, name):
    return keras.ops.convert_to_numpy(model(picture(name)[np.newaxis]))[0]


def test_the_frozen_graph_has_the_variables_of_the_network_and_two_more():
    reader = load_checkpoint(GRAPH)
    assert reader.format == "frozen graph"
    assert len(reader) == VARIABLES + len(ADDED)
    assert {name for name in reader if not name.startswith("MobilenetV1/")} == ADDED


def test_every_variable_of_the_network_is_loaded(loaded):
    _, report = loaded
    assert report.complete
    assert len(report.restored) == VARIABLES
    assert set(report.left_over) == ADDED


@pytest.mark.parametrize("name", [*PICTURES, "random"])
def test_the_network_computes_what_tensorflow_computes(loaded, name):
    model, _ = loaded
    with np.load(LOGITS) as recorded:
        right = recorded[name]
    assert np.abs(logits(model, name) - right).max() <= 1e-5 * np.abs(right).max()


@pytest.mark.parametrize("name", [*PICTURES, "random"])
def test_the_graph_itself_is_a_model_that_computes_it(graph, name):
    with np.load(LOGITS) as recorded:
        right = recorded[name]
    assert np.abs(logits(graph, name) - right).max() <= 1e-5 * np.abs(right).max()


@pytest.mark.parametrize(
    ("name", "labels"), [("chelsea", [EGYPTIAN_CAT, TABBY]), ("coffee", [ESPRESSO])]
)
def test_the_network_sees_what_is_in_a_picture(loaded, name, labels):
    model, _ = loaded
    best = np.argsort(-logits(model, name))
    assert best[: len(labels)].tolist() == labels


def test_the_command_line_says_what_is_in_the_pictures(tmp_path):
    files = {"cat.png": "chelsea", "coffee.png": "coffee"}
    for file, name in files.items():
        Image.fromarray(getattr(skimage.data, name)()).save(tmp_path / file)
    command = [sys.executable, "-m", "argscope", "predict", "--net", "mobilenet_v1"]
    command += ["--checkpoint", str(GRAPH), "--json", *files]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(line["file"]).name for line in lines] == list(files)
    cat, coffee = ([one["label"] for one in line["predictions"]] for line in lines)
    assert cat[0].startswith("Egyptian cat")
    assert cat[1].startswith("tabby")
    assert coffee[0].startswith("espresso")
    assert all(0 < line["predictions"][0]["probability"] <= 1 for line in lines)
