"""What a finished run has left behind, and folders that are none."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from tests.finetune.conftest import run
from tests.layers.arrays import numbers

from argscope.finetune import load_run
from argscope.finetune.errors import RunFolderError
from argscope.predict import ImageFileError


def refusal(folder):
    with pytest.raises(RunFolderError) as refused:
        load_run(folder)
    return str(refused.value)


@pytest.fixture
def folder(finished, tmp_path):
    """Return a copy of the folder of a finished run."""
    return shutil.copytree(finished.folder, tmp_path / "run")


def test_network_recognizes_what_it_was_trained_on(finished, pictures):
    tuned = load_run(finished.folder)
    files = sorted(pictures.glob("*/*.png"))
    best = tuned.probabilities(files).argmax(axis=1)
    right = [
        tuned.classes[label] == file.parent.name
        for label, file in zip(best, files, strict=True)
    ]
    assert np.mean(right) > 0.5


def test_probabilities_of_an_image_sum_to_one(finished, pictures):
    files = sorted(pictures.glob("*/*.png"))[:3]
    rows = load_run(finished.folder).probabilities(files)
    assert rows.shape == (3, 3)
    np.testing.assert_allclose(rows.sum(axis=1), 1, rtol=1e-6)


def test_run_answers_with_its_classes_and_gives_features(finished, pictures):
    file = pictures / "red/1.png"
    classifier = load_run(finished.folder).classifier
    (answer,) = classifier.answers([file])
    assert {each.label for each in answer.predictions} == {"blue", "green", "red"}
    (seen,) = classifier.features([file], ["conv1"])
    assert seen.values["conv1"].shape == (16, 16, 64)


def test_missing_image_is_named(finished, tmp_path):
    with pytest.raises(ImageFileError) as refused:
        load_run(finished.folder).probabilities([tmp_path / "none.png"])
    assert f"{tmp_path / 'none.png'} cannot be read as an image" in str(refused.value)


def test_run_killed_before_its_result_is_not_finished(folder):
    # The weights are written before, so they say nothing.
    (folder / "result.json").unlink()
    assert refusal(folder) == (
        f"The run in {folder} is not finished: it has no result.json yet. Continue it "
        "with the command that started it."
    )


def test_run_killed_before_its_result_is_finished_by_its_command(folder, finished):
    (folder / "result.json").unlink()
    run(replace(finished.config, run_dir=folder))
    before = load_run(finished.folder).model.variables_in_order
    after = load_run(folder).model.variables_in_order
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(numbers(one), numbers(other))


def test_run_without_weights_is_not_finished(folder):
    (folder / "model.weights.h5").unlink()
    assert refusal(folder).startswith(
        f"The run in {folder} is not finished: it has no model.weights.h5 yet."
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "{",
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        ),
        ("3", "'int' object is not iterable"),
        (json.dumps({"net": "cifarnet"}), "it has no data"),
        (json.dumps({"net": "cifarnet", "data": "images"}), "it has no classes"),
    ],
)
def test_configuration_that_was_not_written_by_a_run_is_named(text, reason, folder):
    (folder / "config.json").write_text(text)
    assert refusal(folder) == (
        f"{folder / 'config.json'} is not the configuration of a run: {reason}. Restore "
        "the file, or delete the folder and start the run again."
    )
