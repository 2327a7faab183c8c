"""Checkpoints in archives, and archives that mean harm."""

import gc
import gzip
import struct
import tarfile
import zipfile
from itertools import product

import numpy as np
import pytest
from tests.checkpoint.files import (
    FILES,
    SOUND,
    contents,
    expected,
    packed,
    path_of,
    same,
)

from argscope.checkpoint import (
    CheckpointNotFoundError,
    DamagedCheckpointError,
    MissingShardError,
    NotACheckpointError,
    SeveralCheckpointsError,
    UnsupportedCheckpointError,
    _archive,
    load_checkpoint,
    restore,
)

KINDS = ["tar", "tar.gz", "tgz", "zip"]


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory, monkeypatch):
    """The folder for temporary files; a test must leave it empty."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    gc.collect()
    assert list(folder.iterdir()) == []


def refused(error, path):
    with pytest.raises(error) as caught:
        load_checkpoint(path)
    return str(caught.value)


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
    archive = packed(tmp_path / "m.zip", {"a/frozen.pb": b"x", "labels.txt": b"y"})
    assert refused(NotACheckpointError, archive) == (
        f"{archive} is not a checkpoint: no file in the archive is one; it has "
        "'a/frozen.pb', 'labels.txt'. Give an archive with a checkpoint of TensorFlow's "
        "Saver."
    )


@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_what_a_terminal_would_obey_is_shown(tmp_path, kind):
    archive = packed(
        tmp_path / f"m.{kind}", {"\x1b[31m\u202e": path_of("v1").read_bytes()}
    )
    shown = f"{archive}/\\x1b[31m\\u202e"
    assert str(load_checkpoint(archive).path) == shown
    assert str(load_checkpoint(shown).path) == shown


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


NAMES_THAT_MEAN_HARM = [
    "/model.ckpt",
    "../model.ckpt",
    "a/../../model.ckpt",
    "C:/model.ckpt",
    "a\\..\\model.ckpt",
    "..",
    "/",
    "x" * 3000,
]


@pytest.mark.parametrize(
    ("kind", "name"),
    [("tar", ""), *product(["tar", "zip"], NAMES_THAT_MEAN_HARM)],
)
def test_a_name_in_an_archive_is_no_path_of_this_computer(
    tmp_path, temporary, kind, name
):
    (tmp_path / "in" / "side").mkdir(parents=True)
    archive = packed(
        tmp_path / "in" / "side" / f"m.{kind}", {name: path_of("v1").read_bytes()}
    )
    before = set(tmp_path.rglob("*"))
    try:
        reader = load_checkpoint(archive)
    except (NotACheckpointError, DamagedCheckpointError):  # a name of a folder
        assert name in {"", "/"}
    else:
        assert len(reader) == 21
        assert [path.name for path in temporary.rglob("model*")] == ["model"]
        del reader
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_links_and_devices_are_passed_over(tmp_path, kind):
    archive = tmp_path / "m.tar"
    with tarfile.open(archive, "w") as file:
        link = tarfile.TarInfo("model.ckpt")
        link.type, link.linkname = kind, str(path_of("v1"))
        file.addfile(link)
    assert "no file in the archive is one" in refused(NotACheckpointError, archive)


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


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zip_that_may_give_any_size_at_once(tmp_path, way):
    archive = tmp_path / "m.zip"
    with zipfile.ZipFile(archive, "w", way) as file:
        file.writestr("m", path_of("v1").read_bytes())
    assert refused(UnsupportedCheckpointError, archive) == (
        f"{archive}: archive: 'm' is packed in a rare way; unpack it yourself."
    )


@pytest.mark.parametrize("kind", ["tar.gz", "zip"])
def test_bombs_are_left_alone(tmp_path, kind, monkeypatch):
    monkeypatch.setattr(_archive, "FEW_BYTES", 3 << 20)
    archive = packed(tmp_path / f"m.{kind}", {"m": bytes(9 << 20)})
    assert refused(UnsupportedCheckpointError, archive) == (
        f"{archive}: archive: more than 3 MiB come out of it, which is not expected of a "
        "checkpoint; unpack it yourself if it is right."
    )


@pytest.mark.parametrize(
    ("size", "most"),
    [(0, 1 << 30), (1 << 20, 1 << 30), (50 << 20, 5000 << 20), (1 << 40, 16 << 30)],
)
def test_what_may_come_out_grows_with_the_archive(size, most):
    budget = _archive.Budget(size)
    assert budget._left == most


@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_archive_of_too_many_files(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(_archive, "MOST_FILES", 5)
    archive = packed(tmp_path / f"m.{kind}", {f"{i}/": b"" for i in range(6)})
    assert refused(UnsupportedCheckpointError, archive) == (
        f"{archive}: archive: it has more than 5 files and folders."
    )


def header(**facts):
    """Return a header of a tar whose numbers are as asked, also if they are absurd."""
    member = tarfile.TarInfo("m")
    member.type = facts.get("type", tarfile.REGTYPE)
    block = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    if "size" in facts:
        block[124:136] = b"\xff" + facts["size"].to_bytes(11, "big", signed=True)
    block[148:156] = b"        "
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ({"size": -512}, "its files overlap"),  # tarfile alone goes round for ever
        ({"size": -(1 << 60)}, "its files overlap"),
        ({"type": b"L", "size": -1024}, "a header of"),
    ],
)
def test_sizes_that_lead_backwards(tmp_path, damage, told):
    archive = tmp_path / "m.tar"
    archive.write_bytes(header() + header(**damage) + bytes(10240))
    assert told in refused(DamagedCheckpointError, archive)


def test_name_of_gigabytes(tmp_path):
    archive = tmp_path / "m.tar"
    block = bytearray(header(type=b"L"))
    block[124:136] = b"77777777777\0"
    block[148:156] = b"        "
    block[148:156] = b"%06o\0 " % sum(block)
    archive.write_bytes(header() + bytes(block) + bytes(10240))
    assert "a header of 8589934592 bytes" in refused(DamagedCheckpointError, archive)


def test_headers_in_headers(tmp_path):
    archive = tmp_path / "m.tar"
    archive.write_bytes((header(type=b"L") + b"") * 5000 + bytes(10240))
    refused(DamagedCheckpointError, archive)


def test_sparse_files_are_passed_over(tmp_path):
    archive = tmp_path / "m.tar"
    with tarfile.open(archive, "w") as file:
        member = tarfile.TarInfo("m")
        member.pax_headers = {
            "GNU.sparse.major": "0",
            "GNU.sparse.map": f"0,0,{1 << 50},0",
            "GNU.sparse.size": str(1 << 50),
        }
        file.addfile(member)
    assert "no file in the archive is one" in refused(NotACheckpointError, archive)


def test_zip_whose_file_stands_before_it(tmp_path):
    archive = packed(tmp_path / "m.zip", {"m": path_of("v1").read_bytes()})
    data = bytearray(archive.read_bytes())
    at = data.rindex(b"PK\1\2") + 42
    data[at : at + 4] = struct.pack("<I", 0xFFFF_FFF0)
    archive.write_bytes(data)
    refused(DamagedCheckpointError, archive)


def test_large_files_take_little_memory(tmp_path):
    tracemalloc = pytest.importorskip("tracemalloc")
    archive = packed(tmp_path / "m.tar.gz", contents("v1") | {"x": bytes(64 << 20)})
    tracemalloc.start()
    reader = load_checkpoint(archive)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 << 20
    assert np.array_equal(reader["grid"], expected("v1")["grid"])
