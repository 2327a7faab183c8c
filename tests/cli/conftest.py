"""What the tests of all commands share."""

import json

import pytest

from argscope import cli
from argscope.finetune import FineTuneConfig


@pytest.fixture(autouse=True)
def cache_home(monkeypatch, tmp_path_factory):
    """Keep compiled programs apart from the user's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture
def called(capsys):
    """Return a function that runs a command: its status, output and errors."""

    def call(*arguments):
        try:
            status = cli.main([str(argument) for argument in arguments])
        except SystemExit as stop:
            status = stop.code
        told = capsys.readouterr()
        return status, told.out, told.err

    return call


@pytest.fixture
def run_folder(tmp_path):
    """Return a folder that looks like that of a finished run."""
    folder = tmp_path / "run"
    folder.mkdir()
    config = FineTuneConfig(net="cifarnet", data=tmp_path).to_dict()
    text = json.dumps({**config, "classes": ["daisy", "rose"]})
    (folder / "config.json").write_text(text)
    for name in ("result.json", "model.weights.h5"):
        (folder / name).touch()
    return folder
