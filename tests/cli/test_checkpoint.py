"""`argscope checkpoint`: listing, inspecting and converting."""

import subprocess
import sys

import pytest
from tests.checkpoint.files import FILES, contents, packed, path_of

from argscope.checkpoint import load_checkpoint


def test_ls_prints_name_type_and_shape(called):
    status, out, _ = called("checkpoint", "ls", path_of("partitioned"))
    assert status == 0
    assert out == (
        "columns  float32[3, 7]\n"
        "grid  int32[4, 6]\n"
        "rows  float32[7, 3]\n"
        "V2: 3 variables, 66 numbers, 0.0 MiB\n"
    )


def test_ls_tells_how_the_variables_fit_a_network(called):
    status, out, _ = called("checkpoint", "ls", path_of("sharded"), "--net", "lenet")
    assert status == 0
    assert out.partition("MiB\n")[2] == (
        "does not fit lenet: none of its 8 variables is there\n"
        "  left over: 6\n"
        "    fc1/biases\n"
        "    fc1/weights\n"
        "    fc2/biases\n"
        "    fc2/weights\n"
        "    fc3/biases\n"
        "    fc3/weights\n"
    )


def test_inspect_prints_statistics_of_numbers(called):
    names = ["conv/biases", "empty", "global_step", "words", "complex64", "int16"]
    status, out, _ = called("checkpoint", "inspect", path_of("v2"), *names)
    assert status == 0
    assert out == (
        "conv/biases  float32[4]  min -0  max 1.4013e-45  mean 4.67099e-46  "
        "std 6.60578e-46  1 not finite\n"
        "empty  float32[0, 3]  no values\n"
        "global_step  int64[]  1234\n"
        "words  string[2, 2]  4 strings, 206 bytes\n"
        "complex64  complex64[2]  mean 0.5-0.5j\n"
        "int16  int16[4]  min -32768  max 32767  mean -0.5  std 23170.1\n"
    )


def test_convert_prints_what_it_wrote(tmp_path, called):
    target = tmp_path / "m.safetensors"
    status, out, _ = called("checkpoint", "convert", path_of("v2"), target)
    assert status == 0
    assert out == (
        f"wrote {target}: 17 variables\n"
        "skipped, for the file has no such type: complex128, words\n"
    )


def test_a_damaged_file_is_an_error_of_the_command(called):
    status, _, err = called("checkpoint", "inspect", path_of("truncated"))
    assert status == 1
    assert "is damaged: variable 'fc3/biases'" in err


@pytest.mark.parametrize("kind", ["tar.gz", "zip"])
def test_checkpoint_in_an_archive_is_listed_inspected_and_converted(
    kind, called, tmp_path
):
    archive = packed(tmp_path / f"m.{kind}", contents("sharded"))
    status, out, _ = called("checkpoint", "ls", archive)
    assert (status, out.splitlines()[-1]) == (
        0,
        "V2: 6 variables, 90 numbers, 0.0 MiB",
    )
    assert called("checkpoint", "inspect", archive / "model.ckpt", "fc1/biases")[0] == 0
    assert called("checkpoint", "convert", archive, tmp_path / "m.npz") == (
        0,
        f"wrote {tmp_path / 'm.npz'}: 6 variables\n",
        "",
    )


def test_saved_model_is_listed_by_the_names_of_its_variables(called):
    assert called("checkpoint", "ls", FILES / "saved_model") == (
        0,
        "fc/weights  float32[2, 3]\nV2: 1 variables, 6 numbers, 0.0 MiB\n",
        "",
    )


def test_another_target_is_refused(called):
    assert called("checkpoint", "convert", path_of("v2"), "model.h5") == (
        1,
        "",
        "argscope: The file to write is 'model.h5'; its name must end in .safetensors, "
        ".weights.h5, .npz or .ckpt.\n",
    )


@pytest.mark.parametrize(
    ("name", "file"),
    [
        *((f"m{suffix}",) * 2 for suffix in (".safetensors", ".weights.h5", ".npz")),
        ("m.ckpt", "m.ckpt.data-00000-of-00001"),
    ],
)
def test_folder_that_is_not_there_is_told(name, file, called, tmp_path):
    folder = tmp_path / "none"
    assert called("checkpoint", "convert", path_of("v2"), folder / name) == (
        1,
        "",
        f"argscope: {folder / file}: No such file or directory.\n",
    )


def test_old_checkpoint_is_converted_to_a_new_one(called, tmp_path):
    target = tmp_path / "m.ckpt"
    assert called("checkpoint", "convert", path_of("v1_snappy"), target) == (
        0,
        f"wrote {target}: 21 variables\n",
        "",
    )
    assert load_checkpoint(target).format == "V2"


def test_missing_checkpoint_is_named(called):
    assert called("checkpoint", "ls", "none.ckpt") == (
        1,
        "",
        "argscope: there is no checkpoint at none.ckpt: found no none.ckpt.index (V2) and "
        "no none.ckpt (V1).\n",
    )


def test_unknown_action_is_refused_with_the_one_that_was_meant(called):
    assert called("checkpoint", "convrt", "model.ckpt") == (
        2,
        "",
        "argscope: argument ACTION: there is no 'convrt'. Did you mean 'convert'? Known "
        "are: ls, inspect, convert.\nSee: argscope checkpoint --help\n",
    )


def test_command_line_starts_without_numpy():
    code = "import sys, argscope.cli; sys.exit('numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert run.returncode == 0
