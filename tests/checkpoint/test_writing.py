"""Checkpoints that are written: TensorFlow's bytes, whole at every moment."""

import hashlib
import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as of_numpy
from tests.checkpoint.files import expected, path_of, same
from tests.checkpoint.written import TYPES, contents

from argscope.checkpoint import (
    DamagedCheckpointError,
    convert,
    errors,
    load_checkpoint,
    write_checkpoint,
)

RECORDED = json.loads(Path(__file__).with_name("written.json").read_text("utf-8"))
SUFFIXES = (".data-00000-of-00001", ".index")


@pytest.mark.parametrize("case", RECORDED)
def test_files_are_those_of_tensorflow_byte_by_byte(case, tmp_path):
    write_checkpoint(tmp_path / "m", contents()[case])
    digests = [
        hashlib.sha256((tmp_path / f"m{suffix}").read_bytes()).hexdigest()
        for suffix in SUFFIXES
    ]
    assert digests == RECORDED[case]


def read(path):
    reader = load_checkpoint(path)
    return {name: reader[name] for name in reader}


def assert_same(found, values):
    assert list(found) == sorted(values, key=str.encode)
    assert [name for name in values if not same(found[name], values[name])] == []


@st.composite
def arrays(draw):
    shape = draw(of_numpy.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
    kind = draw(st.sampled_from([*TYPES, "strings"]))
    if kind == "strings":
        return draw(of_numpy.arrays(object, shape, elements=st.binary(max_size=300)))
    if kind == "bool":
        return draw(of_numpy.arrays(bool, shape))
    dtype = np.dtype(getattr(ml_dtypes, kind, kind))
    raw = draw(of_numpy.arrays("u1", (*shape, dtype.itemsize)))
    return raw.view(dtype)[..., 0] if raw.size else np.empty(shape, dtype)


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
    lambda name: not name.startswith("\0")
)


@given(values=st.dictionaries(names, arrays(), max_size=30))
def test_what_is_written_is_read_bit_by_bit(values, tmp_path_factory):
    path = tmp_path_factory.mktemp("written") / "m"
    assert_same(read(write_checkpoint(path, values)), values)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (np.arange(6, dtype="f4").reshape(2, 3).T, "<f4"),
        (np.arange(6, dtype=">i8")[::2], "<i8"),
        (np.zeros((400_000, 2), ">f4")[:, 0], "<f4"),
        (7, "int64"),
        ([1.5, 2.5], "float64"),
        (np.float32(3), "float32"),
    ],
)
def test_any_order_of_memory_and_any_number_is_stored_as_files_have_it(
    value, stored, tmp_path
):
    found = read(write_checkpoint(tmp_path / "m", {"x": value}))["x"]
    assert same(found, np.asarray(value).astype(stored).copy("C"))


@pytest.mark.parametrize(
    "value", ["é", b"\xc3\xa9", np.array("é"), np.array(b"\xc3\xa9")]
)
def test_text_is_stored_as_utf8(value, tmp_path):
    assert (
        read(write_checkpoint(tmp_path / "m", {"x": value}))["x"].item() == b"\xc3\xa9"
    )


def test_strings_keep_zeros_at_their_ends(tmp_path):
    path = write_checkpoint(tmp_path / "m", {"x": [b"a\0", b"\0"], "y": b"b\0"})
    assert read(path)["x"].tolist() == [b"a\0", b"\0"]
    assert read(path)["y"].item() == b"b\0"


@pytest.mark.parametrize("folder", ["v2", "v1_snappy", "sharded", "partitioned"])
def test_checkpoint_of_any_format_is_written_anew(folder, tmp_path):
    done = convert(path_of(folder), tmp_path / "m.ckpt")
    assert_same(read(done.target), expected(folder))
    assert done.skipped == ()


# --- whole at every moment


def test_damaged_source_leaves_the_older_checkpoint(tmp_path):
    path = write_checkpoint(tmp_path / "m.ckpt", {"x": np.ones(3)})
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    with pytest.raises(DamagedCheckpointError):
        convert(path_of("flipped_bit"), path)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


KILLED = """
import os, sys
from collections import UserDict
from argscope.checkpoint import write_checkpoint

class Values(UserDict):
    def __getitem__(self, name):
        if name == "last":
            os.kill(os.getpid(), 9)
        return super().__getitem__(name)

write_checkpoint(sys.argv[1], Values({"first": 1, "last": 2}))
"""


def test_killed_program_leaves_the_older_checkpoint(tmp_path):
    path = write_checkpoint(tmp_path / "m.ckpt", {"x": np.ones(3)})
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert done.returncode != 0
    assert_same(read(path), {"x": np.ones(3)})
    write_checkpoint(path, {"x": np.zeros(2)})
    files = sorted(each.name for each in tmp_path.iterdir())
    assert files == [f"m.ckpt{suffix}" for suffix in SUFFIXES]


def test_large_arrays_are_not_copied_and_asked_for_in_turn(tmp_path):
    class Values(dict):
        def __getitem__(self, name):
            return np.full((1 << 20, 2), float(name), "f4")

    values = Values.fromkeys(map(str, range(8)))
    tracemalloc.start()
    path = write_checkpoint(tmp_path / "m", values)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2.5 * (8 << 20)  # of 64 MiB: one that goes and one that comes
    assert [load_checkpoint(path)[name][-1, 0] for name in values] == list(range(8))


# --- what cannot be written


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (np.array(["2020-01-01"], "M8[D]"), "datetime64[D][1]"),
        (np.zeros((2, 3), "longdouble"), "float128[2,3]"),
        (np.zeros(2, ml_dtypes.int4), "int4[2]"),
        ([b"a", None], "object[2]"),
    ],
)
def test_types_that_tensorflow_lacks_are_refused(value, told, tmp_path):
    with pytest.raises(errors.NotStorableError) as refused:
        write_checkpoint(tmp_path / "m", {"x": value})
    assert str(refused.value) == (
        f"write_checkpoint() got {told} for 'x', and TensorFlow has no tensors of such a "
        "type. Give numbers, truth values, bytes or strings."
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "\0a", 1])
def test_names_that_files_have_for_other_things_are_refused(name, tmp_path):
    with pytest.raises(errors.NotStorableError) as refused:
        write_checkpoint(tmp_path / "m", {name: 1})
    assert str(refused.value) == (
        f"write_checkpoint() got a value with the name {name!r}. A name is a str of one "
        "character or more, which does not begin with a zero byte."
    )


def test_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="none"):
        write_checkpoint(tmp_path / "none" / "m", {"x": 1})
