"""Checkpoints as files that need no reader of TensorFlow's formats."""

import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
from keras.src.saving import saving_lib
from safetensors.numpy import load_file
from tests.checkpoint.files import expected, path_of, same

from argscope import layers
from argscope.checkpoint import DamagedCheckpointError, convert
from argscope.checkpoint._npz import write_npz


def test_a_converted_file_has_the_same_values(tmp_path):
    done = convert(path_of("v2"), tmp_path / "m.safetensors")
    values = expected("v2")
    read = load_file(done.target)
    assert set(done.written) == set(read)
    assert set(done.skipped) == {"words", "complex128"} == values.keys() - read.keys()
    assert [name for name in read if not same(read[name], values[name])] == []


@pytest.mark.parametrize("suffix", [".safetensors", ".weights.h5", ".npz"])
def test_a_damaged_checkpoint_makes_no_file(suffix, tmp_path):
    target = tmp_path / f"m{suffix}"
    with pytest.raises(DamagedCheckpointError):
        convert(path_of("flipped_bit"), target)
    assert not target.exists()


def test_weights_for_keras_have_the_same_values(tmp_path):
    done = convert(path_of("v2"), tmp_path / "m.weights.h5")
    values = expected("v2")
    store = saving_lib.H5IOStore(str(done.target), mode="r")
    entry = store.get("")
    keys = tuple(entry.keys())
    read = {key.replace("|", "/"): entry[key] for key in keys}
    store.close()
    assert set(done.written) == set(read)
    assert set(done.skipped) == {"words"} == values.keys() - read.keys()
    assert [name for name in read if not same(read[name], values[name])] == []


def test_arrays_for_numpy_have_the_same_names_and_values(tmp_path):
    done = convert(path_of("v2"), tmp_path / "m.npz")
    values = expected("v2")
    with np.load(done.target) as read:  # which loads no pickles
        assert set(done.written) == set(read.files)
        assert "conv/weights" in read.files
        assert set(done.skipped) == {"words", "bfloat16"}
        assert [name for name in read if not same(read[name], values[name])] == []
    assert values.keys() - set(done.written) == set(done.skipped)


class Large:
    """What is read of a reader, with variables of 8 MiB each."""

    names = tuple(map(str, range(8)))

    def __getitem__(self, name):
        return np.full((1 << 21,), float(name), "f4")


def test_arrays_for_numpy_are_in_memory_one_at_a_time(tmp_path):
    target = tmp_path / "m.npz"
    tracemalloc.start()
    write_npz(Large(), Large.names, target)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * (8 << 20)  # of 64 MiB: one array, and what is being written
    with np.load(target) as read:
        assert [read[name][-1] for name in read.files] == list(range(8))


@pytest.mark.parametrize("suffix", [".safetensors", ".weights.h5"])
def test_model_of_the_same_paths_loads_what_was_converted(suffix, tmp_path):
    def network(x):
        for scope in ("fc1", "fc2", "fc3"):
            layers.fully_connected(x, 6, scope=scope)
        return x

    model = layers.Model(network)
    model.build((None, 4))
    model.load_weights(convert(path_of("sharded"), tmp_path / f"m{suffix}").target)
    for name, value in expected("sharded").items():
        np.testing.assert_array_equal(model.variable(name), value)


def loaded(program):
    report = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    command = [sys.executable, "-c", f"{program}\n{report}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_reading_loads_no_framework_and_only_the_libraries_it_needs():
    program = (
        "from argscope.checkpoint import load_checkpoint\n"
        f"load_checkpoint({str(path_of('sharded'))!r})['fc1/weights']"
    )
    modules = loaded(program)
    assert {"numpy", "google_crc32c"} <= modules
    others = {"keras", "jax", "torch", "tensorflow", "cramjam", "safetensors"}
    assert modules & others == set()
