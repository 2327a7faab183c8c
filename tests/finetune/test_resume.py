"""A run that was stopped goes on as if it had not been."""

import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from tests.finetune.conftest import run
from tests.finetune.events import points
from tests.finetune.interrupts import interrupted
from tests.finetune.states import assert_same, state

from argscope.finetune import _batches, _state, load_run
from argscope.finetune.errors import RunFolderError

SLOW = pytest.mark.slow


@pytest.fixture(autouse=True)
def quiet(capfd):
    """See to it that no thread shows a traceback."""
    yield
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize(
    ("moment", "place", "kept"),
    [
        (("TrainingBatches", 2), "in epoch 2", 1),
        pytest.param(("TrainingBatches", 1), "in epoch 1", 0, marks=SLOW),
        pytest.param(("TrainingBatches", 3), "in epoch 3", 2, marks=SLOW),
        pytest.param(("EvaluationBatches", 1), "after epoch 1", 1, marks=SLOW),
    ],
)
def test_interrupted_run_ends_as_if_it_had_not_been(
    moment, place, kept, finished, configured
):
    config = configured()
    with interrupted(*moment), pytest.raises(KeyboardInterrupt) as stopped:
        run(config)
    assert str(stopped.value) == f"stopped {place} of 3; the same command goes on"
    again = run(config)

    assert_same(state(again.folder), state(finished.folder))
    told = f"going on after epoch {kept} of 3"
    assert (told in again.shown) == (kept > 0)
    metrics = "metrics.csv"
    assert (again.folder / metrics).read_text() == (
        finished.folder / metrics
    ).read_text()
    assert points(again.folder) == points(finished.folder)


def test_finished_run_is_not_trained_again(finished, tmp_path):
    folder = shutil.copytree(finished.folder, tmp_path / "run")
    again = run(replace(finished.config, run_dir=folder))
    assert "epoch 1/3" not in again.shown
    assert again.result["validation_loss"] == finished.result["validation_loss"]
    assert_same(state(folder), state(finished.folder))


def test_what_is_read_ahead_does_not_disturb_a_stop(configured, monkeypatch):
    # TensorFlow goes on reading in the background; `quiet` hears what it says of it.
    read = _batches.Images.to_train

    def read_slowly(*arguments):
        time.sleep(0.05)
        return read(*arguments)

    monkeypatch.setattr(_batches.Images, "to_train", read_slowly)
    with interrupted("TrainingBatches", 1, at=2), pytest.raises(KeyboardInterrupt):
        run(configured(batch_size=1))
    time.sleep(0.5)


def test_run_with_a_constant_step_size_may_be_given_more_epochs(configured):
    whole = run(configured(schedule="constant"))
    less = run(configured(schedule="constant", epochs=2))
    more = run(replace(less.config, epochs=3))
    assert more.shown.splitlines()[1:3] == [
        "3 epochs instead of 2",
        "going on after epoch 2 of 3",
    ]
    assert_same(state(more.folder), state(whole.folder))
    assert points(more.folder) == points(whole.folder)
    assert more.result["validation_loss"] == whole.result["validation_loss"]
    assert load_run(more.folder).config.epochs == 3


@pytest.mark.slow
def test_run_with_a_cosine_goes_on_with_that_of_its_new_epochs(finished, tmp_path):
    folder = shutil.copytree(finished.folder, tmp_path / "run")
    more = run(replace(finished.config, epochs=5, run_dir=folder))
    assert more.shown.splitlines()[1] == (
        "5 epochs instead of 3: from here on the step size follows their cosine, so a "
        "run that has them from "
    )  # and so on, in a console of 100 columns
    rates = [rate for _, rate in points(folder)["learning_rate"]]
    expected = [
        0.01 * (1 + np.cos(np.pi * at)) / 2 for at in (1 / 3, 2 / 3, 1, 4 / 5, 1)
    ]
    assert rates == pytest.approx(expected, abs=1e-8)


def test_run_that_is_given_more_epochs_is_not_finished(finished, tmp_path):
    folder = shutil.copytree(finished.folder, tmp_path / "run")
    config = replace(finished.config, epochs=4, run_dir=folder)
    with interrupted("TrainingBatches", 1), pytest.raises(KeyboardInterrupt):
        run(config)
    with pytest.raises(RunFolderError, match=r"it has no result\.json yet"):
        load_run(folder)


def test_less_epochs_than_are_finished_are_refused(finished):
    with pytest.raises(RunFolderError) as refused:
        run(replace(finished.config, epochs=2))
    assert str(refused.value) == (
        f"The run in {finished.folder} has finished 3 epochs, and is to end after 2. "
        "Give --epochs 3 or more, or another --run-dir."
    )
    assert (finished.folder / "result.json").exists()


def test_damaged_state_is_named(finished, tmp_path):
    path = tmp_path / "state.safetensors"
    for name in ("config.json", path.name):
        shutil.copy(finished.folder / name, tmp_path)
    config = replace(finished.config, run_dir=tmp_path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(RunFolderError) as refused:
        run(config)
    assert str(refused.value).startswith(
        f"{path} cannot be continued from: it is damaged ("
    )
    assert str(refused.value).endswith("Delete it to start the run again.")


def test_state_is_whole_when_writing_it_fails(finished, monkeypatch, tmp_path):
    path = tmp_path / "state"
    path.write_bytes(b"old")

    def half_written(_arrays, new, metadata):
        new.write_bytes(b"ha")
        raise OSError("the disk is full")

    monkeypatch.setattr("safetensors.numpy.save_file", half_written)
    model = load_run(finished.folder).model
    model.compile("sgd")
    with pytest.raises(OSError, match="the disk is full"):
        _state.save_state(path, model, _state.Progress())
    assert path.read_bytes() == b"old"


def command(config):
    """Return what a user would type for three epochs."""
    return [
        sys.executable, "-m", "argscope", "train", "--net", config.net,
        "--data", config.data, "--run-dir", config.folder, "--epochs", "3",
        "--batch-size", "6", "--validation-fraction", "0.25", "--image-size", "16",
    ]  # fmt: skip


@contextmanager
def started(arguments):
    """Start a program that is read from; kill what is left of it in the end."""
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.parametrize(
    "sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda sent: sent.name
)
def test_ended_run_ends_as_if_it_had_not_been(sent, configured, finished):
    config = configured()
    with started(command(config)) as process:
        while not process.stdout.readline().startswith("epoch 1/3"):
            assert process.poll() is None
        process.send_signal(sent)
        errors = process.communicate()[1]
    if sent is signal.SIGKILL:
        assert process.returncode == -sent
    else:
        assert process.returncode == 128 + sent
        assert "Traceback" not in errors
        assert errors.splitlines()[-1].startswith("argscope: stopped ")
    subprocess.run(command(config), check=True, stdout=subprocess.DEVNULL)
    assert_same(state(config.folder), state(finished.folder))


def test_run_that_is_ended_while_it_imports_keras_says_so(configured):
    # Python writes the name of each module on standard error.
    python, *rest = command(configured())
    with started([python, "-v", *rest]) as process:
        while not process.stderr.readline().startswith("import 'keras"):
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        errors = process.communicate()[1]
    assert process.returncode == 128 + signal.SIGTERM
    assert "argscope: stopped before training; the same command goes on\n" in errors
    assert "Traceback" not in errors
