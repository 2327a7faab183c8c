"""Two processes compute what one does, to rounding: torch over gloo."""

import json
import os
import socket
from pathlib import Path

import keras
import numpy as np
import pytest
from tests.distribution import networks, torch_networks
from tests.distribution.started import free_port, run_together

import argscope
from argscope._distribution.processes import Processes

if os.environ.get("KERAS_BACKEND") != "torch":
    pytest.skip("processes of torch", allow_module_level=True)

from argscope._distribution import torch_processes  # needs torch

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


@pytest.mark.parametrize("way", ["trained", "cut"])
def test_twenty_steps_give_the_weights_of_one_device(alone, found, folder, way):
    model, _ = alone
    assert networks.farthest(of_model(model), of_file(folder / f"{way}.npz")) < 1e-5


@pytest.mark.parametrize("way", ["trained", "cut"])
def test_every_process_tells_the_losses_and_metrics_of_one_device(alone, found, way):
    _, history = alone
    mine, other = (each[way]["history"] for each in found)
    assert mine == other
    assert networks.farthest(as_arrays(history), as_arrays(mine)) < 1e-5


@pytest.mark.parametrize("way", ["trained", "cut"])
def test_every_process_measures_what_one_device_does(alone, found, way):
    model, _ = alone
    images, labels = (each[:48] for each in networks.images_and_labels())
    measured = model.evaluate(images, labels, batch_size=24, verbose=0)
    mine, other = (each[way]["measured"] for each in found)
    assert mine == other
    np.testing.assert_allclose(mine, measured, rtol=1e-5)


@pytest.mark.parametrize("way", ["trained", "cut"])
def test_a_process_predicts_for_its_images(alone, found, way):
    model, _ = alone
    outputs = model.predict(networks.images_and_labels()[0][:48], verbose=0)
    parts = np.concatenate([each[way]["outputs"] for each in found])
    np.testing.assert_allclose(parts, outputs, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("way", ["trained", "cut"])
def test_steps_that_a_program_writes_out_are_those_of_one_device(found, folder, way):
    model = torch_networks.stepped_by_hand()
    values = of_file(folder / f"{way}_by_hand.npz")
    assert networks.farthest(of_model(model), values) < 1e-5


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


def test_the_steps_of_slim_are_those_of_one_device(found):
    step = torch_networks.train_op()
    images, labels = (each[:24] for each in networks.images_and_labels())
    own = [step({"images": images, "labels": labels}) for _ in range(3)]
    for each in found:
        np.testing.assert_allclose(each["slim"], own, rtol=1e-5)


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


def test_a_process_holds_half_of_what_is_cut_and_of_its_momentum(found):
    half = 4 * 4 * 8 * 32 * 4 // 2
    assert [each["held"] for each in found] == [[[half, half]] * 2] * 2


def test_what_is_cut_is_frozen_and_trained_again(found, folder):
    model = networks.compiled()
    images, labels = (each[:24] for each in networks.images_and_labels())
    model.train_on_batch(images, labels)
    model.freeze("conv1")
    model.train_on_batch(images, labels)
    model.unfreeze()
    loss = model.train_on_batch(images, labels)
    assert networks.farthest(of_model(model), of_file(folder / "frozen.npz")) < 1e-5
    for each in found:
        np.testing.assert_allclose(each["frozen"], loss, rtol=1e-5)


def test_an_optimizer_that_looks_at_whole_variables_is_refused(found):
    instead = "Keras on JAX has: KERAS_BACKEND=jax. On torch clip by value (clipvalue)."
    assert found[0]["refused"] == [
        "Keras on torch has no Lamb for variables that are cut over devices. "
        + instead,
        "Keras on torch has no global_clipnorm of SGD for variables that are cut over "
        "devices. " + instead,
    ]


def test_one_process_alone_is_told_how_several_are_started():
    with pytest.raises(argscope.DistributionError) as caught:
        argscope.distribute(data=2)
    assert str(caught.value) == (
        "distribute(data=2,model=1) needs 2 processes on torch, one for each device, and "
        "this program is one by itself. Start it as\n"
        "  torchrun --nproc-per-node 2 PROGRAM\n"
        "or train with\n"
        "  argscope train --distribute data --devices 2\n"
        "or give each process coordinator, processes and process."
    )


def test_another_number_of_processes_than_of_devices_is_refused():
    with pytest.raises(argscope.DistributionError) as caught:
        argscope.distribute(data=2, coordinator="127.0.0.1:1", processes=3, process=0)
    assert str(caught.value) == (
        "distribute(data=2,model=1) needs 2 processes on torch, one for each device; "
        "there are 3. Start as many as there are devices."
    )


def test_a_port_at_which_another_program_listens_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as other:
        place = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(argscope.DistributionError) as caught:
            argscope.distribute(data=2, coordinator=place, processes=2, process=0)
    assert str(caught.value) == (
        f"Another program listens at {place}, where the processes are to meet. Choose "
        "another port, the same for all of them."
    )


def test_a_process_whose_others_do_not_come_to_the_store_says_so():
    place = f"127.0.0.1:{free_port()}"
    alone = Processes(2, 0, place, join_within=1.0)
    with pytest.raises(argscope.DistributionError) as caught:
        torch_processes._rendezvous(alone, hosted=False)
    first, *_, last = str(caught.value).splitlines()
    assert first.startswith(f"Process 0 of 2 has not met the others at {place}: ")
    assert last == (
        "Were all of them started, with the same address and number of processes?"
    )
