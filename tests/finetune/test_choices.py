"""Runs with other choices than the defaults: each has its effect, and they resume."""

import json
from dataclasses import replace

import keras
import numpy as np
import pytest
from tests.finetune.conftest import built, run
from tests.finetune.interrupts import interrupted
from tests.finetune.pictures import COLOURS, write_image
from tests.finetune.states import assert_same, state
from tests.layers.arrays import numbers

from argscope.finetune import _batches, _loop, load_run
from argscope.finetune.errors import RunFolderError

ALL = {
    "optimizer": "adamw",
    "learning_rate": 0.001,
    "schedule": "step",
    "warmup_epochs": 0.5,
    "class_weights": "balanced",
    "patience": 2,
    "dtype": "bfloat16",
}


def assert_same_weights(run, other):
    pairs = zip(
        load_run(run.folder).model.variables_in_order,
        load_run(other.folder).model.variables_in_order,
        strict=True,
    )
    for found, expected in pairs:
        np.testing.assert_array_equal(numbers(found), numbers(expected))


def without_times(result):
    return {name: v for name, v in result.items() if not name.startswith("seconds")}


@pytest.fixture
def photos(tmp_path):
    """Return a folder of JPEGs that are larger than a network needs them."""
    for name, colour in COLOURS.items():
        for number in range(2):
            write_image(tmp_path / f"{name}/{number}.jpg", colour, (300, 400), number)
    return tmp_path


def test_photos_are_decoded_at_a_reduced_size_if_asked_for(
    photos, configured, monkeypatch
):
    read, sizes = _batches.read_image, set()

    def noting(*arguments):
        image = read(*arguments)
        sizes.add(image.size)
        return image

    monkeypatch.setattr("argscope.finetune._batches.read_image", noting)
    monkeypatch.setattr("argscope.predict._batches.read_image", noting)
    config = configured(
        data=photos, preprocessing="vgg", fast_decode=True, epochs=1, batch_size=3
    )
    fast = run(config)
    # 512 / 224 times 16 pixels are enough to train on, half of that to validate.
    assert sizes == {(50, 38)}
    assert json.loads((fast.folder / "config.json").read_text())["fast_decode"] is True
    assert load_run(fast.folder).classifier.fast_decode
    sizes.clear()
    run(replace(config, fast_decode=False, run_dir=fast.folder / "whole"))
    assert sizes == {(400, 300)}


@pytest.fixture(scope="module")
def tuned(configured):
    return run(configured(**ALL))


def test_choices_are_recorded_and_another_one_is_refused(tuned):
    recorded = json.loads((tuned.folder / "config.json").read_text())
    assert {name: recorded[name] for name in ALL} == ALL
    changed = replace(tuned.config, optimizer="sgd", dtype="float32")
    with pytest.raises(RunFolderError) as refused:
        run(changed)
    assert str(refused.value) == (
        f"{tuned.folder} holds a run that was configured differently:\n"
        "  optimizer: 'adamw' there, 'sgd' now\n"
        "  dtype: 'bfloat16' there, 'float32' now\n"
        "Continue it with its own options, give another --run-dir, or delete the folder."
    )


@pytest.mark.slow
def test_interrupted_run_ends_as_if_it_had_not_been(tuned, configured):
    config = configured(**ALL)
    with interrupted("TrainingBatches", 2), pytest.raises(KeyboardInterrupt):
        run(config)
    again = run(config)
    assert_same(state(again.folder), state(tuned.folder))
    assert without_times(again.result) == without_times(tuned.result)
    assert_same_weights(again, tuned)


def test_network_computes_in_16_bits_in_training_and_in_32_afterwards(tuned):
    images = np.zeros((1, 16, 16, 3), "float32")
    in_training = built(tuned.config, 3)
    afterwards = load_run(tuned.folder).model
    for model, dtype in ((in_training, "bfloat16"), (afterwards, "float32")):
        assert keras.backend.standardize_dtype(model(images).dtype) == dtype
        assert {v.dtype for v in model.variables_in_order} == {"float32"}


@pytest.fixture
def scores(monkeypatch):
    """Let the validation of each epoch come to an accuracy of our own."""
    after = _loop.Progress.after

    def told(progress, measures):
        accuracy = (0.2, 0.6, 0.5, 0.4, 0.9)[progress.epochs]
        return after(progress, {**measures, "val_accuracy": accuracy})

    monkeypatch.setattr(_loop.Progress, "after", told)


@pytest.mark.slow
@pytest.mark.usefixtures("scores")
def test_run_stops_after_its_patience_and_keeps_the_weights_of_the_best_epoch(
    configured,
):
    stopped = run(configured(epochs=5, patience=2, schedule="constant"))
    assert stopped.shown.splitlines()[-1] == "keeping epoch 2, the best of 4"
    assert stopped.result["epoch"] == 2
    assert stopped.result["validation_accuracy"] == 0.6

    best = run(configured(epochs=2, schedule="constant"))
    assert_same_weights(stopped, best)

    last = state(stopped.folder)
    again = run(stopped.config)
    assert without_times(again.result) == without_times(stopped.result)
    assert_same(state(again.folder), last)


def test_without_patience_the_weights_are_those_of_the_last_epoch(finished):
    assert finished.result["epoch"] == 3
    last = state(finished.folder)
    for variable in load_run(finished.folder).model.variables_in_order:
        found = numbers(variable)
        expected = last[f"model/{variable.path}"]
        np.testing.assert_array_equal(found, expected.reshape(found.shape))


def test_loss_of_an_image_counts_as_its_class_does(configured, monkeypatch):
    def nothing(labels, classes):
        assert sorted(labels.tolist()) == [0] * 6 + [1] * 6 + [2] * 6
        return dict.fromkeys(range(classes), 0.0)

    monkeypatch.setattr(_loop, "balanced", nothing)
    weighted = run(configured(epochs=1, weight_decay=0.0, class_weights="balanced"))
    assert "epoch 1/1: loss 0.000, " in weighted.shown
