"""Networks with the weights of a checkpoint."""

import numpy as np
import pytest
from tests.checkpoint.writing import write_checkpoint
from tests.layers.arrays import numbers

from argscope import layers
from argscope.checkpoint import CheckpointNotFoundError, RestoreError, load_checkpoint
from argscope.nets import nets_factory
from argscope.nets.errors import ImageSizeError, NetworkArgumentError
from argscope.predict import PredictError, load_published


def refusal(kind, *arguments, **options):
    with pytest.raises(kind) as refused:
        load_published(*arguments, **options)
    return str(refused.value)


def test_network_has_the_classes_and_the_values_of_its_checkpoint(checkpoint, values):
    network = load_published("lenet", checkpoint)
    assert network.labels == ("class 0", "class 1", "class 2")
    assert (network.preprocessing.name, network.size) == ("lenet", 28)
    for variable in network.model.variables_in_order:
        np.testing.assert_array_equal(numbers(variable), values[variable.path])


@pytest.mark.parametrize("name", ["mobilenet_v1_025", "mobilenet_v2_035"])
def test_width_is_found_in_the_checkpoint(name, tmp_path):
    narrow = layers.Model(nets_factory.get_network_fn(name, 5), seed=1)
    narrow.build((None, 96, 96, 3))
    values = {v.path: numbers(v) for v in narrow.variables_in_order}
    checkpoint = write_checkpoint(tmp_path / "m.ckpt", values)
    network = load_published(name[:12], checkpoint, image_size=96)
    assert len(network.labels) == 5
    shapes = {v.path: tuple(v.shape) for v in network.model.variables_in_order}
    assert shapes == {path: value.shape for path, value in values.items()}


def test_checkpoint_may_be_open(checkpoint):
    reader = load_checkpoint(checkpoint)
    assert load_checkpoint(reader) is reader
    assert len(load_published("lenet", reader).labels) == 3


def test_what_classes_are_called_can_be_said(checkpoint):
    network = load_published("lenet", checkpoint, labels=["daisy", "rose", "tulip"])
    assert network.labels == ("daisy", "rose", "tulip")


def test_images_can_be_prepared_in_another_way(tmp_path, values):
    shapes = {"LeNet/conv1/weights": (5, 5, 3, 32), "LeNet/fc3/weights": (4096, 1024)}
    changed = {name: np.zeros(shape) for name, shape in shapes.items()}
    path = write_checkpoint(tmp_path / "other.ckpt", {**values, **changed})
    network = load_published("lenet", path, preprocessing="vgg", image_size=32)
    assert network.model.variables_in_order[0].shape == (5, 5, 3, 32)
    assert (network.preprocessing.name, network.size) == ("vgg", 32)


def test_network_has_the_options_that_are_given(tmp_path, values):
    renamed = {name.replace("LeNet", "Mine"): v for name, v in values.items()}
    path = write_checkpoint(tmp_path / "other.ckpt", renamed)
    network = load_published("lenet", path, scope="Mine")
    assert network.model.variables_in_order[-1].path == "Mine/fc4/biases"


def test_averages_over_training_are_taken_if_asked_for(tmp_path, values):
    average = {f"{name}/ExponentialMovingAverage": v + 1 for name, v in values.items()}
    path = write_checkpoint(tmp_path / "ema.ckpt", {**values, **average})
    name = "LeNet/fc4/biases"
    for prefer, expected in ((False, values[name]), (True, values[name] + 1)):
        network = load_published("lenet", path, prefer_ema=prefer)
        np.testing.assert_array_equal(numbers(network.model.variable(name)), expected)


def test_checkpoint_without_a_part_of_the_network_is_refused(tmp_path, values):
    lacking = {name: v for name, v in values.items() if "fc3" not in name}
    path = write_checkpoint(tmp_path / "part.ckpt", lacking)
    assert refusal(PredictError, "lenet", path) == (
        f"{path}: restored 6 of 8 variables\n"
        "  not in the checkpoint: 2\n"
        "    LeNet/fc3/weights\n"
        "    LeNet/fc3/biases\n"
        "  left over in the checkpoint: 1\n"
        "    global_step\n"
        "So it is not a checkpoint of this lenet. Look into it: argscope checkpoint ls "
        f"{path}"
    )


def test_checkpoint_of_another_network_is_refused(checkpoint):
    told = refusal(RestoreError, "cifarnet", checkpoint)
    assert told.startswith(
        f"restore() found none of the model's variables in {checkpoint}. The model wants "
        "'CifarNet/conv1/weights'"
    )


def test_missing_checkpoint_is_named(tmp_path):
    told = refusal(CheckpointNotFoundError, "lenet", tmp_path / "none.ckpt")
    assert told.startswith(f"there is no checkpoint at {tmp_path / 'none.ckpt'}")


def test_unknown_network_is_named_with_what_was_meant(checkpoint):
    told = refusal(NetworkArgumentError, "lenett", checkpoint)
    assert told.startswith("There is no network 'lenett'. Did you mean 'lenet'?")


def test_unknown_preprocessing_is_named_with_what_was_meant(checkpoint):
    assert refusal(PredictError, "lenet", checkpoint, preprocessing="vg") == (
        "There is no preprocessing 'vg'. Did you mean 'vgg'?\n"
        "  known: inception, vgg, cifarnet, lenet"
    )


def test_too_few_labels_are_refused(checkpoint):
    assert refusal(PredictError, "lenet", checkpoint, labels=["daisy", "rose"]) == (
        "There are 2 labels, and lenet has 3 classes in its checkpoint. Give one label a "
        "class, in the order of the classes; if the first one is the background then it "
        "needs a label, too."
    )


def test_size_for_which_a_network_tells_no_classes_is_refused(checkpoint):
    told = refusal(ImageSizeError, "alexnet_v2", checkpoint, image_size=300)
    assert told.startswith("alexnet_v2() got images of 300 x 300 pixels")
