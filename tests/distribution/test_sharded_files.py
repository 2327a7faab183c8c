"""Weights in several files with an index, and processes that read what they hold."""

import json
from pathlib import Path

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.distribution.small import CUT, built
from tests.distribution.started import told_by

from argscope import checkpoint, layers
from argscope.layers._model.shard_plan import filled, planned, shared_out

pytest.importorskip("safetensors")
from safetensors.numpy import load_file  # it may not be installed

on_several = pytest.mark.skipif(
    keras.backend.backend() == "tensorflow", reason="it has one process"
)
on_jax = pytest.mark.skipif(
    keras.backend.backend() != "jax", reason="its devices are simulated"
)
GB = 1024**3
SIZES = st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 10**6))


def by_path(model):
    return {
        variable.path: keras.ops.convert_to_numpy(variable.value)
        for variable in model.variables_in_order
    }


def as_the_hub_loads(index):
    """Return all tensors, as `load_sharded_checkpoint` of transformers finds them."""
    content = json.loads(index.read_text())
    found = {}
    for name in sorted(set(content["weight_map"].values())):
        found |= load_file(index.parent / name)
    assert set(found) == set(content["weight_map"])
    assert (
        sum(each.nbytes for each in found.values())
        == (content["metadata"]["total_size"])
    )
    return found


def assert_same(found, expected):
    assert set(found) == set(expected)
    for name, value in expected.items():
        np.testing.assert_array_equal(found[name], value, err_msg=name)


# --- which process writes what


@given(SIZES, st.integers(1, 9))
def test_each_tensor_has_one_owner_and_none_has_more_than_one_tensor_too_many(
    sizes, owners
):
    shares = shared_out(sizes, owners)
    assert sorted(name for share in shares for name in share) == sorted(sizes)
    loads = [sum(sizes[name] for name in share) for share in shares]
    assert max(loads) - min(loads) <= max(sizes.values(), default=0)


@given(SIZES, st.integers(1, 10**6))
def test_files_are_filled_in_order_and_not_above_the_limit(sizes, limit):
    groups = filled(list(sizes), sizes, limit)
    assert [name for group in groups for name in group] == list(sizes)
    for group in groups:
        assert len(group) == 1 or sum(sizes[name] for name in group) <= limit


def test_every_process_writes_its_first_file_in_the_first_round():
    rounds = planned({"a": 6, "b": 4, "c": 2, "d": 1}, owners=2, limit=4)
    assert rounds == [
        [(0, ("a",)), (1, ("b",))],
        [(0, ("d",)), (1, ("c",))],
    ]


# --- one process


def test_weights_above_a_limit_go_into_several_files_as_the_hub_has_them(tmp_path):
    model = built(1)
    model.save_weights(tmp_path / "m.safetensors", max_shard_size=700 / GB)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "m-00001-of-00003.safetensors",
        "m-00002-of-00003.safetensors",
        "m-00003-of-00003.safetensors",
        "m.safetensors.index.json",
    ]
    assert_same(as_the_hub_loads(tmp_path / "m.safetensors.index.json"), by_path(model))


def test_weights_below_a_limit_are_in_one_file(tmp_path):
    built(1).save_weights(tmp_path / "m.safetensors", max_shard_size=1)
    assert [path.name for path in tmp_path.iterdir()] == ["m.safetensors"]


@pytest.mark.parametrize("name", ["m.safetensors", "m.safetensors.index.json"])
def test_weights_come_back_from_several_files_by_either_name(name, tmp_path):
    model, other = built(1), built(2)
    model.save_weights(tmp_path / "m.safetensors", max_shard_size=700 / GB)
    other.load_weights(tmp_path / name)
    assert_same(by_path(other), by_path(model))


@pytest.mark.parametrize("limits", [(700 / GB, None), (None, 700 / GB)])
def test_what_was_saved_last_is_loaded_whatever_was_there(limits, tmp_path):
    first, last, other = built(1), built(2), built(3)
    for model, limit in zip((first, last), limits, strict=True):
        model.save_weights(tmp_path / "m.safetensors", max_shard_size=limit)
    other.load_weights(tmp_path / "m.safetensors")
    assert_same(by_path(other), by_path(last))


def test_files_of_others_are_left_alone(tmp_path):
    (tmp_path / "m-00001-of-00009.safetensors").write_bytes(b"another's")
    built(1).save_weights(tmp_path / "m.safetensors")
    assert (tmp_path / "m-00001-of-00009.safetensors").exists()


def test_files_with_an_index_are_not_overwritten_unasked(tmp_path):
    model = built(1)
    model.save_weights(tmp_path / "m.safetensors", max_shard_size=700 / GB)
    with pytest.raises(FileExistsError, match=r"m\.safetensors\.index\.json exists"):
        model.save_weights(tmp_path / "m.safetensors", overwrite=False)


def broken(folder, break_it):
    """Break files with an index; return what loading them says."""
    model = built(1)
    model.save_weights(folder / "m.safetensors", max_shard_size=700 / GB)
    break_it(folder)
    with pytest.raises(layers.WeightsFileError) as caught:
        model.load_weights(folder / "m.safetensors.index.json")
    return str(caught.value).replace(f"{folder}/", "")


def test_a_file_that_is_missing_is_named(tmp_path):
    def lose_one(folder):
        (folder / "m-00002-of-00003.safetensors").unlink()

    assert broken(tmp_path, lose_one) == (
        "m-00002-of-00003.safetensors is missing beside m.safetensors.index.json, which "
        "says that tensors are in it. Where several processes write, all of them need "
        "the same folder."
    )


@pytest.mark.parametrize("text", ["{", "[]", '{"weight_map": 3}'])
def test_an_index_that_is_none_is_named(text, tmp_path):
    def spoil(folder):
        (folder / "m.safetensors.index.json").write_text(text)

    assert broken(tmp_path, spoil) == (
        "m.safetensors.index.json is no index of safetensors files: it needs weight_map, "
        "which has the name of a file beside it for each tensor."
    )


def test_an_index_is_not_saved_to(tmp_path):
    with pytest.raises(layers.WeightsFileError) as caught:
        built(1).save_weights(Path("m.safetensors.index.json"))
    assert str(caught.value) == (
        "m.safetensors.index.json is the name of an index, which is written by itself: "
        "save to m.safetensors, with max_shard_size."
    )


# --- several devices, several processes


@pytest.fixture
def files(tmp_path):
    """Write the same values in all forms; return their folder and the values."""
    pytest.importorskip("google_crc32c")
    model = built(1)
    found = by_path(model)
    model.save_weights(tmp_path / "whole.safetensors")
    model.save_checkpoint(tmp_path / "given.ckpt")
    np.savez(tmp_path / "given.npz", **found)
    return tmp_path, found


@on_jax
def test_on_four_devices_each_part_is_read_once_and_all_is_as_it_was(files):
    folder, expected = files
    size = sum(value.nbytes for value in expected.values())
    (told,) = told_by("tests.distribution.sharded_program", "four", folder, devices=4)
    assert told.pop("older")  # a model that was made before, on one device
    assert told == {mesh: [size, True, True] for mesh in ("4x1", "2x2", "1x4")}
    for mesh in ("4-1", "2-2", "1-4"):
        assert_same(load_file(folder / f"from-{mesh}.safetensors"), expected)


@on_several
def test_each_of_two_processes_reads_and_writes_its_share(files):
    folder, expected = files
    told = told_by("tests.distribution.sharded_program", "two", folder, processes=2)

    cut = sum(expected[path].nbytes for path in CUT)
    held = sum(value.nbytes for value in expected.values()) - cut // 2
    for each in told:
        assert each["read of safetensors"] == each["read of a checkpoint"] == held
        assert each["whole"] == []
        assert each["equal"]
    checked = [set(each["checked"]) for each in told]
    assert checked[0] | checked[1] == set(expected)
    assert not checked[0] & checked[1]

    assert_same(as_the_hub_loads(folder / "parts.safetensors.index.json"), expected)
    shares = [
        sum(value.nbytes for value in load_file(folder / name).values())
        for name in (
            "parts-00001-of-00002.safetensors",
            "parts-00002-of-00002.safetensors",
        )
    ]
    largest = max(value.nbytes for value in expected.values())
    assert abs(shares[0] - shares[1]) <= largest
    assert_same(as_the_hub_loads(folder / "small.safetensors.index.json"), expected)
    assert len(list(folder.glob("small-*.safetensors"))) > 2

    one = built(4)
    one.load_weights(folder / "all.weights.h5")
    assert_same(by_path(one), expected)
    reader = checkpoint.load_checkpoint(folder / "saved.ckpt")
    assert_same({name: reader[name] for name in reader}, expected)
