"""Names of variables in what TensorFlow 2 saves of objects."""

import numpy as np
import pytest
from tests.checkpoint.files import FILES, expected, path_of, same

from argscope.checkpoint import (
    DamagedCheckpointError,
    MissingShardError,
    NotACheckpointError,
    load_checkpoint,
    restore,
)
from argscope.checkpoint._damage import Malformed
from argscope.checkpoint._object_graph import GRAPH, readable_names

SUFFIX = "/.ATTRIBUTES/VARIABLE_VALUE"

NAMES = {
    "object": {"bias": "bias", "kernel": "kernel"},  # they were given none
    "object_named": {
        "fc/kernel": "tower/kernel",
        "fc/bias": "tower/bias",
        "head/scale": "head/scale",  # two are called scale
        "shown/scale": "shown/scale",
        "step": "step",
    },
}


@pytest.mark.parametrize("folder", NAMES)
def test_variables_have_their_full_names_where_these_tell_them_apart(folder):
    reader, values = load_checkpoint(path_of(folder)), expected(folder)
    assert list(reader) == sorted(NAMES[folder])
    for name, path in NAMES[folder].items():
        assert same(reader[name], values[path + SUFFIX])


def test_keys_and_the_graph_can_be_asked_for(tmp_path):
    reader = load_checkpoint(path_of("object_named"))
    key = f"tower/kernel{SUFFIX}"
    assert key in reader
    assert key not in reader.names
    assert same(reader[key], reader["fc/kernel"])
    assert GRAPH in reader
    assert isinstance(reader[GRAPH].item(), bytes)


@pytest.mark.parametrize(
    ("folder", "file", "name", "key"),
    [
        ("saved_model", "saved_model.pb", "fc/weights", f"weights{SUFFIX}"),
        ("saved_model_v1", "saved_model.pb", "fc/weights", "fc/weights"),
    ],
)
def test_saved_models_are_read_by_their_folder_and_by_their_graph(
    folder, file, name, key
):
    for path in (FILES / folder, FILES / folder / file):
        reader = load_checkpoint(path)
        assert reader.path == FILES / folder / "variables" / "variables"
        assert list(reader) == [name]
        assert same(reader[name], expected(folder)[key])


def test_saved_model_without_variables(tmp_path):
    (tmp_path / "saved_model.pb").touch()
    with pytest.raises(NotACheckpointError) as caught:
        load_checkpoint(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} is not a checkpoint: it is a SavedModel without "
        "variables/variables.index. Copy its folder 'variables' too."
    )


class Variable:
    def __init__(self, path, shape):
        self.path, self.shape = path, shape

    def assign(self, value):
        self.value = value


class Model:
    def __init__(self, **shapes):
        self.variables_in_order = [Variable(*each) for each in shapes.items()]


def test_model_is_restored_by_full_names():
    model = Model(**{"fc/kernel": (2, 3), "fc/bias": (3,)})
    report = restore(model, path_of("object_named"))
    assert report.complete
    assert report.left_over == ("head/scale", "shown/scale", "step")
    assert np.all(model.variables_in_order[0].value == 0.5)


def graph(*attributes):
    """Return a graph of one node, with (full name, key) of its attributes."""
    parts = [field(2, field(2, name) + field(3, key)) for name, key in attributes]
    return np.array(field(1, b"".join(parts)), object)


def field(number, data):
    data = data.encode() if isinstance(data, str) else data
    return bytes([number << 3 | 2, len(data)]) + data


@pytest.mark.parametrize(
    ("attributes", "names"),
    [
        ([("w", f"a{SUFFIX}"), ("v", f"b{SUFFIX}")], {"w": "a", "v": "b"}),
        ([("w", f"a{SUFFIX}"), ("w", f"b{SUFFIX}")], {"a": "a", "b": "b"}),
        ([("b", f"a{SUFFIX}"), ("", f"b{SUFFIX}")], {"a": "a", "b": "b"}),
        ([("a", f"a{SUFFIX}"), ("a", f"b{SUFFIX}")], {"a": "a", "b": "b"}),
        ([("Variable", f"a{SUFFIX}")], {"a": "a", "b": "b"}),
        ([("w", f"c{SUFFIX}")], {"a": "a", "b": "b"}),
        ([], {"a": "a", "b": "b"}),
    ],
    ids=[
        "full names",
        "one name twice",
        "another's path",
        "its own path",
        "no name",
        "a key that is not there",
        "an empty graph",
    ],
)
def test_names_follow_the_rule(attributes, names):
    keys = [f"a{SUFFIX}", f"b{SUFFIX}", GRAPH]
    found = readable_names(keys, lambda _: graph(*attributes))
    assert found == {name: path + SUFFIX for name, path in names.items()}
    assert list(found) == sorted(found)


def test_name_never_hides_a_key():
    keys = ["a", f"a{SUFFIX}", "b/.ATTRIBUTES/OBJECT_CONFIG_JSON", GRAPH]
    found = readable_names(keys, lambda _: graph(("x", keys[2])))
    assert found == {key: key for key in sorted(keys[:3])}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (np.zeros((), "f4"), "it is not one string"),
        (np.array([b""], object), "it is not one string"),
        (np.array(b"\x0a\xff", object), "a number does not end"),
    ],
)
def test_graph_that_is_none(value, problem):
    with pytest.raises(Malformed, match=problem):
        readable_names([GRAPH], lambda _: value)


def test_checkpoint_of_objects_cannot_be_named_without_its_graph(tmp_path):
    for name in ("model.ckpt.index", "model.ckpt.data-00000-of-00001"):
        data = (FILES / "object_named" / name).read_bytes()
        (tmp_path / name).write_bytes(data[:-100] if ".data" in name else data)
    with pytest.raises(DamagedCheckpointError, match=GRAPH):
        load_checkpoint(tmp_path / "model.ckpt")
    (tmp_path / "model.ckpt.data-00000-of-00001").unlink()
    with pytest.raises(MissingShardError, match=GRAPH):
        load_checkpoint(tmp_path / "model.ckpt")
