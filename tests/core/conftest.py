"""What tests of files of settings share."""

import pytest


@pytest.fixture
def file(tmp_path):
    """Return what writes a file of a name and gives its path; skips without PyYAML."""

    def write(name, text):
        if name.endswith(("yaml", "yml")):
            pytest.importorskip("yaml", reason="PyYAML reads it")
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write
