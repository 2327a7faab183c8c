"""A run on images learns, starts from checkpoints, freezes, and writes down what it did."""

import csv
import json
import re
import shutil
import time
from dataclasses import replace

import keras
import numpy as np
import pytest
from tests.checkpoint.files import expected, path_of
from tests.finetune.conftest import built, run
from tests.finetune.events import points
from tests.finetune.pictures import COLOURS, write_image
from tests.finetune.states import assert_same, state

from argscope import ArgScope
from argscope._runs.progress import ProgressBar
from argscope.checkpoint import CheckpointError
from argscope.finetune import FineTuneConfig, _ahead, _batches, load_run
from argscope.finetune._batches import steps_per_epoch
from argscope.finetune.errors import FineTuneError, ImageFolderError, RunFolderError
from argscope.nets import NetworkArgumentError


def refusal(kind, config):
    with pytest.raises(kind) as refused:
        run(config)
    return str(refused.value)


def metrics(run):
    text = (run.folder / "metrics.csv").read_text()
    return list(csv.DictReader(text.splitlines()))


def test_run_learns(finished):
    rows = metrics(finished)
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert float(rows[-1]["loss"]) < float(rows[0]["loss"])
    assert finished.result["validation_accuracy"] > 0.5


def test_run_tells_what_it_does(finished):
    told = finished.shown.splitlines()
    assert told[0] == (
        "18 images of 3 classes to train on, 6 to validate; Keras on "
        f"{keras.backend.backend()}"
    )
    assert [line.partition(":")[0] for line in told[1:]] == [
        "epoch 1/3", "epoch 2/3", "epoch 3/3",
    ]  # fmt: skip


def test_run_that_waits_for_its_images_says_so(configured, monkeypatch):
    read = _batches.Images.to_train

    def read_slowly(*arguments):
        time.sleep(0.1)
        return read(*arguments)

    monkeypatch.setattr(_batches.Images, "to_train", read_slowly)
    monkeypatch.setattr(_ahead, "AHEAD", 0)  # else it depends on how slow a step is
    slow = run(configured(epochs=1, batch_size=2, workers=1))
    assert re.search(r"images/s, waiting for data \d\d%", slow.shown)
    assert slow.result["seconds_waiting_for_data"] > 0.5


def test_images_are_made_while_a_step_computes(configured, monkeypatch):
    # A batch takes a fifth of the time of a step.
    read = _batches.Images.to_train

    def read_slowly(*arguments):
        time.sleep(0.02)
        return read(*arguments)

    def step_slowly(*_, **__):
        time.sleep(0.2)

    monkeypatch.setattr(_batches.Images, "to_train", read_slowly)
    monkeypatch.setattr(ProgressBar, "on_train_batch_begin", step_slowly)
    overlapped = run(configured(epochs=1, batch_size=2, workers=1))
    assert "waiting for data" not in overlapped.shown


def test_configuration_is_written_with_the_classes(finished):
    config = json.loads((finished.folder / "config.json").read_text())
    assert config["net"] == "cifarnet"
    assert config["classes"] == sorted(COLOURS)
    assert config["images"] == 18
    assert config["versions"]["keras"] == keras.__version__
    assert FineTuneConfig.from_dict(config) == finished.config


def test_scope_and_page_tell_the_arguments_of_the_network(finished):
    used = ArgScope.from_file(finished.folder / "used.json")
    assert used["argscope.layers:conv2d"]["stride"] == 1
    page = (finished.folder / "explain.html").read_text()
    assert "cifarnet, 3 classes" in page


def test_events_are_read_by_tensorboard(finished):
    drawn = points(finished.folder)
    assert set(drawn) == {
        "loss/training", "loss/validation", "accuracy/training", "accuracy/validation",
        "learning_rate",
    }  # fmt: skip
    assert [step for step, _ in drawn["loss/training"]] == [1, 2, 3]
    written = [float(row["val_loss"]) for row in metrics(finished)]
    assert [v for _, v in drawn["loss/validation"]] == pytest.approx(written, rel=1e-4)


@pytest.mark.slow
def test_same_seed_gives_the_same_weights_with_any_number_of_threads(
    finished, configured
):
    other = run(configured(workers=4))
    assert_same(state(other.folder), state(finished.folder))


def test_frozen_scopes_keep_their_values(configured):
    frozen = run(configured(epochs=1, freeze=("conv1", "CifarNet/fc3")))
    start = load_run_before_training(frozen.config)
    for path, value in weights(frozen).items():
        kept = np.array_equal(value, start[path])
        assert kept == path.startswith(("CifarNet/conv1/", "CifarNet/fc3/")), path
    assert "4 variables are frozen" in frozen.shown


@pytest.mark.slow
def test_only_trainable_scopes_change(configured):
    tuned = run(configured(epochs=1, trainable=("logits",)))
    start = load_run_before_training(tuned.config)
    for path, value in weights(tuned).items():
        assert np.array_equal(value, start[path]) != path.startswith("CifarNet/logits/")


def load_run_before_training(config):
    model = built(config, len(COLOURS))
    return {v.path: np.asarray(v) for v in model.variables_in_order}


def weights(run):
    model = load_run(run.folder).model
    return {v.path: np.asarray(v) for v in model.variables_in_order}


def test_nothing_to_train_is_refused(configured):
    assert refusal(FineTuneError, configured(freeze=("CifarNet",))) == (
        "Everything in cifarnet is frozen, so there is nothing to train. Freeze less, or "
        "name the scopes to train: --trainable SCOPE"
    )


def test_another_configuration_in_the_same_folder_is_refused(finished):
    changed = replace(finished.config, learning_rate=0.5, exclude=())
    assert refusal(RunFolderError, changed) == (
        f"{finished.folder} holds a run that was configured differently:\n"
        "  learning_rate: 0.01 there, 0.5 now\n"
        "Continue it with its own options, give another --run-dir, or delete the folder."
    )


def test_run_of_a_version_without_an_option_has_its_default(finished, tmp_path):
    folder = shutil.copytree(finished.folder, tmp_path / "run")
    facts = json.loads((folder / "config.json").read_text())
    del facts["skip_damaged"]
    (folder / "config.json").write_text(json.dumps(facts))
    run(replace(finished.config, run_dir=folder))


def test_folder_of_something_else_is_refused(finished, tmp_path):
    (tmp_path / "config.json").write_text("{}")
    assert refusal(RunFolderError, replace(finished.config, run_dir=tmp_path)) == (
        f"{tmp_path} is not the folder of a run on images: it has no network in its "
        "config.json. Make one with: argscope train --net NET --data FOLDER --run-dir "
        "RUN_DIR"
    )


def test_unknown_preprocessing_is_refused(configured):
    assert refusal(FineTuneError, configured(preprocessing="incepton")) == (
        "There is no preprocessing 'incepton'. Did you mean 'inception'?\n"
        "  known: inception, vgg, cifarnet, lenet"
    )


def test_unknown_network_is_refused(configured):
    told = refusal(NetworkArgumentError, configured(net="resnet_v1_5"))
    assert told.startswith("There is no network 'resnet_v1_5'. Did you mean ")


def test_missing_images_are_refused(configured, tmp_path):
    config = replace(configured(), data=tmp_path / "none")
    assert refusal(ImageFolderError, config).startswith(
        f"{tmp_path / 'none'} is nothing"
    )


def test_damaged_image_is_named_before_the_first_epoch(configured, tmp_path):
    for name in ("a/1.png", "a/2.png", "b/1.png", "b/2.png"):
        write_image(tmp_path / name)
    (tmp_path / "a/1.png").write_bytes(b"no image")
    config = replace(configured(epochs=1), data=tmp_path)
    told = refusal(ImageFolderError, config)
    assert f"{tmp_path / 'a/1.png'} cannot be read as an image" in told
    assert list(config.folder.iterdir()) == []


def test_damaged_image_can_be_skipped_and_is_listed(configured, tmp_path):
    for name in ("a/1.png", "a/2.png", "a/3.png", "b/1.png", "b/2.png"):
        write_image(tmp_path / name)
    (tmp_path / "a/1.png").write_bytes(b"no image")
    config = replace(configured(epochs=1, skip_damaged=True), data=tmp_path)
    assert "2 images of 2 classes to train on, 2 to validate" in run(config).shown
    assert "a/1.png" in (config.folder / "images.json").read_text()


def test_run_begins_with_the_values_of_a_checkpoint(configured):
    config = configured(
        epochs=1, checkpoint=path_of("cifarnet"), include=("conv1",), freeze=("conv1",)
    )
    tuned = run(config)
    for path, value in expected("cifarnet").items():
        np.testing.assert_array_equal(weights(tuned)[path], value)
    assert "restored 2 of 2 variables" in tuned.shown


def test_part_that_the_checkpoint_lacks_is_refused_with_what_to_do(configured):
    config = configured(checkpoint=path_of("cifarnet"), exclude=("conv2", "fc3"))
    told = refusal(FineTuneError, config)
    assert told.endswith(
        "\nStart some parts from random values: --exclude CifarNet/fc4 CifarNet/logits"
        "\nOr choose what to restore: --include SCOPE"
    )


def test_missing_checkpoint_is_named(configured, tmp_path):
    told = refusal(CheckpointError, configured(checkpoint=tmp_path / "none.ckpt"))
    assert str(tmp_path / "none.ckpt") in told


@pytest.mark.parametrize(
    ("images", "batch_size", "steps"), [(18, 6, 3), (19, 6, 3), (5, 6, 1), (6, 6, 1)]
)
def test_images_that_do_not_fill_a_batch_wait_for_another_epoch(
    images, batch_size, steps
):
    assert steps_per_epoch(images, batch_size) == steps
