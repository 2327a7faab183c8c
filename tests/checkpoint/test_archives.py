"""Checkpoints in archives, and archives that mean harm."""

import gc
import gzip

import pytest
from tests.checkpoint.files import (
    FILES,
    SOUND,
    contents,
    expected,
    packed,
    path_of,
    refused,
    same,
)

from argscope.checkpoint import (
    CheckpointNotFoundError,
    DamagedCheckpointError,
    MissingShardError,
    NotACheckpointError,
    SeveralCheckpointsError,
    UnsupportedCheckpointError,
    load_checkpoint,
    restore,
)

KINDS = ["tar", "tar.gz", "tgz", "zip"]

pytestmark = pytest.mark.usefixtures("temporary")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("folder", SOUND)
def test_the_checkpoint_in_an_archive_is_read(tmp_path, folder, kind):
    files = {"LICENSE": b"", "./net/eval.pbtxt": b"node {}", "mean.npy": b"x"}
    archive = packed(tmp_path / f"m.{kind}", files | contents(folder, "./net/"))
    reader, values = load_checkpoint(archive), expected(folder)
    assert all(same(reader[name], value) for name, value in values.items())
    shards = "-?????-of-00002" if folder == "v1_sharded" else ""
    assert reader.path == archive / "net" / f"model.ckpt{shards}"


@pytest.mark.parametrize("name", ["model.ckpt", "archive.bin"])
def test_an_archive_is_one_by_its_contents(tmp_path, name):
    archive = packed(tmp_path / "m.tgz", contents("v1"))
    archive.rename(tmp_path / name)
    assert len(load_checkpoint(tmp_path / name)) == 21


def test_saved_model_in_an_archive_is_read(tmp_path):
    files = {
        path.relative_to(FILES / "saved_model").as_posix(): path.read_bytes()
        for path in (FILES / "saved_model").rglob("*.*")
    }
    archive = packed(tmp_path / "module.tar.gz", files)
    assert list(load_checkpoint(archive)) == ["fc/weights"]


@pytest.mark.parametrize("kind", KINDS)
def test_several_checkpoints_have_to_be_told_apart(tmp_path, kind):
    archive = tmp_path / f"m.{kind}"
    files = contents("v2", "a/") | contents("sharded", "b/") | contents("v1", "c/1/")
    packed(archive, files)
    assert refused(SeveralCheckpointsError, archive) == (
        f"there are 3 checkpoints at {archive}. Give one of them: "
        f"'{archive}/a/model.ckpt', '{archive}/b/model.ckpt', "
        f"'{archive}/c/1/model.ckpt'."
    )
    for inner in ("b/model.ckpt", "b", "b/model.ckpt.index"):
        reader = load_checkpoint(archive / inner)
        assert set(reader) == set(expected("sharded"))
        assert load_checkpoint(reader.path).path == archive / "b" / "model.ckpt"
    assert len(load_checkpoint(archive / "c")) == 21
    assert refused(CheckpointNotFoundError, archive / "d") == (
        f"there is no checkpoint at {archive}/d: found no d.index (V2) and no d (V1). "
        f"The archive has '{archive}/a/model.ckpt', '{archive}/b/model.ckpt', "
        f"'{archive}/c/1/model.ckpt'."
    )


def test_file_and_shards_of_one_name_are_two_checkpoints(tmp_path):
    files = contents("v1") | contents("v1_sharded")
    archive = packed(tmp_path / "m.zip", files)
    assert refused(SeveralCheckpointsError, archive) == (
        f"there are 2 checkpoints at {archive}. Give one of them: "
        f"'{archive}/model.ckpt', '{archive}/model.ckpt-?????-of-00002'."
    )
    assert len(load_checkpoint(archive / "model.ckpt")) == 21
    assert len(load_checkpoint(archive / "model.ckpt-?????-of-00002")) == 9


@pytest.mark.parametrize("inner", ["", "-?????-of-00002", "-00001-of-00002"])
def test_shards_in_an_archive_are_asked_for_as_elsewhere(tmp_path, inner):
    archive = packed(tmp_path / "m.tar", contents("v1_sharded") | contents("v1", "b/"))
    assert len(load_checkpoint(archive / f"model.ckpt{inner}")) == 9


def test_archive_without_a_checkpoint_tells_what_it_has(tmp_path):
    files = {"a/": b"", "a/frozen.pb": b"x", "labels.txt": b"y"}
    archive = packed(tmp_path / "m.zip", files)
    assert refused(NotACheckpointError, archive) == (
        f"{archive} is not a checkpoint: no file in the archive is one; it has "
        "'a/frozen.pb', 'labels.txt'. Give an archive with a checkpoint of TensorFlow's "
        "Saver."
    )


def test_files_are_there_as_long_as_somebody_reads_them(tmp_path, temporary):
    archive = packed(tmp_path / "m.tar", contents("sharded"))
    reader = load_checkpoint(archive)
    (folder,) = temporary.iterdir()
    assert len(list(folder.iterdir())) == 3
    archive.unlink()
    assert same(reader["fc1/weights"], expected("sharded")["fc1/weights"])
    del reader
    gc.collect()
    assert not folder.exists()


def test_only_the_files_of_the_checkpoint_are_unpacked(tmp_path, temporary):
    other = {"other.data-00000-of-00001": b"x", "model.ckpt.meta": b"y", "z.txt": b"z"}
    reader = load_checkpoint(packed(tmp_path / "m.tar", contents("v2") | other))
    assert len(list(temporary.rglob("*.*"))) == len(contents("v2")), reader


def test_errors_name_the_archive_and_not_the_temporary_folder(tmp_path, temporary):
    files = contents("truncated")
    archive = packed(tmp_path / "m.zip", files)
    reader = load_checkpoint(archive)
    with pytest.raises(DamagedCheckpointError) as caught:
        reader["fc3/biases"]
    assert str(caught.value).startswith(
        f"{archive}/model.ckpt.data-00001-of-00002 is damaged: variable 'fc3/biases'"
    )
    shard = archive / "model.ckpt.data-00001-of-00002"
    assert caught.value.facts["path"] == shard
    del files[shard.name]
    with pytest.raises(MissingShardError) as missing:
        load_checkpoint(packed(archive, files))["fc3/biases"]
    assert str(missing.value).startswith(f"{shard} is missing")
    del reader, caught, missing


class Model:
    variables_in_order = ()


def test_report_of_a_restored_model_names_the_archive(tmp_path):
    archive = packed(tmp_path / "m.zip", contents("v1"))
    assert restore(Model(), archive).checkpoint == archive / "model.ckpt"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_file_that_is_there_twice(tmp_path, kind):
    data = path_of("v1").read_bytes()
    archive = packed(tmp_path / f"m.{kind}", {"m": data, "./m": data})
    assert refused(DamagedCheckpointError, archive) == (
        f"{archive} is damaged: archive: it has a file of the checkpoint twice. "
        "Copy or download the file again."
    )


def test_truncated_gzip(tmp_path):
    archive = packed(tmp_path / "m.tar.gz", contents("v2"))
    archive.write_bytes(archive.read_bytes()[:-30])
    assert refused(DamagedCheckpointError, archive) == (
        f"{archive} is damaged: archive: it cannot be unpacked (Compressed file ended "
        "before the end-of-stream marker was reached). Copy or download the file again."
    )


def test_gzip_is_read_to_its_checksum(tmp_path):
    archive = packed(tmp_path / "m.tar.gz", contents("v2"))
    data = bytearray(archive.read_bytes())
    data[-6] ^= 1
    archive.write_bytes(data)
    assert "CRC check failed" in refused(DamagedCheckpointError, archive)


def test_truncated_zip(tmp_path):
    archive = packed(tmp_path / "m.zip", contents("v2"))
    archive.write_bytes(archive.read_bytes()[:-30])
    assert refused(DamagedCheckpointError, archive) == (
        f"{archive} is damaged: archive: it cannot be unpacked (File is not a zip file). "
        "Copy or download the file again."
    )


def test_truncated_tar(tmp_path):
    archive = packed(tmp_path / "m.tar", contents("v1"))
    data = archive.read_bytes()
    archive.write_bytes(data[:2000])
    assert refused(DamagedCheckpointError, archive) == (
        f"{archive} is damaged: archive: it ends in the middle of 'model.ckpt'. "
        "Copy or download the file again."
    )
    size = len(path_of("v1").read_bytes())
    archive.write_bytes(data[: 512 + size + -size % 512])  # where another might begin
    assert refused(DamagedCheckpointError, archive) == (
        f"{archive} is damaged: archive: it does not end as an archive does, or was cut "
        "off. Copy or download the file again."
    )


def test_gzip_of_one_file(tmp_path):
    path = tmp_path / "model.ckpt.gz"
    path.write_bytes(gzip.compress(path_of("v1").read_bytes()))
    assert refused(UnsupportedCheckpointError, path) == (
        f"{path}: archive: no tar is in it; unpack it and give what was in it."
    )


def test_encrypted_zip(tmp_path):
    archive = packed(tmp_path / "m.zip", {"m": path_of("v1").read_bytes()})
    data = bytearray(archive.read_bytes())
    data[data.rindex(b"PK\1\2") + 8] |= 1
    archive.write_bytes(data)
    assert refused(UnsupportedCheckpointError, archive) == (
        f"{archive}: archive: 'm' is encrypted; unpack it yourself."
    )
