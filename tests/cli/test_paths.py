"""A mistyped path is told before Keras is imported, which takes seconds."""

import json
import subprocess
import sys

import pytest

WRONG = [
    ["train", "--net", "cifarnet", "--data", "none"],
    ["train", "--net", "cifarnet", "--data", ".", "--checkpoint", "none"],
    ["train", "--net", "cifarnet", "--data", ".", "--run-dir", "RUN/config.json"],
    ["train", "--run-dir", "RUN/config.json"],
    ["predict", "none", "RUN/config.json"],
    ["predict", "RUN", "none.png"],
    ["predict", "RUN", "none*.png"],
    ["predict", "--net", "lenet", "--checkpoint", "none", "RUN/config.json"],
    ["predict", "RUN", "RUN/config.json", "--html", "none/page.html"],
    ["predict", "RUN", "RUN/config.json", "--end-point", "conv1"],
    ["export", "none", "--format", "onnx"],
    ["export", "RUN", "--format", "onnx", "--output", "RUN/config.json/net.onnx"],
    ["explain", "none.py:f", "--input", "1"],
    ["explain", "os:getcwd", "--input", "1", "--scope", "none.py:scope"],
    ["explain", "os:getcwd", "--input", "1", "--html", "none/page.html"],
    ["checkpoint", "ls", "none"],
    ["checkpoint", "inspect", "none"],
    ["checkpoint", "convert", "none", "model.safetensors"],
]

CODE = """
import json, sys
from argscope import cli
for arguments in json.loads(sys.argv[1]):
    assert cli.main(arguments) == 1, arguments
    assert "keras" not in sys.modules, arguments
"""


def test_wrong_path_is_told_before_keras_is_imported(run_folder):
    wrong = [[each.replace("RUN", str(run_folder)) for each in line] for line in WRONG]
    done = subprocess.run(
        [sys.executable, "-c", CODE, json.dumps(wrong)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("argscope: ") == len(WRONG)


@pytest.mark.parametrize("command", ["train", "predict"])
def test_checkpoint_that_is_not_there_is_told_with_the_published_one(
    command, called, tmp_path
):
    given = {"train": ["--data", tmp_path], "predict": [tmp_path]}[command]
    absent = tmp_path / "vgg_16.ckpt"
    status, _, err = called(command, "--net", "vgg_16", "--checkpoint", absent, *given)
    assert status == 1
    assert err == (
        f"argscope: there is no checkpoint at {absent}: found no vgg_16.ckpt.index (V2) "
        "and no vgg_16.ckpt (V1).\n"
        "Published weights of vgg_16, to be downloaded and given as they are:\n"
        "  http://download.tensorflow.org/models/vgg_16_2016_08_28.tar.gz\n"
    )
