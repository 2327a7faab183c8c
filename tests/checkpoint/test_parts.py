"""Devices that hold parts of variables get them, and nothing else is read."""

import mmap
import shutil
from itertools import product
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.checkpoint.files import SOUND, expected, path_of
from tests.checkpoint.test_restore import FC, Model

from argscope.checkpoint import (
    CheckpointReader,
    DamagedCheckpointError,
    load_checkpoint,
    restore,
    write_checkpoint,
)
from argscope.checkpoint._bundle import Bundle


def halves(shape):
    """Return the index of each part of a shape that is cut into halves along all axes."""
    axes = [(slice(0, size // 2), slice(size // 2, size)) for size in shape]
    return product(*axes)


@pytest.mark.parametrize("folder", SOUND)
def test_parts_are_those_of_the_whole(folder):
    reader = load_checkpoint(path_of(folder))
    for name, value in expected(folder).items():
        for index in halves(value.shape):
            assert np.array_equal(reader.part(name, index), value[index])


@given(data=st.data())
def test_any_part_of_a_variable_in_slices_is_that_of_the_whole(data):
    reader = load_checkpoint(path_of("partitioned"))
    for name, value in expected("partitioned").items():
        index = tuple(
            slice(*sorted(data.draw(st.tuples(*[st.integers(0, size)] * 2))))
            for size in value.shape
        )
        found = reader.part(name, index)
        assert found.dtype == value.dtype
        assert np.array_equal(found, value[index])


def test_part_is_an_array_of_its_own_and_no_more_is_kept(tmp_path):
    large = np.arange(1 << 20, dtype="float32").reshape(1024, 1024)
    reader = load_checkpoint(write_checkpoint(tmp_path / "m.ckpt", {"w": large}))
    part = reader.part("w", (slice(0, 512), slice(0, 512)))
    assert np.array_equal(part, large[:512, :512])
    assert part.flags.c_contiguous
    while part is not None:  # down to what holds the memory
        assert not isinstance(part, np.memmap | mmap.mmap)
        part = part.base


@pytest.mark.parametrize("folder", SOUND)
def test_sound_values_pass_the_check(folder):
    reader = load_checkpoint(path_of(folder))
    for name in reader:
        reader.check(name)


def test_check_and_part_name_an_unknown_variable():
    reader = load_checkpoint(path_of("v2"))
    for ask in (reader.check, lambda name: reader.part(name, ())):
        with pytest.raises(LookupError, match="conv/weight"):
            ask("conv/weight")


def spread(index, count, **shapes):
    """Return a model of which each process holds some columns."""
    model = Model(**shapes)

    def assign(variable, read):
        columns = variable.shape[-1] // count
        mine = slice(index * columns, (index + 1) * columns)
        variable.value = read((slice(None),) * (len(variable.shape) - 1) + (mine,))

    model.distribution_engine = SimpleNamespace(
        processes=SimpleNamespace(index=index, count=count), assign=assign
    )
    return model


def test_each_process_restores_its_part_and_checks_its_share():
    checked = [], []
    for index, names in enumerate(checked):
        model = spread(index, 2, **FC)
        with (
            patch.object(
                CheckpointReader, "check", lambda _, n, to=names: to.append(n)
            ),
            patch.object(Bundle, "read", side_effect=AssertionError),
        ):
            assert restore(model, path_of("sharded")).complete
        for path, value in expected("sharded").items():
            mine = value[..., index * 3 : (index + 1) * 3]
            assert np.array_equal(model.values()[path], mine)
    assert sorted(checked[0] + checked[1]) == sorted(FC)
    assert len(checked[0]) == len(checked[1]) == 3


def test_damage_is_found_by_the_process_that_checks_it(tmp_path):
    files = shutil.copytree(path_of("v2").parent, tmp_path / "v2")
    reader = load_checkpoint(files / "model.ckpt")
    shapes = {name: reader.shapes[name] for name in ("conv/weights", "conv/biases")}
    (data,) = files.glob("*.data-*")
    at = data.read_bytes().index(reader["conv/weights"].tobytes())
    with data.open("r+b") as file:
        file.seek(at)
        file.write(b"\xff\xff\xff\x7f")
    finder, other = spread(0, 2, **shapes), spread(1, 2, **shapes)
    with pytest.raises(DamagedCheckpointError, match="conv/weights"):
        restore(finder, files / "model.ckpt")
    assert not finder.values()
    assert restore(other, files / "model.ckpt").complete
