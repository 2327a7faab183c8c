"""What the tests of all commands share."""

import pytest

from argscope import cli


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
