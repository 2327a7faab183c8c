"""Archives that mean harm: none writes elsewhere, goes on for ever or fills the computer."""

import struct
import tarfile
import zipfile
from itertools import product

import numpy as np
import pytest
from tests.checkpoint.files import (
    contents,
    expected,
    packed,
    path_of,
    refused,
)

from argscope.checkpoint import (
    DamagedCheckpointError,
    NotACheckpointError,
    UnsupportedCheckpointError,
    _archive,
    load_checkpoint,
)

pytestmark = pytest.mark.usefixtures("temporary")


@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_what_a_terminal_would_obey_is_shown(tmp_path, kind):
    archive = packed(
        tmp_path / f"m.{kind}", {"\x1b[31m\u202e": path_of("v1").read_bytes()}
    )
    shown = f"{archive}/\\x1b[31m\\u202e"
    assert str(load_checkpoint(archive).path) == shown
    assert str(load_checkpoint(shown).path) == shown


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
        assert archive in [reader.path, *reader.path.parents]
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
