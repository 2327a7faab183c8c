"""Files that are whole at every moment."""

import pytest

from argscope._base.whole_file import write_whole


def test_a_reader_finds_the_old_file_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "config.json"
    path.write_text("old")

    def write(new):
        new.write_text("new")
        assert path.read_text() == "old"

    write_whole(path, write)
    assert path.read_text() == "new"
    assert [file.name for file in tmp_path.iterdir()] == ["config.json"]


def test_an_error_leaves_the_old_file_and_nothing_new(tmp_path):
    path = tmp_path / "config.json"
    path.write_text("old")

    def fail(new):
        new.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(path, fail)
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["config.json"]
