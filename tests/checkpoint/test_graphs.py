"""Variables come out of TensorFlow's graphs, however these were frozen and optimized."""

import shutil
import tracemalloc

import numpy as np
import pytest
from safetensors.numpy import load_file
from tests.checkpoint.files import FILES, packed, same
from tests.checkpoint.files import path_of as checkpoint
from tests.checkpoint.graph_files import FROZEN, GRAPHS, expected, path_of
from tests.checkpoint.messages import constant, graph, identity, node, number, text

from argscope.checkpoint import NotACheckpointError, convert, load_checkpoint
from argscope.checkpoint._graph_file import is_graph, variables_of

NETWORK = {
    "net/conv1/BatchNorm/beta": (4,),
    "net/conv1/BatchNorm/moving_mean": (4,),
    "net/conv1/BatchNorm/moving_variance": (4,),
    "net/conv1/weights": (3, 3, 2, 4),
    "net/conv2/BatchNorm/beta": (4,),
    "net/conv2/BatchNorm/gamma": (4,),
    "net/conv2/BatchNorm/moving_mean": (4,),
    "net/conv2/BatchNorm/moving_variance": (4,),
    "net/conv2/weights": (3, 3, 4, 4),
    "net/fc/biases": (3,),
    "net/fc/weights": (4, 3),
    "net/global_step": (),
    "net/temperature": (),
}
CONV1, CONV2 = "net/conv1/BatchNorm/", "net/conv2/BatchNorm/"
FC = {"net/fc/biases", "net/fc/weights"}
NUMBERS = {"net/global_step", "net/temperature"}
LAYER = FC | {"net/global_step"}


def within(scope):
    return {name for name in NETWORK if name.startswith(scope)}


# What is in a file, said by what the tool did to the network above.
FOUND = {
    "frozen": set(NETWORK),
    "frozen_resources": set(NETWORK),
    # Single numbers that are read in a function cannot be told from others.
    "frozen_v2": {"MatMul/ReadVariableOp/resource", "add/ReadVariableOp/resource"},
    "frozen_v2_functions": {
        "MatMul/ReadVariableOp/resource",
        "add/ReadVariableOp/resource",
    },
    # Took all Identity nodes away, and folded the fused batch normalization.
    "optimized": set(NETWORK) - within("net/conv1/") - NUMBERS
    | {"net/conv1/Conv2D_weights", "net/conv1/Conv2D_bn_offset"},
    "stripped": FC | NUMBERS,
    # Took them away, folded constants and the batch normalization of parts.
    "transformed": within("net/conv1/")
    | FC
    | {"net/conv2/weights", "net/conv2/BatchNorm/batchnorm_1/sub/_2__cf__2"},
    "quantized": set(NETWORK) - {"net/conv1/weights", "net/conv2/weights"}
    | {
        f"net/{conv}/weights_quantized_{part}"
        for conv in ("conv1", "conv2")
        for part in ("const", "min", "max")
    },
    "grappler": FC
    | {
        "net/conv1/Conv2D/merged_input",
        "net/conv1/BatchNorm/FusedBatchNormV3/Offset",
        "net/conv2/Conv2D/merged_input",
        "net/conv2/BatchNorm/batchnorm_1/sub",
    },
}


@pytest.mark.parametrize("name", FOUND)
def test_the_variables_of_a_graph_are_found_after_each_tool(name):
    assert set(load_checkpoint(path_of(name))) == FOUND[name]


def test_each_constant_of_the_types_is_read():
    assert set(load_checkpoint(path_of("types"))) == set(expected("types"))


@pytest.mark.parametrize("name", FROZEN)
def test_every_value_is_the_one_that_tensorflow_computes(name):
    reader, values = load_checkpoint(path_of(name)), expected(name)
    assert [n for n in reader if not same(reader[n], values[n])] == []


@pytest.mark.parametrize("name", FROZEN)
def test_names_shapes_and_types_are_known_without_reading_values(name):
    reader, values = load_checkpoint(path_of(name)), expected(name)
    assert reader.format == "frozen graph"
    assert list(reader) == sorted(reader)
    assert dict(reader.shapes) == {n: values[n].shape for n in reader}
    assert dict(reader.dtypes) == {n: values[n].dtype for n in reader}


@pytest.mark.parametrize("name", FROZEN)
def test_a_value_is_an_array_of_its_own(name):
    reader = load_checkpoint(path_of(name))
    for each in reader:
        assert reader[each].flags.writeable
        assert reader[each].flags.aligned
        assert reader[each] is not reader[each]


@pytest.mark.parametrize("name", ["frozen", "frozen_resources"])
def test_a_frozen_graph_has_what_the_checkpoint_before_had(name):
    assert dict(load_checkpoint(path_of(name)).shapes) == NETWORK


def test_a_frozen_graph_is_converted_as_a_checkpoint_is(tmp_path):
    done = convert(path_of("frozen"), tmp_path / "m.safetensors")
    values = expected("frozen")
    read = load_file(done.target)
    assert set(read) == set(NETWORK)
    assert all(same(value, values[name]) for name, value in read.items())


def test_the_graph_of_a_program_that_trains_tells_what_its_saver_saves():
    told, saved = (
        load_checkpoint(GRAPHS / name) for name in ("training.meta", "training")
    )
    assert told.format == "graph of variables"
    assert dict(told.shapes) == dict(saved.shapes)
    assert set(told) == LAYER | {"net/table", "net/switch"}
    assert dict(told.dtypes) == dict(saved.dtypes)


def test_a_graph_alone_does_not_tell_which_of_its_variables_are_saved():
    reader = load_checkpoint(GRAPHS / "training.pb")
    others = {"net/table/part_0", "net/table/part_1", "net/switch", "net/counted"}
    assert set(reader) == LAYER | others


def test_a_saved_model_means_the_variables_beside_it():
    folder = GRAPHS / "saved_model"
    reader = load_checkpoint(folder / "saved_model.pb")
    assert (reader.format, reader.path) == ("V2", folder / "variables" / "variables")
    assert set(reader) == LAYER


def test_a_saved_model_of_a_frozen_graph_has_its_values_itself():
    reader = load_checkpoint(GRAPHS / "saved_frozen" / "saved_model.pb")
    values = expected("frozen")
    assert reader.format == "frozen graph"
    assert [n for n in NETWORK if not same(reader[n], values[n])] == []


@pytest.mark.parametrize("name", ["frozen.pb", "training.meta"])
def test_the_ending_of_a_name_does_not_matter(tmp_path, name):
    other = tmp_path / "downloaded"
    shutil.copy(GRAPHS / name, other)
    assert dict(load_checkpoint(other).shapes) == dict(
        load_checkpoint(GRAPHS / name).shapes
    )


@pytest.mark.parametrize(
    ("last", "stored", "found"),
    [
        ("Const", 1, False),
        ("ones_2", 1, False),
        ("zeros", 0, False),
        ("Const_1", 3, True),
        ("bias", 1, True),
        ("onesided", 1, True),
    ],
)
def test_one_value_repeated_under_no_name_is_no_variable(tmp_path, last, stored, found):
    values = np.ones(stored, "f4")
    path = tmp_path / "graph.pb"
    path.write_bytes(graph(constant(f"net/{last}", values, (3,))))
    assert list(load_checkpoint(path)) == [f"net/{last}"] * found


@pytest.mark.parametrize(
    ("reader", "found"),
    [
        (identity("step/read", "step"), True),
        (identity("step/read", "step:0"), True),
        (identity("add/ReadVariableOp", "step"), True),
        (identity("add/ReadVariableOp_12", "step"), True),
        (node("scaled", "Dequantize", "codes", "step"), True),
        (identity("other/read", "step"), False),
        (identity("step/read", "^step"), False),
        (identity("read", "step"), False),
        (node("step/read", "Reshape", "step"), False),
        (identity("step/read"), False),
    ],
)
def test_an_integer_is_a_variable_only_if_freezing_says_so(tmp_path, reader, found):
    path = tmp_path / "graph.pb"
    path.write_bytes(graph(constant("step", np.array([7]), ()), reader))
    assert list(load_checkpoint(path)) == ["step"] * found


def test_only_the_tensor_that_is_asked_for_is_in_memory(tmp_path):
    path, values = tmp_path / "graph.pb", np.ones(1 << 20, "f4")
    path.write_bytes(
        graph(*[constant(f"w{i}", values, values.shape) for i in range(8)])
    )
    load_checkpoint(path)["w0"]  # loads what is imported when it is needed
    tracemalloc.start()
    reader = load_checkpoint(path)
    _, listed = tracemalloc.get_traced_memory()
    reader["w7"]
    _, read = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert listed < values.nbytes / 10
    assert read < values.nbytes * 1.1


def test_a_tensor_beyond_the_first_gigabytes_is_read(tmp_path):
    path, far = tmp_path / "graph.pb", 5 << 30
    weights = constant("far/weights", np.arange(6.0, dtype="f4"), (2, 3))
    with path.open("wb") as file:  # of which the disc holds the ends only
        file.write(graph(constant("near", np.ones(2, "f4"), (2,))))
        file.write(b"\x7a" + number(far))  # a field that we do not know
        file.seek(far, 1)
        file.write(graph(weights))
    reader = load_checkpoint(path)
    assert list(reader) == ["far/weights", "near"]
    assert reader["far/weights"].tolist() == [[0, 1, 2], [3, 4, 5]]


ONNX = number(8) + number(8) + text(2, b"pytorch") + text(7, text(1, text(1, b"x")))
OTHERS = {
    "ONNX": ONNX,
    "Caffe": text(1, b"AlexNet") + text(3, b"data"),
    "a tensor": number(8) + number(1) + text(2, text(2, number(8) + number(3))),
    "labels": text(1, text(1, b"n01440764") + number(16) + number(1)),
    "descriptors": text(1, text(1, b"a.proto") + text(2, b"google.protobuf")),
    "nodes without operations": text(1, text(1, b"x")),
    "a list of operations": text(1, text(1, b"Abs") + text(2, text(1, b"x"))),
    "HTML": b"<!DOCTYPE html>\n<html></html>\n",
    "an LFS pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
    "HDF5": b"\x89HDF\r\n\x1a\n" + bytes(99),
    "TFLite": b"\x1c\x00\x00\x00TFL3" + bytes(99),
    "zeros": bytes(99),
    "nothing": b"",
}


@pytest.mark.parametrize("kind", OTHERS)
def test_a_file_of_another_kind_is_no_graph(tmp_path, kind):
    path = tmp_path / "graph.pb"
    path.write_bytes(OTHERS[kind])
    assert not is_graph(path)
    assert variables_of(path) is None
    with pytest.raises(NotACheckpointError):
        load_checkpoint(path)


@pytest.mark.parametrize("folder", ["v1", "v1_snappy"])
def test_a_checkpoint_is_no_graph(folder):
    assert not is_graph(checkpoint(folder))
    assert not any(is_graph(path) for path in (FILES / "v2").iterdir())


def test_random_bytes_are_no_graph(tmp_path):
    path, random = tmp_path / "graph.pb", np.random.default_rng(0)
    for _ in range(300):
        path.write_bytes(random.bytes(int(random.integers(1, 200))))
        assert not is_graph(path)


def test_frozen_saved_model_is_read_by_its_folder():
    reader = load_checkpoint(GRAPHS / "saved_frozen")
    assert reader.path == GRAPHS / "saved_frozen" / "saved_model.pb"
    assert dict(reader.shapes) == dict(load_checkpoint(reader.path).shapes)


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_frozen_graph_in_an_archive_is_read(tmp_path, kind):
    data = path_of("frozen").read_bytes()
    archive = packed(tmp_path / f"m.{kind}", {"README": b"", "net/frozen.pb": data})
    reader = load_checkpoint(archive)
    assert reader.path == archive / "net" / "frozen.pb"
    assert set(reader) == set(NETWORK)
    for name, value in load_checkpoint(path_of("frozen")).items():
        assert same(reader[name], value)


def test_checkpoint_beside_a_graph_in_an_archive_is_what_is_read(tmp_path):
    files = {
        f"net/{name}": (GRAPHS / name).read_bytes()
        for name in (
            "training.index", "training.data-00000-of-00001", "training.meta", "frozen.pb",
        )
    }  # fmt: skip
    archive = packed(tmp_path / "m.zip", files)
    assert load_checkpoint(archive).format == "V2"
    assert load_checkpoint(archive / "net/frozen.pb").format == "frozen graph"
