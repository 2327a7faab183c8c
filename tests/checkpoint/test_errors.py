"""The whole text of every error, as the user reads it."""

import inspect
import pickle
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.checkpoint.files import FILES, path_of
from tests.checkpoint.graph_files import GRAPHS

from argscope.checkpoint import (
    convert,
    errors,
    load_checkpoint,
    load_variable,
    restore,
)
from argscope.checkpoint._damage import blamed_on
from argscope.checkpoint._dtypes import numpy_dtype


def copied(folder, tmp_path):
    shutil.copytree(FILES / folder, tmp_path, dirs_exist_ok=True)
    return tmp_path / "model.ckpt"


def test_a_cut_off_shard_names_file_variable_and_damage():
    with pytest.raises(errors.DamagedCheckpointError) as caught:
        load_variable(path_of("truncated"), "fc3/biases")
    assert str(caught.value) == (
        f"{path_of('truncated')}.data-00001-of-00002 is damaged: variable 'fc3/biases': "
        "stands at bytes 48 to 72, and the file has 52. "
        "Copy or download the file again."
    )


def test_a_flipped_bit_names_file_variable_and_damage():
    with pytest.raises(errors.DamagedCheckpointError) as caught:
        load_variable(path_of("flipped_bit"), "fc1/weights")
    assert str(caught.value) == (
        f"{path_of('flipped_bit')}.data-00000-of-00002 is damaged: variable "
        "'fc1/weights': the checksum of the tensor is 48482763, and 51f20f9a was "
        "written. Copy or download the file again."
    )


def test_a_damaged_block_is_named_by_its_place(tmp_path):
    path = copied("v1_snappy", tmp_path)
    data = bytearray(path.read_bytes())
    data[5] ^= 1
    path.write_bytes(data)
    with pytest.raises(errors.DamagedCheckpointError) as caught:
        load_checkpoint(path)
    assert re.fullmatch(
        rf"{re.escape(str(path))} is damaged: block at byte 0: the checksum of the block "
        r"is [0-9a-f]{8}, and [0-9a-f]{8} was written. Copy or download the file again.",
        str(caught.value),
    )


def test_a_cut_off_index(tmp_path):
    prefix = copied("sharded", tmp_path)
    index = tmp_path / "model.ckpt.index"
    index.write_bytes(index.read_bytes()[:-1])
    with pytest.raises(errors.DamagedCheckpointError) as caught:
        load_checkpoint(prefix)
    assert str(caught.value) == (
        f"{index} is damaged: footer: the magic number of a table is not at the end of "
        "the file. Copy or download the file again."
    )


def test_a_missing_shard(tmp_path):
    prefix = copied("sharded", tmp_path)
    shard = tmp_path / "model.ckpt.data-00001-of-00002"
    shard.unlink()
    with pytest.raises(errors.MissingShardError) as caught:
        load_variable(prefix, "fc1/biases")
    assert isinstance(caught.value, FileNotFoundError)
    assert str(caught.value) == (
        f"{shard} is missing, and variable 'fc1/biases' is in it. "
        "Put all .data-* files beside the .index file."
    )


def test_nothing_at_the_path(tmp_path):
    with pytest.raises(errors.CheckpointNotFoundError) as caught:
        load_checkpoint(tmp_path / "model.ckpt")
    assert str(caught.value) == (
        f"there is no checkpoint at {tmp_path / 'model.ckpt'}: "
        "found no model.ckpt.index (V2) and no model.ckpt (V1)."
    )


def test_a_graph_as_text():
    path = GRAPHS / "training.pbtxt"
    with pytest.raises(errors.NotACheckpointError) as caught:
        load_checkpoint(path)
    assert str(caught.value) == (
        f"{path} is not a checkpoint: it holds a graph as text, and only the binary form "
        "is read. With TensorFlow, tf.io.write_graph(..., as_text=False) writes that."
    )


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("training.meta", f", {str(GRAPHS / 'training')!r}"),
        ("training.pb", ""),
    ],
)
def test_a_graph_without_values(name, beside):
    path = GRAPHS / name
    with pytest.raises(errors.NoValuesError) as caught:
        load_variable(path, "net/fc/biases")
    assert isinstance(caught.value, ValueError)
    assert str(caught.value) == (
        f"{path} is a graph without the values of its variables, such as "
        f"'net/fc/biases'. Give the checkpoint that was saved with it{beside}."
    )


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (None, "the folder has no file 'checkpoint' that names the newest one"),
        ("", "its file 'checkpoint' names no model_checkpoint_path"),
        (
            'model_checkpoint_path: "\\q\\xff"',
            "its file 'checkpoint' has a path that cannot be read: \"\\q\\xff\" "
            "(a backslash is written \\\\)",
        ),
    ],
    ids=["no state", "empty state", "wrong escape"],
)
def test_a_folder_that_does_not_name_a_checkpoint(tmp_path, state, why):
    copied("v2", tmp_path)
    if state is not None:
        (tmp_path / "checkpoint").write_text(state, encoding="utf-8")
    with pytest.raises(errors.NotACheckpointError) as caught:
        load_checkpoint(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} is not a checkpoint: {why}. Give one of its checkpoints: "
        "'model.ckpt'."
    )


def test_an_unknown_variable():
    path = path_of("partitioned")
    with pytest.raises(KeyError) as caught:
        load_variable(path, "rowz")
    assert str(caught.value) == (
        f"{path} has no variable 'rowz'. Did you mean 'rows'? "
        "It has 'columns', 'grid', 'rows'."
    )


@pytest.mark.parametrize(
    ("number", "what"),
    [
        (20, "tensors of type resource cannot be read"),
        (21, "tensors of type variant cannot be read"),
    ],
)
def test_a_type_that_cannot_be_read(number, what):
    with (
        pytest.raises(errors.UnsupportedCheckpointError) as caught,
        blamed_on(Path("m.index"), "variable 'table'"),
    ):
        numpy_dtype(number)
    assert str(caught.value) == f"m.index: variable 'table': {what}."


def test_a_big_endian_machine(monkeypatch):
    monkeypatch.setattr(sys, "byteorder", "big")
    with pytest.raises(errors.UnsupportedCheckpointError) as caught:
        load_checkpoint(path_of("partitioned"))
    assert str(caught.value) == (
        f"{path_of('partitioned')}.index: variable 'columns': tensors cannot be read on "
        "this machine, it is big-endian."
    )


@pytest.mark.parametrize(
    ("module", "package", "folder", "purpose"),
    [
        ("google_crc32c", "google-crc32c", "v2", "A checkpoint"),
        ("cramjam", "cramjam", "v1_snappy", "A compressed checkpoint"),
        ("ml_dtypes", "ml_dtypes", "v2", "A tensor of type bfloat16"),
    ],
)
def test_a_missing_library_names_the_extra(
    monkeypatch, module, package, folder, purpose
):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ModuleNotFoundError) as caught:
        load_checkpoint(path_of(folder))
    assert str(caught.value) == (
        f"{purpose} needs the library {package}. "
        "Install it: pip install 'argscope[checkpoint]'"
    )


class Variable:
    def __init__(self, path, shape):
        self.path, self.shape = path, shape

    def assign(self, value):
        self.value = np.array(value)


class Model:
    def __init__(self, *variables):
        self.variables_in_order = [Variable(*variable) for variable in variables]


def test_a_model_that_shares_no_path_with_the_checkpoint():
    path = path_of("partitioned")
    with pytest.raises(errors.RestoreError) as caught:
        restore(Model(("net/rows", (7, 3))), path)
    assert str(caught.value) == (
        f"restore() found none of the model's variables in {path}. The model wants "
        "'net/rows'. The checkpoint has 'columns', 'grid', 'rows'. Translate scopes "
        "with rename={'in the checkpoint': 'in the model'}."
    )


@pytest.mark.parametrize("argument", ["include", "exclude"])
def test_a_scope_without_variables(argument):
    with pytest.raises(errors.RestoreError) as caught:
        restore(Model(("conv10/w", (7, 3))), path_of("v2"), **{argument: ["conv1"]})
    assert str(caught.value) == (
        f"restore() got {argument}='conv1', and no variable of the model is in that "
        "scope. Did you mean 'conv10'? It has 'conv10/w'."
    )


def test_a_rename_that_is_not_one_to_one():
    with pytest.raises(errors.RestoreError) as caught:
        restore(
            Model(("grid", (4, 6))), path_of("partitioned"), rename=lambda _: "grid"
        )
    assert str(caught.value) == (
        "restore() got a rename that sends 'columns' and 'grid' both to 'grid'. "
        "Give each a path of its own."
    )


def test_every_error_keeps_its_text_in_another_process():
    classes = [getattr(errors, name) for name in errors.__all__]
    for kind in classes:
        again = pickle.loads(pickle.dumps(kind("a text", fact=1)))
        assert (type(again), str(again)) == (kind, "a text")


def test_target_of_another_kind():
    with pytest.raises(errors.TargetError) as caught:
        convert(path_of("v2"), "model.h5")
    assert str(caught.value) == (
        "The file to write is 'model.h5'; its name must end in .safetensors, "
        ".weights.h5, .npz or .ckpt."
    )


def test_every_error_has_its_text_in_a_test():
    tests = Path(__file__).parent.glob("test_*.py")
    source = "".join(path.read_text(encoding="utf-8") for path in tests)
    concrete = [n for n in errors.__all__ if n != "CheckpointError"]
    named_by_builtin = {
        "UnknownVariableError": KeyError,
        "MissingLibraryError": ImportError,
    }
    told = re.findall(r"(?:raises\(errors\.|refused\(\s*)(\w+)", source)
    absent = [n for n in concrete if n not in told]
    assert set(absent) == set(named_by_builtin)
    for name, builtin in named_by_builtin.items():
        assert issubclass(getattr(errors, name), builtin)
    assert all(inspect.isclass(getattr(errors, name)) for name in errors.__all__)
