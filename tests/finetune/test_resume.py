"""A run that was stopped goes on as if it had not been."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from tests.finetune.conftest import run
from tests.finetune.states import assert_same, state

from argscope.finetune import _state
from argscope.finetune._events import EventWriter
from argscope.finetune.errors import RunFolderError

SLOW = pytest.mark.slow


@pytest.fixture
def stopped_in_epoch(monkeypatch):
    """Return a function that lets the next run stop at the end of an epoch."""

    def stop(number):
        class Stopping(EventWriter):
            def on_epoch_end(self, epoch, logs=None):
                if epoch + 1 == number:
                    raise KeyboardInterrupt
                super().on_epoch_end(epoch, logs)

        monkeypatch.setattr("argscope.finetune._loop.EventWriter", Stopping)

    return stop


@pytest.mark.parametrize("epoch", [2, *(pytest.param(e, marks=SLOW) for e in (1, 3))])
def test_interrupted_run_ends_as_if_it_had_not_been(
    epoch, finished, configured, stopped_in_epoch, monkeypatch
):
    config = configured()
    stopped_in_epoch(epoch)
    with pytest.raises(KeyboardInterrupt):
        run(config)
    monkeypatch.undo()
    again = run(config)

    assert_same(state(again.folder), state(finished.folder))
    told = f"going on after epoch {epoch - 1} of 3"
    assert (told in again.shown) == (epoch > 1)
    metrics = "metrics.csv"
    assert (again.folder / metrics).read_text() == (
        finished.folder / metrics
    ).read_text()


def test_finished_run_is_not_trained_again(finished, tmp_path):
    folder = shutil.copytree(finished.folder, tmp_path / "run")
    again = run(replace(finished.config, run_dir=folder))
    assert "epoch 1/3" not in again.shown
    assert again.result["validation_loss"] == finished.result["validation_loss"]
    assert_same(state(folder), state(finished.folder))


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

    monkeypatch.setattr(_state, "save_file", half_written)
    from argscope.finetune import load_run

    model = load_run(finished.folder).model
    model.compile("sgd")
    with pytest.raises(OSError, match="the disk is full"):
        _state.save_state(path, model, _state.Progress())
    assert path.read_bytes() == b"old"


@pytest.mark.slow
def test_killed_run_ends_as_if_it_had_not_been(configured, finished):
    config = configured()
    command = [
        sys.executable, "-m", "argscope", "train", "--net", config.net,
        "--data", config.data, "--run-dir", config.folder, "--epochs", "3",
        "--batch-size", "6", "--validation-fraction", "0.25", "--image-size", "16",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not (config.folder / "state.safetensors").exists():
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert_same(state(config.folder), state(finished.folder))
