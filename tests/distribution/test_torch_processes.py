"""Two processes compute what one does, to rounding: torch over gloo."""

import json
import os
from pathlib import Path

import keras
import numpy as np
import pytest
from tests.distribution import networks, torch_networks
from tests.distribution.started import run_together

if os.environ.get("KERAS_BACKEND") != "torch":
    pytest.skip("processes of torch", allow_module_level=True)

PROGRAM = Path(__file__).with_name("one_of_two_torch.py")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where process 0 writes weights."""
    return tmp_path_factory.mktemp("together")


@pytest.fixture(scope="module")
def found(folder):
    """What each of the two processes has found."""
    outputs = run_together(PROGRAM, 2, str(folder))
    return [json.loads(each.splitlines()[-1]) for each in outputs]


@pytest.fixture(scope="module")
def alone():
    """What one device finds: the model, and what fit told."""
    return networks.trained()


def of_file(path):
    return list(np.load(path).values())


def of_model(model):
    variables = model.variables + model.optimizer.variables
    return [keras.ops.convert_to_numpy(variable.value) for variable in variables]


def as_arrays(history):
    # In the order of their names, at the end of which Keras counts them up.
    return [np.array(history[name]) for name in sorted(history)]


def test_twenty_steps_give_the_weights_of_one_device(alone, found, folder):
    model, _ = alone
    assert networks.farthest(of_model(model), of_file(folder / "trained.npz")) < 1e-5


def test_every_process_tells_the_losses_and_metrics_of_one_device(alone, found):
    _, history = alone
    mine, other = (each["trained"]["history"] for each in found)
    assert mine == other
    assert networks.farthest(as_arrays(history), as_arrays(mine)) < 1e-5


def test_every_process_measures_what_one_device_does(alone, found):
    model, _ = alone
    images, labels = (each[:48] for each in networks.images_and_labels())
    measured = model.evaluate(images, labels, batch_size=24, verbose=0)
    mine, other = (each["trained"]["measured"] for each in found)
    assert mine == other
    np.testing.assert_allclose(mine, measured, rtol=1e-5)


def test_a_process_predicts_for_its_images(alone, found):
    model, _ = alone
    outputs = model.predict(networks.images_and_labels()[0][:48], verbose=0)
    parts = np.concatenate([each["trained"]["outputs"] for each in found])
    np.testing.assert_allclose(parts, outputs, rtol=1e-4, atol=1e-5)


def test_models_without_a_seed_begin_with_the_same_values(found):
    assert found[0]["trained"]["seed"] == found[1]["trained"]["seed"]


@pytest.mark.filterwarnings("ignore:Gradients do not exist")
def test_what_is_frozen_or_gets_no_gradient_stays_and_sums_and_areas_are_whole(
    found, folder
):
    model, history = torch_networks.trained_with_strangers()
    assert networks.farthest(of_model(model), of_file(folder / "strangers.npz")) < 1e-5
    mine, other = (each["strangers"] for each in found)
    assert mine == other
    assert networks.farthest(as_arrays(history), as_arrays(mine)) < 1e-5


def test_a_batch_that_does_not_divide_is_computed_whole_by_all(found):
    model = networks.compiled()
    images, labels = (each[:7] for each in networks.images_and_labels())
    own = [model.train_on_batch(images, labels) for _ in range(3)]
    for each in found:
        np.testing.assert_allclose(each["wholes"], own, rtol=1e-5)


def test_batch_norm_takes_the_whole_batch(found):
    images = networks.images_and_labels()[0][:48]
    for outputs, moving in (each["norm"] for each in found):
        assert np.abs(outputs).max() > 1e-3  # a part's mean is not that of all
        np.testing.assert_allclose(moving, images.mean((0, 1, 2)) / 2, rtol=1e-5)
    both = np.mean([each["norm"][0] for each in found], 0)
    np.testing.assert_allclose(both, 0, atol=1e-6)


def test_batch_norm_takes_a_part_by_itself_where_that_is_asked_for(found):
    images = networks.images_and_labels()[0][:48]
    for outputs, moving in (each["norm_alone"] for each in found):
        np.testing.assert_allclose(outputs, 0, atol=1e-6)
        np.testing.assert_allclose(moving, images.mean((0, 1, 2)) / 2, rtol=1e-5)


def test_processes_read_each_others_texts(found):
    assert [each["texts"] for each in found] == [
        ["of 0", "of 1", None],
        ["of 1", "of 0", None],
    ]
