"""`argscope train --net`, `argscope predict` and `argscope export`, as a user types them."""

import json

import numpy as np
import pytest
from safetensors.numpy import load_file
from tests.finetune.pictures import COLOURS, write_image
from tests.layers.arrays import numbers

from argscope import cli
from argscope.finetune import _export, export, load_run
from argscope.finetune.errors import ExportRunError, ImageFolderError


@pytest.fixture(autouse=True)
def cache_home(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def called(capsys, *arguments):
    status = cli.main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_train_ends_with_the_files_and_the_accuracy(pictures, tmp_path, capsys):
    status, out, _ = called(
        capsys,
        *("train", "--net", "cifarnet", "--data", pictures, "--run-dir", tmp_path),
        *("--epochs", 1, "--batch-size", 6, "--trainable", "fc4", "logits"),
        *("--image-size", 16),
    )
    assert status == 0
    files, accuracy = out.replace("\n", " ").split("wrote ")[1].split(" result.json ")
    assert files.startswith(f"{tmp_path}/: config.json,")
    assert accuracy.startswith("validation accuracy 0.")
    for name in files.partition(": ")[2].split(", "):
        assert not name or (tmp_path / name.strip(", ")).exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--net", "cifarnet"],
            "--data is missing: folder of images, one subfolder a class.",
        ),
        (
            ["--data", "images"],
            "--net is missing: name of the network; `argscope nets` lists them.",
        ),
        (
            ["--net", "cifarnet", "--data", "images", "--keep-prob", "0.5"],
            "--keep-prob is not an option with --net and --data; on the digits it would be.",
        ),
        (
            ["--freeze", "conv1"],
            "--freeze is not an option on the digits; with --net and --data it would be.",
        ),
    ],
)
def test_train_names_the_option_that_does_not_fit(arguments, message, capsys):
    assert called(capsys, "train", *arguments) == (1, "", f"argscope: {message}\n")


def test_predict_tells_the_most_probable_classes(finished, tmp_path, capsys):
    image = write_image(tmp_path / "1.png", COLOURS["blue"])
    status, out, _ = called(capsys, "predict", finished.folder, image, "--top", 2)
    file, first, of_first, second, of_second = out.split()
    assert status == 0
    assert file == str(image)
    assert {first, second} < set(COLOURS)
    assert float(of_first) >= float(of_second)


def test_predict_writes_json_for_programs(finished, tmp_path, capsys):
    images = [write_image(tmp_path / f"{i}.png", seed=i) for i in range(3)]
    _, out, _ = called(capsys, "predict", finished.folder, *images, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["file"] for row in rows] == [str(image) for image in images]
    for row in rows:
        assert set(row["probabilities"]) == set(COLOURS)
        assert sum(row["probabilities"].values()) == pytest.approx(1)


def test_predict_recognizes_what_the_run_recognized(finished, pictures):
    run = load_run(finished.folder)
    files = sorted(pictures.glob("*/*.png"))
    best = run.probabilities(files).argmax(axis=1)
    right = [
        run.classes[label] == f.parent.name
        for label, f in zip(best, files, strict=True)
    ]
    assert np.mean(right) > 0.5


def test_predict_needs_a_finished_run(tmp_path, capsys):
    status, _, err = called(capsys, "predict", tmp_path, "1.png")
    assert (status, err) == (
        1,
        f"argscope: {tmp_path} is not the folder of a run on images: it has no "
        "config.json. Make one with: argscope train --net NET --data FOLDER --run-dir "
        "RUN_DIR\n",
    )


def test_predict_says_that_a_run_is_not_finished(finished, tmp_path, capsys):
    config = (finished.folder / "config.json").read_text()
    (tmp_path / "config.json").write_text(config)
    status, _, err = called(capsys, "predict", tmp_path, "1.png")
    assert (status, err) == (
        1,
        f"argscope: The run in {tmp_path} is not finished: it has no weights yet. "
        "Continue it with the command that started it.\n",
    )


def test_predict_refuses_less_than_one_class(finished, capsys):
    status, _, err = called(capsys, "predict", finished.folder, "1.png", "--top", 0)
    assert (status, err) == (1, "argscope: --top must be >= 1, got 0.\n")


def test_predict_names_a_missing_image(finished, tmp_path):
    with pytest.raises(ImageFolderError) as refused:
        load_run(finished.folder).probabilities([tmp_path / "none.png"])
    assert f"{tmp_path / 'none.png'} cannot be read as an image" in str(refused.value)


def test_export_as_safetensors_has_the_variables_by_path(finished, tmp_path, capsys):
    target = tmp_path / "net.safetensors"
    status, out, _ = called(
        capsys,
        *("export", finished.folder, "--format", "safetensors", "--output", target),
    )
    assert (status, out) == (0, f"wrote {target}\n")
    model = load_run(finished.folder).model
    arrays = load_file(target)
    assert set(arrays) == {v.path for v in model.variables_in_order}
    for variable in model.variables_in_order:
        np.testing.assert_array_equal(arrays[variable.path], numbers(variable))


def test_export_refuses_an_unknown_format(finished, capsys):
    status, _, err = called(capsys, "export", finished.folder, "--format", "onx")
    assert (status, err) == (
        1,
        "argscope: There is no format 'onx'. Did you mean 'onnx'?\n"
        "  known: onnx, saved_model, safetensors\n",
    )


def test_export_says_what_to_install(finished, monkeypatch):
    monkeypatch.setattr(_export, "find_spec", lambda _package: None)
    with pytest.raises(ExportRunError) as refused:
        export(finished.folder, "onnx")
    assert str(refused.value) == (
        "Exporting as onnx needs packages that are not installed. Any of these will do:\n"
        "  pip install torch onnx onnxscript\n"
        "  pip install tensorflow onnx tf2onnx"
    )


def test_export_tells_how_another_backend_failed(finished, monkeypatch):
    def broken(command, **_options):
        return type("Done", (), {"returncode": 1, "stderr": "many\nlines\nboom\n"})

    monkeypatch.setattr(_export, "_installed", lambda _packages: True)
    monkeypatch.setattr(_export.keras.backend, "backend", lambda: "jax")
    monkeypatch.setattr(_export.subprocess, "run", broken)
    with pytest.raises(ExportRunError) as refused:
        export(finished.folder, "onnx")
    assert str(refused.value) == (
        "Keras on torch could not export the network as onnx. It ended with:\n"
        "many\nlines\nboom"
    )
