"""`argscope predict`: what it prints, and what it says of mistakes."""

import json
from typing import NamedTuple

import numpy as np
import pytest

from argscope.finetune import FineTuneConfig


class Run(NamedTuple):
    """Stands for a finished run."""

    classes: tuple[str, ...]

    def probabilities(self, files):
        return np.array([[0.25, 0.625, 0.125]] * len(files))


@pytest.fixture
def trained(monkeypatch):
    monkeypatch.setattr(
        "argscope.finetune.load_run", lambda _folder: Run(("daisy", "rose", "tulip"))
    )


@pytest.mark.usefixtures("trained")
def test_most_probable_classes_are_told_one_line_an_image(called):
    assert called("predict", "run", "1.png", "2.png", "--top", 2) == (
        0,
        "1.png  rose 0.625  daisy 0.250\n2.png  rose 0.625  daisy 0.250\n",
        "",
    )


@pytest.mark.usefixtures("trained")
def test_programs_get_one_json_document_a_line(called):
    _, out, _ = called("predict", "run", "1.png", "2.png", "--json")
    assert [json.loads(line) for line in out.splitlines()] == [
        {"file": file, "probabilities": {"rose": 0.625, "daisy": 0.25, "tulip": 0.125}}
        for file in ("1.png", "2.png")
    ]


def test_folder_that_is_no_run_is_refused(called, tmp_path):
    assert called("predict", tmp_path, "1.png") == (
        1,
        "",
        f"argscope: {tmp_path} is not the folder of a run on images: it has no "
        "config.json. Make one with: argscope train --net NET --data FOLDER --run-dir "
        "RUN_DIR\n",
    )


@pytest.mark.parametrize("missing", ["result.json", "model.weights.h5"])
def test_run_that_is_not_finished_is_refused(missing, called, tmp_path):
    config = FineTuneConfig(net="cifarnet", data=tmp_path).to_dict()
    text = json.dumps({**config, "classes": ["daisy", "rose"]})
    (tmp_path / "config.json").write_text(text)
    for name in {"result.json", "model.weights.h5"} - {missing}:
        (tmp_path / name).touch()
    assert called("predict", tmp_path, "1.png") == (
        1,
        "",
        f"argscope: The run in {tmp_path} is not finished: it has no {missing} yet. "
        "Continue it with the command that started it.\n",
    )


def test_less_than_one_class_is_refused(called):
    assert called("predict", "run", "1.png", "--top", 0) == (
        1,
        "",
        "argscope: --top must be >= 1, got 0.\n",
    )


def test_number_of_classes_must_be_a_number(called):
    assert called("predict", "run", "1.png", "--top", "two") == (
        2,
        "",
        "argscope: argument --top: expected a whole number, got 'two'.\n"
        "See: argscope predict --help\n",
    )
