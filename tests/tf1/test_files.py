"""`tf.gfile` and `tf.io.gfile`."""

import pytest

from argscope import tf1

tf = tf1.namespace()


def test_files_are_written_and_read(tmp_path):
    path = str(tmp_path / "a.txt")
    with tf.gfile.GFile(path, "w") as file:
        file.write("one\ntwo\n")
    assert tf.gfile.FastGFile(path, "rb").read() == b"one\ntwo\n"
    with tf.gfile.Open(path) as file:
        assert file.size() == 8
        assert [line.strip() for line in file] == ["one", "two"]
    assert tf.io.gfile.GFile(path).readline() == "one\n"
    assert next(tf.gfile.GFile(path)) == "one\n"


def test_directories_are_made_listed_and_deleted(tmp_path):
    path = str(tmp_path / "a" / "b")
    tf.gfile.MakeDirs(path)
    tf.gfile.MakeDirs(path)
    tf.gfile.MkDir(f"{path}/c")
    for name in ("2.txt", "1.txt"):
        tf.gfile.GFile(f"{path}/{name}", "w").close()
    assert tf.gfile.IsDirectory(path)
    assert not tf.gfile.IsDirectory(f"{path}/1.txt")
    assert tf.gfile.ListDirectory(path) == ["1.txt", "2.txt", "c"]
    assert tf.gfile.Glob(f"{path}/*.txt") == [f"{path}/1.txt", f"{path}/2.txt"]
    assert tf.gfile.Glob([f"{path}/2*", f"{path}/1*"]) == tf.gfile.Glob(f"{path}/*.txt")
    ((top, inside, files),) = [each for each in tf.gfile.Walk(path) if each[2]]
    assert (top, inside, sorted(files)) == (path, ["c"], ["1.txt", "2.txt"])
    tf.gfile.DeleteRecursively(path)
    assert not tf.gfile.Exists(path)


def test_files_are_copied_moved_and_deleted(tmp_path):
    one, two, three = (str(tmp_path / name) for name in "123")
    with tf.gfile.GFile(one, "w") as file:
        file.write("text")
    tf.gfile.Copy(one, two)
    with pytest.raises(tf.errors.AlreadyExistsError, match="already exists"):
        tf.gfile.Copy(one, two)
    tf.gfile.Copy(one, two, overwrite=True)
    with pytest.raises(tf.errors.AlreadyExistsError, match="already exists"):
        tf.gfile.Rename(one, two)
    tf.gfile.Rename(one, three)
    assert (tf.gfile.Exists(one), tf.io.gfile.exists(three)) == (False, True)
    found = tf.gfile.Stat(three)
    assert (found.length, found.is_directory) == (4, False)
    tf.gfile.Remove(three)
    assert tf.gfile.ListDirectory(str(tmp_path)) == ["2"]


@pytest.mark.parametrize("name", ["GFile", "ListDirectory", "Remove", "Stat"])
def test_what_is_not_there_is_an_error_of_tensorflow(tmp_path, name):
    with pytest.raises(tf.errors.NotFoundError) as caught:
        getattr(tf.gfile, name)(str(tmp_path / "missing"))
    assert caught.value.error_code == tf.errors.NOT_FOUND
    assert isinstance(caught.value, tf.errors.OpError)
    assert caught.value.message == str(caught.value)
    assert "missing" in caught.value.message
