"""`argscope predict`: what it prints, and what it says of mistakes."""

import json
from typing import NamedTuple

import numpy as np
import pytest


class Run(NamedTuple):
    """Stands for a finished run."""

    classes: tuple[str, ...]

    def probabilities(self, files):
        return np.array([[0.25, 0.625, 0.125]] * len(files))


@pytest.fixture
def images(tmp_path):
    """Return two files that stand for images."""
    files = [tmp_path / "1.png", tmp_path / "2.png"]
    for file in files:
        file.touch()
    return files


@pytest.fixture
def trained(monkeypatch):
    monkeypatch.setattr(
        "argscope.finetune.load_run", lambda _folder: Run(("daisy", "rose", "tulip"))
    )


@pytest.mark.usefixtures("trained")
def test_most_probable_classes_are_told_one_line_an_image(called, run_folder, images):
    assert called("predict", run_folder, *images, "--top", 2) == (
        0,
        "".join(f"{file}  rose 0.625  daisy 0.250\n" for file in images),
        "",
    )


@pytest.mark.usefixtures("trained")
def test_programs_get_one_json_document_a_line(called, run_folder, images):
    _, out, _ = called("predict", run_folder, *images, "--json")
    found = {"rose": 0.625, "daisy": 0.25, "tulip": 0.125}
    assert [json.loads(line) for line in out.splitlines()] == [
        {"file": str(file), "probabilities": found} for file in images
    ]


@pytest.mark.usefixtures("trained")
def test_folder_stands_for_the_images_in_it_in_alphabetical_order(
    called, run_folder, images, tmp_path
):
    folder = tmp_path / "many"
    for name in ("b.png", "a.jpg", "deep/c.png", "notes.txt", ".hidden/d.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    _, out, _ = called("predict", run_folder, images[1], folder, images[0])
    expected = [
        images[1],
        *(folder / name for name in ("a.jpg", "b.png", "deep/c.png")),
        images[0],
    ]
    assert [line.partition("  ")[0] for line in out.splitlines()] == list(
        map(str, expected)
    )


def test_folder_without_images_is_refused(called, run_folder, tmp_path):
    (tmp_path / "none").mkdir()
    assert called("predict", run_folder, tmp_path / "none") == (
        1,
        "",
        f"argscope: {tmp_path / 'none'} has no images.\n"
        "  names of images end in: .bmp .gif .jpeg .jpg .png .tif .tiff .webp\n",
    )


def test_all_that_is_not_there_is_named_with_what_was_meant(called, run_folder, images):
    wrong = images[0].with_name("11.png"), images[0].with_name("holidays")
    assert called("predict", run_folder, images[0], *wrong) == (
        1,
        "",
        f"argscope: There is no file or folder {wrong[0]}. Did you mean '1.png'?\n"
        f"There is no file or folder {wrong[1]}.\n",
    )


def test_folder_that_is_no_run_is_refused(called, tmp_path):
    assert called("predict", tmp_path, "1.png") == (
        1,
        "",
        f"argscope: {tmp_path} is not the folder of a run on images: it has no "
        "config.json. Make one with: argscope train --net NET --data FOLDER --run-dir "
        "RUN_DIR\n",
    )


@pytest.mark.parametrize("missing", ["result.json", "model.weights.h5"])
def test_run_that_is_not_finished_is_refused(missing, called, run_folder):
    (run_folder / missing).unlink()
    assert called("predict", run_folder, "1.png") == (
        1,
        "",
        f"argscope: The run in {run_folder} is not finished: it has no {missing} yet. "
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
