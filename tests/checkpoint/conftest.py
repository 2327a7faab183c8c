"""What tests of checkpoints share."""

import gc

import pytest


@pytest.fixture
def temporary(tmp_path_factory, monkeypatch):
    """The folder for temporary files; a test must leave it empty."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    gc.collect()
    assert list(folder.iterdir()) == []
