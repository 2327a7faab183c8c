"""A mistyped path is told before Keras is imported, which takes seconds."""

import json
import subprocess
import sys

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
