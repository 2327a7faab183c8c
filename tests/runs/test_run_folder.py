"""What a run leaves behind is whole, and its result comes last."""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend

# isort: split
import json

import pytest

from argscope._base.version import __version__
from argscope._runs import errors
from argscope._runs.errors import ConfigError
from argscope._runs.file_names import RESULT, WEIGHTS
from argscope._runs.run_folder import RunFolder


class Model:
    """Stands for a model: it writes a text as its weights."""

    def __init__(self, text):
        self.text = text

    def save_weights(self, path):
        path.write_text(self.text[: len(self.text) // 2])
        if "broken" in self.text:
            raise OSError("the disk is full")
        path.write_text(self.text)


def test_result_is_written_after_whole_weights(tmp_path):
    RunFolder(tmp_path).write_result(Model("weights"), {"seconds": 1})
    assert (tmp_path / WEIGHTS).read_text() == "weights"
    assert json.loads((tmp_path / RESULT).read_text()) == {"seconds": 1}


def test_without_whole_weights_there_is_no_result(tmp_path):
    with pytest.raises(OSError, match="the disk is full"):
        RunFolder(tmp_path).write_result(Model("broken weights"), {})
    assert list(tmp_path.iterdir()) == []


def test_weights_of_an_earlier_result_stay_until_the_new_ones_are_whole(tmp_path):
    folder = RunFolder(tmp_path)
    folder.write_result(Model("weights"), {})
    with pytest.raises(OSError, match="the disk is full"):
        folder.write_result(Model("broken weights"), {})
    assert (tmp_path / WEIGHTS).read_text() == "weights"


def test_configuration_tells_the_versions(tmp_path):
    RunFolder(tmp_path).write_config({"seed": 1})
    facts = json.loads((tmp_path / "config.json").read_text())
    assert facts["seed"] == 1
    assert facts["versions"]["argscope"] == __version__


def test_new_configuration_has_no_result_yet(tmp_path):
    folder = RunFolder(tmp_path)
    folder.write_result(Model("weights"), {})
    folder.write_config({"seed": 2})
    assert not (tmp_path / RESULT).exists()


def test_error_of_a_configuration_says_exactly():
    error = ConfigError.about("epochs", 0, expected=">= 1")
    assert str(error) == "epochs must be >= 1, got 0."
    assert isinstance(error, ValueError)
    assert errors.__all__ == ["ConfigError"]
