"""Values that TensorFlow wrote come out as they went in."""

import shutil

import numpy as np
import pytest
from tests.checkpoint.files import FILES, SOUND, expected, path_of, same

from argscope.checkpoint import list_variables, load_checkpoint, load_variable
from argscope.checkpoint._damage import Malformed
from argscope.checkpoint._saved_slices import _joined
from argscope.checkpoint._table import Table
from argscope.checkpoint._variable import Variable


@pytest.mark.parametrize("folder", SOUND)
def test_every_value_is_the_one_that_was_written(folder):
    reader, values = load_checkpoint(path_of(folder)), expected(folder)
    different = [n for n, value in values.items() if not same(reader[n], value)]
    assert different == []


@pytest.mark.parametrize("folder", SOUND)
def test_names_shapes_and_types_are_known_without_reading_values(folder):
    reader, values = load_checkpoint(path_of(folder)), expected(folder)
    facts = {n: (reader.shapes[n], reader.dtypes[n]) for n in reader}
    assert facts == {named(n): (v.shape, v.dtype) for n, v in values.items()}


def named(key):
    """Return the name of a variable in the stored checkpoints."""
    return key.removesuffix("/.ATTRIBUTES/VARIABLE_VALUE")


def test_the_comparison_of_values_sees_one_bit():
    value = np.array([0.0], "f4")
    assert same(value, value)
    assert not same(value, -value)


def test_the_stored_compressed_checkpoint_really_is():
    table = Table(path_of("v1_snappy"))
    kinds = [table._data[place.offset + place.size] for place in table._places]
    assert len(kinds) > 1
    assert set(kinds) == {1}


@pytest.mark.parametrize("folder", SOUND)
def test_a_value_is_an_array_of_its_own(folder):
    reader = load_checkpoint(path_of(folder))
    for name in reader:
        value = reader[name]
        assert value.flags.writeable
        assert value.flags.aligned
        assert value is not reader[name]


def test_a_reader_is_a_mapping_that_sorts_by_name():
    reader = load_checkpoint(path_of("sharded"))
    assert list(reader) == sorted(expected("sharded"))
    assert len(reader) == 6
    assert "fc1/weights" in reader
    assert "fc1" not in reader
    assert reader.get("fc1") is None
    assert {n: v.shape for n, v in reader.items()} == dict(reader.shapes)


def test_a_reader_shows_path_format_and_count():
    path = path_of("v1")
    assert (
        repr(load_checkpoint(path)) == f"<checkpoint {str(path)!r}, V1, 21 variables>"
    )


def test_variables_are_listed_with_their_whole_shape():
    assert list_variables(path_of("partitioned")) == [
        ("columns", (3, 7)),
        ("grid", (4, 6)),
        ("rows", (7, 3)),
    ]


def test_one_variable_is_loaded_by_name():
    grid = load_variable(path_of("partitioned"), "grid")
    assert grid.tolist() == np.arange(24).reshape(4, 6).tolist()


def test_only_the_shard_of_a_variable_is_needed(tmp_path):
    shutil.copytree(FILES / "sharded", tmp_path, dirs_exist_ok=True)
    (tmp_path / "model.ckpt.data-00001-of-00002").unlink()
    read = load_variable(tmp_path / "model.ckpt", "fc1/weights")
    assert same(read, expected("sharded")["fc1/weights"])


@pytest.mark.parametrize(("dtype", "shape"), [("f4", (3,)), ("i4", (2,))])
def test_shards_agree_on_type_and_shape_of_a_variable(dtype, shape):
    one = Variable("w", np.dtype("f4"), (2,))
    with pytest.raises(Malformed, match="'w' is of another type or shape"):
        _joined(one, Variable("w", np.dtype(dtype), shape))
