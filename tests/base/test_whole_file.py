"""A file is whole at every moment: the old one, or the new one."""

import os
from pathlib import Path

import pytest

from argscope._base import whole_file
from argscope._base.whole_file import write_together, write_whole


def test_new_file_takes_the_place_of_the_old_one(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    write_whole(path, lambda new: new.write_text("new"))
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_old_file_is_there_while_the_new_one_is_written(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def write(new):
        new.write_text("half")
        assert path.read_text() == "old"

    write_whole(path, write)


def test_error_leaves_the_old_file_and_nothing_new(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail(new):
        new.write_text("half")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        write_whole(path, fail)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_name_of_the_new_file_ends_as_that_of_the_old_one(tmp_path):
    names = []

    def write(new):
        names.append(new.name)
        new.touch()

    write_whole(tmp_path / "model.weights.h5", write)
    assert names[0] != "model.weights.h5"
    assert names[0].endswith(".weights.h5")


def test_place_where_no_file_can_be_made_is_named(tmp_path):
    path = tmp_path / "none" / "a.txt"
    with pytest.raises(FileNotFoundError) as refused:
        write_whole(path, lambda _new: pytest.fail("was called"))
    assert (refused.value.filename, refused.value.strerror) == (
        str(path),
        "No such file or directory",
    )


@pytest.fixture
def umask():
    """Return a function that sets the umask of this test."""
    before = os.umask(0)
    yield os.umask
    os.umask(before)


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
@pytest.mark.parametrize("left", [False, True])
def test_umask_decides_who_may_read_the_file(mask, mode, left, umask, tmp_path):
    umask(mask)
    path = tmp_path / "a.txt"
    if left:  # by a program that was killed
        path.with_name("new.a.txt").touch(mode=0o640)
    write_whole(path, lambda new: new.chmod(0o400))
    assert path.stat().st_mode & 0o777 == mode


@pytest.mark.parametrize("replaces_open_files", [True, False])
def test_several_files_are_put_in_place_in_their_order_when_all_are_written(
    tmp_path, monkeypatch, replaces_open_files
):
    paths = [tmp_path / "b", tmp_path / "a"]
    for path in paths:
        path.write_text("old")
    placed, replace = [], Path.replace

    def noted(new, path):
        placed.append((path.name, paths[0].read_text(), paths[1].read_text()))
        return replace(new, path)

    monkeypatch.setattr(Path, "replace", noted)
    monkeypatch.setattr(whole_file, "_REPLACES_OPEN_FILES", replaces_open_files)
    write_together(paths, lambda *new: [each.write_text("new") for each in new])
    assert placed == [("b", "old", "old"), ("a", "new", "old")]
    assert [path.read_text() for path in paths] == ["new", "new"]
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_error_leaves_all_old_files_and_nothing_new(tmp_path):
    paths = [tmp_path / "a", tmp_path / "b"]
    for path in paths:
        path.write_text("old")

    def fail(first, _second):
        first.write_text("half")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        write_together(paths, fail)
    assert [path.read_text() for path in paths] == ["old", "old"]
    assert sorted(tmp_path.iterdir()) == paths
