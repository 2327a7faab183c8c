"""Labels of images, and outputs that still have height and width."""

import keras
import numpy as np
import pytest

from argscope import layers
from argscope.layers.errors import LabelsError

IMAGES = np.zeros((4, 1, 1, 3), "float32")
NUMBERS = np.array([0, 1, 2, 3])
ONE_HOT = np.eye(5, dtype="float32")[NUMBERS]
SPARSE = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
DENSE = keras.losses.CategoricalCrossentropy(from_logits=True)


def positions(images):
    return layers.conv2d(images, 5, 1, activation_fn=None, scope="logits")


def images_only(images):
    return positions(images)[:, 0, 0]


def compiled(network, loss):
    model = layers.Model(network, name="net", seed=0)
    model.compile("sgd", loss)
    return model


@pytest.mark.parametrize("use", ["fit", "evaluate"])
@pytest.mark.parametrize(
    ("loss", "labels", "shape"),
    [
        (SPARSE, NUMBERS, "(batch,)"),
        (SPARSE, NUMBERS[:, None], "(batch, 1)"),
        (DENSE, ONE_HOT, "(batch, 5)"),
        ("sparse_categorical_crossentropy", NUMBERS, "(batch,)"),
        (keras.losses.categorical_crossentropy, ONE_HOT, "(batch, 5)"),
    ],
)
def test_one_label_an_image_is_refused_with_what_squeezes(use, loss, labels, shape):
    model = compiled(positions, loss)
    with pytest.raises(LabelsError) as refused:
        getattr(model, use)(IMAGES, labels, verbose=0)
    # Keras on TensorFlow adds where it was, or puts a line before.
    assert (
        f"The labels have shape {shape}, one for each image, and the model 'net' gives "
        "outputs of shape (batch, 1, 1, 5), which keep the axes of height and width. "
        "Build the network with spatial_squeeze=True, for outputs of shape (batch, 5), as "
        "nets_factory.get_network_fn does."
    ) in str(refused.value)


@pytest.mark.parametrize(
    ("network", "loss", "labels"),
    [
        (images_only, SPARSE, NUMBERS),
        (images_only, DENSE, ONE_HOT),
        (positions, SPARSE, NUMBERS[:, None, None]),
        (positions, DENSE, ONE_HOT[:, None, None]),
        (positions, lambda y, outputs: outputs[:, 0, 0, 0] - y, NUMBERS * 1.0),
    ],
    ids=["numbers", "one-hot", "map of numbers", "one-hot map", "own loss"],
)
def test_labels_that_fit_train(network, loss, labels):
    history = compiled(network, loss).fit(IMAGES, labels, verbose=0).history
    assert np.isfinite(history["loss"]).all()
