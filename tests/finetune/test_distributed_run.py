"""A run on several devices, in several processes, is the run on one, to rounding."""

import signal

import keras
import pytest
from tests.finetune.conftest import run
from tests.finetune.distributed import (
    NETWORK,
    assert_same_run,
    config,
    ends,
    options,
    pair,
    started,
    with_speeds_left_out,
)
from tests.finetune.pictures import write_folder

BACKEND = keras.backend.backend()
DEVICES = {"jax": 4, "torch": 2, "tensorflow": 2}[BACKEND]
SEVERAL = pytest.mark.skipif(
    BACKEND == "tensorflow", reason="TensorFlow has one process"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with images and a network: 21 to train on, 6 to validate."""
    folder = tmp_path_factory.mktemp("distributed")
    write_folder(folder / "pictures", count=9)
    (folder / "small.py").write_text(NETWORK)
    return folder


@pytest.fixture(scope="module")
def one(folder):
    """Return the run on one device."""
    return run(config(folder, "one"))


def test_run_on_several_devices_is_the_run_on_one(folder, one):
    # Of 6 images to validate four devices compute 4 in parts, and 2 whole.
    several = config(folder, "several", distribute="data", devices=DEVICES)
    (ended,) = ends([started(options(several))])
    assert ended.status == 0, ended.err
    assert_same_run(several.folder, one.folder)
    *said, _, _ = with_speeds_left_out(ended.out).splitlines()
    assert said == with_speeds_left_out(one.shown).splitlines()


@SEVERAL
def test_run_of_two_processes_goes_on_with_one(folder, one):
    first, second = ends(pair(options(config(folder, "pair", epochs=1))))
    assert (first.status, second.status) == (0, 0), first.err + second.err
    assert "epoch 1/1: loss" in first.out
    assert (second.out, second.err) == ("", "")
    went_on = run(config(folder, "pair"))
    assert "going on after epoch 1 of 2" in went_on.shown
    assert_same_run(went_on.folder, one.folder)


@SEVERAL
def test_other_settings_are_refused_by_both_processes(folder):
    refused = config(folder, "refused")
    first, second = ends(pair(options(refused), of_second=["--seed", 1]))
    assert (first.status, second.status) == (1, 1)
    assert first.err == (
        "argscope: The processes of a run must have the same settings; these differ:\n"
        "  seed: 0 in process 0, 1 in process 1\n"
    )
    assert not refused.folder.exists()


@SEVERAL
def test_signal_to_one_process_stops_both_after_a_step(folder):
    processes = pair(options(config(folder, "stopped", epochs=1000)))
    try:
        for line in processes[0].stdout:
            if line.startswith("epoch 1/"):
                break
        processes[1].send_signal(signal.SIGINT)
    finally:
        first, second = ends(processes)
    assert (first.status, second.status) == (130, 130)
    assert "argscope: stopped " in first.err
    assert "the same command goes on" in first.err
    assert second.err == ""


@pytest.mark.skipif(BACKEND != "jax", reason="devices of one process")
def test_too_few_devices_are_told_with_those_there_are(folder):
    too_few = config(folder, "too_few", distribute="data=4")
    (ended,) = ends([started(options(too_few))])
    assert ended.status == 1
    assert ended.err.startswith(
        "argscope: distribute(data=4,model=1) needs 4 devices; there is 1: cpu:0.\n"
    )
    assert not too_few.folder.exists()
