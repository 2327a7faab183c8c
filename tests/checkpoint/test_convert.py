"""Checkpoints as .safetensors, and the command line."""

import subprocess
import sys

import numpy as np
import pytest
from keras.src.saving import saving_lib
from safetensors.numpy import load_file
from tests.checkpoint.files import expected, path_of, same

from argscope import layers
from argscope.checkpoint import DamagedCheckpointError, convert
from argscope.cli import main


def test_a_converted_file_has_the_same_values(tmp_path):
    done = convert(path_of("v2"), tmp_path / "m.safetensors")
    values = expected("v2")
    read = load_file(done.target)
    assert set(done.written) == set(read)
    assert set(done.skipped) == {"words", "complex128"} == values.keys() - read.keys()
    assert [name for name in read if not same(read[name], values[name])] == []


@pytest.mark.parametrize("suffix", [".safetensors", ".weights.h5"])
def test_a_damaged_checkpoint_makes_no_file(suffix, tmp_path):
    target = tmp_path / f"m{suffix}"
    with pytest.raises(DamagedCheckpointError):
        convert(path_of("flipped_bit"), target)
    assert not target.exists()


def test_ls_prints_name_type_and_shape(capsys):
    assert main(["checkpoint", "ls", str(path_of("partitioned"))]) == 0
    assert capsys.readouterr().out == (
        "columns  float32[3, 7]\n"
        "grid  int32[4, 6]\n"
        "rows  float32[7, 3]\n"
        "V2: 3 variables, 66 numbers, 0.0 MiB\n"
    )


def test_inspect_prints_statistics_of_numbers(capsys):
    names = ["conv/biases", "empty", "global_step", "words", "complex64", "int16"]
    assert main(["checkpoint", "inspect", str(path_of("v2")), *names]) == 0
    assert capsys.readouterr().out == (
        "conv/biases  float32[4]  min -0  max 1.4013e-45  mean 4.67099e-46  "
        "std 6.60578e-46  1 not finite\n"
        "empty  float32[0, 3]  no values\n"
        "global_step  int64[]  1234\n"
        "words  string[2, 2]  4 strings, 206 bytes\n"
        "complex64  complex64[2]  mean 0.5-0.5j\n"
        "int16  int16[4]  min -32768  max 32767  mean -0.5  std 23170.1\n"
    )


def test_convert_prints_what_it_wrote(tmp_path, capsys):
    target = tmp_path / "m.safetensors"
    assert main(["checkpoint", "convert", str(path_of("v2")), str(target)]) == 0
    assert capsys.readouterr().out == (
        f"wrote {target}: 17 variables\n"
        "skipped, for the file has no such type: complex128, words\n"
    )


def test_a_damaged_file_is_an_error_of_the_command(capsys):
    assert main(["checkpoint", "inspect", str(path_of("truncated"))]) == 1
    assert "is damaged: variable 'fc3/biases'" in capsys.readouterr().err


def test_another_target_is_refused(tmp_path, capsys):
    assert main(["checkpoint", "convert", str(path_of("v2")), "model.h5"]) == 1
    assert capsys.readouterr().err == (
        "argscope: The file to write is 'model.h5'; its name must end in .safetensors or "
        ".weights.h5.\n"
    )


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


def test_the_command_line_starts_without_numpy():
    assert "numpy" not in loaded("import argscope.cli")
