"""`argscope train`: what it prints, and what it says of mistakes."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.finetune.pictures import write_folder

from argscope import ArgScope, current_arg_scope

OLD_REPOSITORY = Path(__file__).parents[1] / "finetune" / "old_repository"


def test_train_ends_with_the_accuracy_and_the_seconds(called, tmp_path):
    status, out, _ = called(
        *("train", "--epochs", 1, "--batch-size", 256, "--run-dir", tmp_path)
    )
    last = out.splitlines()[-1]
    assert status == 0
    assert last.startswith("test accuracy 0.")
    assert last.endswith(" s")


def test_training_on_images_ends_with_the_files_and_the_accuracy(called, tmp_path):
    images, folder = write_folder(tmp_path / "images"), tmp_path / "run"
    status, out, _ = called(
        *("train", "--net", "cifarnet", "--data", images, "--run-dir", folder),
        *("--epochs", 1, "--batch-size", 6, "--trainable", "fc4", "logits"),
        *("--image-size", 16),
    )
    files, accuracy = out.splitlines()[-2:]
    assert status == 0
    assert files.startswith(f"wrote {folder}/: config.json, ")
    for name in files.partition(": ")[2].split(", "):
        assert (folder / name).exists()
    assert accuracy.startswith("validation accuracy 0.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--epochs", 0], "epochs must be >= 1, got 0."),
        (
            ["--net", "cifarnet"],
            "--data is missing: folder of images, one subfolder a class.",
        ),
        (
            ["--data", "images"],
            "--net is missing: name of the network, of those that `argscope nets` lists; or "
            "a function of yours: file.py:function.",
        ),
        (
            ["--net", "cifarnet", "--data", "images", "--keep-prob", "0.5"],
            "--keep-prob is not an option with --net and --data; on the digits it would be.",
        ),
        (
            ["--freeze", "conv1"],
            "--freeze is not an option on the digits; with --net and --data it would be.",
        ),
        (
            ["--net", "cifarnet", "--data", "images", "--arg-scope", "scope"],
            "arg_scope is for a function in a file, such as repo/nets/foo.py:foo, and the "
            "network cifarnet brings its own. Leave it out.",
        ),
        (
            ["--net", "cifarnet", "--data", "images", "--exclude", "logits"],
            "include and exclude choose what to take from a checkpoint, and there is none. "
            "Give checkpoint=, or leave them out.",
        ),
    ],
)
def test_option_that_does_not_fit_is_one_line_and_a_failure(arguments, message, called):
    assert called("train", *arguments) == (1, "", f"argscope: {message}\n")


def test_unknown_network_is_refused_with_the_one_that_was_meant(called, tmp_path):
    status, _, err = called("train", "--net", "resnet50_v1", "--data", tmp_path)
    assert status == 1
    assert err.startswith(
        "argscope: There is no network 'resnet50_v1'. Did you mean 'resnet_v1_50'?\n"
        "  networks: lenet, "
    )


@pytest.mark.usefixtures("imports_as_they_were")
def test_old_program_is_trained_asked_and_exported(called, tmp_path):
    images, folder = write_folder(tmp_path / "images"), tmp_path / "run"
    net = f"{OLD_REPOSITORY}/old_nets/tiny.py:tiny"
    status, out, err = called(
        *("train", "--net", net, "--arg-scope", "tiny_arg_scope", "--data", images),
        *("--run-dir", folder, "--epochs", 1, "--batch-size", 6),
        *("--checkpoint", OLD_REPOSITORY / "tiny.ckpt", "--exclude", "logits"),
    )
    assert (status, err) == (0, "")
    assert out.splitlines()[-1].startswith("validation accuracy ")
    status, out, _ = called("predict", folder, images / "red" / "0.png", "--top", 1)
    assert (status, len(out.splitlines())) == (0, 2)
    assert called("export", folder, "--format", "safetensors") == (
        0,
        f"wrote {folder / 'model.safetensors'}\n",
        "",
    )


def test_file_of_the_network_that_is_not_there_is_told(called, tmp_path):
    net = f"{tmp_path}/foo.py:foo"
    assert called("train", "--net", net, "--data", tmp_path) == (
        1,
        "",
        f"argscope: There is no file '{tmp_path}/foo.py'.\n",
    )


@pytest.mark.parametrize(
    ("part", "told"), [("file", "which is"), ("file/deep/er", "and {} is")]
)
def test_run_folder_that_is_a_file_is_refused(part, told, called, tmp_path):
    (tmp_path / "file").touch()
    assert called("train", "--run-dir", tmp_path / part) == (
        1,
        "",
        f"argscope: --run-dir is {tmp_path / part}, {told.format(tmp_path / 'file')} a "
        "file, not a folder. Give another.\n",
    )


@pytest.mark.usefixtures("no_processes")
def test_settings_are_in_force_while_it_trains(called, monkeypatch, tmp_path):
    def train(_config):
        seen.append(current_arg_scope())
        return {"test_accuracy": 1, "seconds": 1}

    seen = []
    monkeypatch.setattr("argscope.train.train", train)
    setting = "argscope.layers:conv2d.padding=VALID"
    status, _, err = called("train", "--run-dir", tmp_path, "--set", setting)
    assert status == 0
    assert seen == [ArgScope.from_assignments([setting]).pinned()]
    assert err == (
        "argscope: a setting had no effect:\n"
        "  conv2d.padding (command line):  conv2d() never ran\n"
    )


def test_settings_that_are_none_are_refused_first(called):
    assert called("train", "--set", "conv2d") == (
        2,
        "",
        "argscope: 'conv2d' has no `=`. Write target.argument=value, such as "
        "optimizer.lr=3e-4.\nSee: argscope train --help\n",
    )


@pytest.mark.parametrize(
    ("option", "given", "message"),
    [
        ("--epochs", "ten", "expected a whole number, got 'ten'"),
        ("--seed", "0.5", "expected a whole number, got '0.5'"),
        ("--learning-rate", "fast", "expected a number, got 'fast'"),
        ("--freeze", None, "expected at least one argument"),
    ],
)
def test_value_of_another_type_is_refused(option, given, message, called):
    arguments = [option] if given is None else [option, given]
    assert called("train", *arguments) == (
        2,
        "",
        f"argscope: argument {option}: {message}.\nSee: argscope train --help\n",
    )


def test_help_answers_without_importing_keras():
    code = (
        "import sys, argscope.cli as c\n"
        "try: c.main(['train', '--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit(bool({'keras', 'numpy'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )
    assert run.returncode == 0
    assert "--learning-rate FLOAT" in run.stdout
    assert "--labels_offset is not needed" in run.stdout
