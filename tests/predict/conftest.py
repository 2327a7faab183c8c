"""A tiny published network, and images for it."""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend

# isort: split
import numpy as np
import pytest
from tests.checkpoint.writing import write_checkpoint
from tests.finetune.pictures import COLOURS, write_image

from argscope import layers
from argscope.nets import nets_factory

CLASSES = 3


@pytest.fixture(scope="package")
def values():
    """Return the variables of a LeNet for three classes, as a checkpoint has them."""
    model = layers.Model(nets_factory.get_network_fn("lenet", CLASSES), seed=1)
    model.build((None, 28, 28, 1))
    arrays = {v.path: np.asarray(v.numpy()) for v in model.variables_in_order}
    return {**arrays, "global_step": np.float32(7)}


@pytest.fixture(scope="package")
def checkpoint(values, tmp_path_factory):
    """Return where the checkpoint of that network is."""
    return write_checkpoint(tmp_path_factory.mktemp("published") / "lenet.ckpt", values)


@pytest.fixture(scope="package")
def photos(tmp_path_factory):
    """Return three files of images."""
    folder = tmp_path_factory.mktemp("photos")
    return [
        write_image(folder / f"{name}.png", colour, seed=seed)
        for seed, (name, colour) in enumerate(COLOURS.items())
    ]
