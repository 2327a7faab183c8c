"""`argscope predict`: what it says of mistakes, before it does anything."""

import os
import subprocess
import sys

import numpy as np
import pytest
from tests.checkpoint.writing import write_checkpoint
from tests.finetune.pictures import write_image


@pytest.fixture
def here(tmp_path, run_folder, monkeypatch):
    """Work in a folder with a run, two images, a checkpoint and a few other things."""
    monkeypatch.chdir(tmp_path)
    for name in ("1.png", "2.png", "photos/3.png"):
        write_image(tmp_path / name)
    write_checkpoint(tmp_path / "net.ckpt", {"net/weights": np.zeros(3)})
    (tmp_path / "none").mkdir()
    (tmp_path / "empty.txt").touch()
    return os.path.relpath(run_folder)


PUBLISHED = ["--net", "lenet", "--checkpoint", "net.ckpt"]
TO_FILE = ["--end-point", "conv1", "--output", "f.npz"]

MISTAKES = {
    "only --net": (
        ["--net", "lenet", "1.png"],
        "--checkpoint is missing: TensorFlow checkpoint with weights of lenet.",
    ),
    "only --checkpoint": (
        ["--checkpoint", "net.ckpt", "1.png"],
        "--net is missing: name of the network in the checkpoint.",
    ),
    "RUN_DIR with --net": (
        [*PUBLISHED, "run", "1.png"],
        "There are two networks to look at images: the run in run, and lenet with "
        "--checkpoint. Leave one of them out.",
    ),
    "no network": (
        ["1.png", "2.png"],
        "There is no network to look at images: 1.png is a file, not the folder of a run. "
        "Give that first, or a published network with --net and --checkpoint.",
    ),
    "folder that is no run": (
        ["photos", "1.png"],
        "photos is not the folder of a run on images: it has no config.json. Make one "
        "with: argscope train --net NET --data FOLDER --run-dir RUN_DIR",
    ),
    "no image": (
        ["run"],
        "IMAGE is missing: files of images, or folders of them.",
    ),
    "option of published networks": (
        ["run", "1.png", "--image-size", "32"],
        "--image-size is not an option with RUN_DIR; with --net it would be.",
    ),
    "labels of a run": (
        ["run", "1.png", "--labels", "labels.txt"],
        "--labels is not an option with RUN_DIR; with --net it would be.",
    ),
    "averages of a run": (
        ["run", "1.png", "--prefer-ema"],
        "--prefer-ema is not an option with RUN_DIR; with --net it would be.",
    ),
    "no class": (
        ["run", "1.png", "--top", "0"],
        "--top must be >= 1, got 0.",
    ),
    "no batch": (
        ["run", "1.png", "--batch-size", "0"],
        "--batch-size must be >= 1, got 0.",
    ),
    "no pixel": (
        [*PUBLISHED, "1.png", "--image-size", "-3"],
        "--image-size must be >= 1, got -3.",
    ),
    "folder without images": (
        ["run", "none"],
        "none has no images.\n"
        "  names of images end in: .bmp .gif .jpeg .jpg .png .tif .tiff .webp",
    ),
    "nothing there": (
        [*PUBLISHED, "1.png", "11.png", "holidays", "more/*.png"],
        "There is no file or folder 11.png. Did you mean '1.png'?\n"
        "There is no file or folder holidays.\n"
        "There is no file or folder that matches more/*.png.",
    ),
    "no such labels": (
        [*PUBLISHED, "1.png", "--labels", "labels.txt"],
        "labels.txt: No such file or directory.",
    ),
    "empty labels": (
        [*PUBLISHED, "1.png", "--labels", "empty.txt"],
        "empty.txt is not a file of labels: it is empty. It must have one label a line, "
        "or lines such as 0:daisy, 1:rose.",
    ),
    "--end-point without --output": (
        ["run", "1.png", "--end-point", "conv1"],
        "--output is missing: file for the features, such as features.npz.",
    ),
    "--output without --end-point": (
        ["run", "1.png", "--output", "f.npz"],
        "--end-point is missing: name of what in the network to write to --output.",
    ),
    "--end-point with --html": (
        ["run", "1.png", *TO_FILE, "--html", "page.html"],
        "--html is not an option with --end-point; without that it would be.",
    ),
    "--end-point with --top": (
        ["run", "1.png", *TO_FILE, "--top", "3"],
        "--top is not an option with --end-point; without that it would be.",
    ),
    "--end-point with --json": (
        ["run", "1.png", *TO_FILE, "--json"],
        "--format is not an option with --end-point; without that it would be.",
    ),
    "--html with --format": (
        ["run", "1.png", "--html", "page.html", "--format", "csv"],
        "--format is not an option with --html; without that it would be.",
    ),
    "--output into a missing folder": (
        ["run", "1.png", "--end-point", "conv1", "--output", "no/f.npz"],
        "--output is no/f.npz, and there is no folder no to write it to.",
    ),
    "--html into a missing folder": (
        ["run", "1.png", "--html", "no/page.html"],
        "--html is no/page.html, and there is no folder no to write it to.",
    ),
    "--html onto a folder": (
        ["run", "1.png", "--html", "photos"],
        "--html is photos, which is a folder, not a file. Give the name of a file.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_told_in_one_message(mistake, called, here):
    arguments, told = MISTAKES[mistake]
    status, out, err = called("predict", *arguments)
    assert (status, out) == (1, "")
    assert err == f"argscope: {told}\n"


@pytest.mark.parametrize("missing", ["result.json", "model.weights.h5"])
def test_run_that_is_not_finished_is_refused(missing, called, run_folder):
    (run_folder / missing).unlink()
    assert called("predict", run_folder, "1.png") == (
        1,
        "",
        f"argscope: The run in {run_folder} is not finished: it has no {missing} yet. "
        "Continue it with the command that started it.\n",
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "1.png", "--top", "two"], "--top: expected a whole number, got 'two'"),
        (
            [*PUBLISHED, "1.png", "--preprocessing", "vg"],
            "--preprocessing: there is no 'vg'. Did you mean 'vgg'? Known are: cifarnet, "
            "inception, lenet, vgg",
        ),
        (
            ["run", "1.png", "--format", "xml"],
            "--format: there is no 'xml'. Known are: table, csv, json",
        ),
    ],
)
def test_value_that_an_option_does_not_take_is_refused(arguments, told, called):
    assert called("predict", *arguments) == (
        2,
        "",
        f"argscope: argument {told}.\nSee: argscope predict --help\n",
    )


def test_unknown_network_is_told_with_what_was_meant(called):
    status, _, err = called("predict", "--net", "mobilenet_v11", "1.png")
    assert status == 2
    assert err.startswith(
        "argscope: argument --net: there is no 'mobilenet_v11'. Did you mean "
        "'mobilenet_v1'? Known are: lenet, cifarnet, "
    )


def test_help_and_a_mistyped_network_need_no_package():
    code = (
        "import sys, argscope.cli as c\n"
        "for line in (['--help'], ['--net', 'lenett', '1.png']):\n"
        "    try: c.main(['predict', *line])\n"
        "    except SystemExit: pass\n"
        "sys.exit(bool({'keras', 'numpy', 'PIL'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert run.returncode == 0


def test_help_explains_the_offset_of_a_thousand_and_one_classes(called):
    _, out, _ = called("predict", "--help")
    assert "which is an offset of one" in out
