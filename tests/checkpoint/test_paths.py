"""What people give as a path, and which checkpoint it means or what the error says."""

import shutil

import numpy as np
import pytest
from tests.checkpoint.files import FILES, expected, path_of, refused, same

from argscope.checkpoint import (
    CheckpointNotFoundError,
    MissingShardError,
    NotACheckpointError,
    SeveralCheckpointsError,
    load_checkpoint,
    load_variable,
)


@pytest.fixture
def folder(tmp_path):
    """A folder with the V2 checkpoints model.ckpt-900 and model.ckpt-1000."""
    for step in (900, 1000):
        for file in (FILES / "sharded").iterdir():
            name = file.name.replace("model.ckpt", f"model.ckpt-{step}")
            shutil.copyfile(file, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    "suffix",
    [
        "",
        ".index",
        ".data-00000-of-00002",
        ".data-00001-of-00002",
        ".data-?????-of-00002",
    ],
)
def test_every_file_of_a_checkpoint_means_it(folder, suffix):
    prefix = folder / "model.ckpt-1000"
    assert load_checkpoint(f"{prefix}{suffix}").path == prefix


def test_prefix_wins_over_a_folder_of_that_name(folder):
    (folder / "model.ckpt-900").mkdir()
    assert load_checkpoint(folder / "model.ckpt-900").format == "V2"


@pytest.mark.parametrize("given", [".", "", "..", "/"])
def test_folders_without_a_name_are_folders(folder, monkeypatch, given):
    (folder / "in").mkdir()
    monkeypatch.chdir(folder / "in")
    assert "the folder has no file 'checkpoint'" in refused(NotACheckpointError, given)


@pytest.mark.parametrize(
    "suffix", ["", "-?????-of-00002", "-00000-of-00002", "-00001-of-00002"]
)
def test_shards_of_a_v1_checkpoint_are_read_as_one(suffix):
    reader = load_checkpoint(f"{path_of('v1_sharded')}{suffix}")
    values = expected("v1_sharded")
    assert (reader.format, set(reader)) == ("V1", set(values))
    assert all(same(reader[name], value) for name, value in values.items())
    assert reader.path.name == "model.ckpt-?????-of-00002"


def test_file_of_a_v1_checkpoint_wins_over_shards_of_that_name(tmp_path):
    shutil.copytree(FILES / "v1_sharded", tmp_path, dirs_exist_ok=True)
    shutil.copyfile(path_of("v1"), tmp_path / "model.ckpt")
    assert len(load_checkpoint(tmp_path / "model.ckpt")) == 21
    assert len(load_checkpoint(tmp_path / "model.ckpt-00000-of-00002")) == 9


def test_missing_shard_of_a_v1_checkpoint(tmp_path):
    shutil.copytree(FILES / "v1_sharded", tmp_path, dirs_exist_ok=True)
    shard = tmp_path / "model.ckpt-00001-of-00002"
    shard.unlink()
    assert refused(MissingShardError, tmp_path / "model.ckpt") == (
        f"{shard} is missing, one of the files model.ckpt-?????-of-00002 of one "
        "checkpoint. Put all of them into one folder."
    )


def test_shards_of_two_v1_checkpoints(tmp_path):
    for name in ("m-00000-of-00001", "m-00000-of-00002"):
        shutil.copyfile(path_of("v1"), tmp_path / name)
    assert refused(SeveralCheckpointsError, tmp_path / "m") == (
        f"there are 2 checkpoints at {tmp_path / 'm'}. Give one of them: "
        f"'{tmp_path / 'm-?????-of-00001'}', '{tmp_path / 'm-?????-of-00002'}'."
    )
    assert len(load_checkpoint(tmp_path / "m-00000-of-00001")) == 21


def test_other_files_that_are_named_as_shards_are_not_taken_for_them(tmp_path):
    (tmp_path / "train-00000-of-00001").write_bytes(b"a TFRecord")
    assert "found no train.index (V2)" in refused(
        CheckpointNotFoundError, tmp_path / "train"
    )


STATES = {
    "relative": 'model_checkpoint_path: "model.ckpt-1000"',
    "relative on Windows": 'model_checkpoint_path: ".\\\\model.ckpt-1000"',
    "moved": 'model_checkpoint_path:"/gone/from/here/model.ckpt-1000"',
    "moved from Windows": 'model_checkpoint_path: "C:\\\\runs\\\\model.ckpt-1000"',
    "Windows with /": 'model_checkpoint_path: "C:/runs/model.ckpt-1000"',
    "another computer": 'model_checkpoint_path: "\\\\\\\\disc\\\\runs\\\\model.ckpt-1000"',
    "edited on Windows": '\ufeffmodel_checkpoint_path: "model.ckpt-1000"\r\n',
    "escaped": 'model_checkpoint_path: "model\\056ckpt\\x2d1000"',
    "not the last line": 'all_model_checkpoint_paths: "model.ckpt-900"\n'
    'model_checkpoint_path: "model.ckpt-1000"\n'
    'all_model_checkpoint_paths: "model.ckpt-1000"\n'
    "all_model_checkpoint_timestamps: 1.5\n",
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_a_folder_and_its_state_file_mean_the_newest_one(folder, state):
    (folder / "checkpoint").write_text(state, encoding="utf-8")
    assert load_checkpoint(folder).path == folder / "model.ckpt-1000"
    assert load_checkpoint(folder / "checkpoint").path == folder / "model.ckpt-1000"


def test_an_absolute_path_in_a_state_file_is_followed(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("state")
    path = folder / "model.ckpt-900"
    (elsewhere / "best").write_text(f'model_checkpoint_path: "{path.as_posix()}"')
    assert load_checkpoint(elsewhere / "best").path == path


def test_state_file_may_name_shards_of_a_v1_checkpoint(tmp_path):
    shutil.copytree(FILES / "v1_sharded", tmp_path, dirs_exist_ok=True)
    state = 'model_checkpoint_path: "/gone/model.ckpt-?????-of-00002"'
    (tmp_path / "checkpoint").write_text(state)
    assert set(load_checkpoint(tmp_path)) == set(expected("v1_sharded"))


def test_state_file_whose_newest_one_is_gone_tells_the_older_ones(folder):
    state = folder / "checkpoint"
    steps = (800, 900, 1000, 2000)
    kept = "".join(
        f'all_model_checkpoint_paths: "/gone/model.ckpt-{step}"\n' for step in steps
    )
    state.write_text(f'model_checkpoint_path: "/gone/model.ckpt-2000"\n{kept}')
    for given in (folder, state):
        assert refused(CheckpointNotFoundError, given) == (
            "there is no checkpoint at /gone/model.ckpt-2000, which "
            f"{state} names as the newest one. Older ones that it names are there: "
            f"'{folder / 'model.ckpt-1000'}', '{folder / 'model.ckpt-900'}'."
        )


def test_path_that_is_gone_is_shown_as_it_was_written(folder):
    state = folder / "checkpoint"
    state.write_text('model_checkpoint_path: "C:\\\\runs\\\\m-5"')
    assert refused(CheckpointNotFoundError, state).startswith(
        f"there is no checkpoint at C:\\runs\\m-5, which {state} names"
    )


def test_what_a_terminal_would_obey_is_shown(folder):
    (folder / "checkpoint").write_text('model_checkpoint_path: "\\033[31m\u202e"')
    assert refused(CheckpointNotFoundError, folder).startswith(
        "there is no checkpoint at \\x1b[31m\\u202e, which"
    )


def test_state_file_whose_checkpoints_are_all_gone_tells_what_else_is_there(folder):
    state = folder / "checkpoint"
    state.write_text('model_checkpoint_path: "/gone/vgg.ckpt"')
    assert refused(CheckpointNotFoundError, folder) == (
        f"there is no checkpoint at /gone/vgg.ckpt, which {state} names as the newest "
        "one. Give one of its checkpoints: 'model.ckpt-1000', 'model.ckpt-900'."
    )


@pytest.mark.parametrize(
    "path", ["a" * 300, "a/" * 3000 + "m", "m\\000", "/", ".", "\\400", "\\"]
)
def test_paths_that_no_file_can_have_are_errors_of_the_state_file(folder, path):
    (folder / "checkpoint").write_text(f'model_checkpoint_path: "{path}"')
    with pytest.raises((CheckpointNotFoundError, NotACheckpointError)):
        load_checkpoint(folder)


def test_prefix_without_its_step_suggests_those_with_one(folder):
    path = folder / "model.ckpt"
    assert refused(CheckpointNotFoundError, path) == (
        f"there is no checkpoint at {path}: found no model.ckpt.index (V2) and no "
        "model.ckpt (V1). Did you mean 'model.ckpt-1000', 'model.ckpt-900'?"
    )


def test_misspelt_prefix_suggests_the_closest(folder):
    path = folder / "modl.ckpt-900"
    assert refused(CheckpointNotFoundError, path) == (
        f"there is no checkpoint at {path}: found no modl.ckpt-900.index (V2) and no "
        "modl.ckpt-900 (V1). Did you mean 'model.ckpt-900', 'model.ckpt-1000'?"
    )


def test_nothing_like_it_lists_what_there_is(folder):
    path = folder / "vgg"
    assert refused(CheckpointNotFoundError, path) == (
        f"there is no checkpoint at {path}: found no vgg.index (V2) and no vgg (V1). "
        "Give one of its checkpoints: 'model.ckpt-1000', 'model.ckpt-900'."
    )


def test_v1_files_are_suggested_too(tmp_path):
    for name in ("resnet.ckpt", "vgg-00000-of-00001"):
        shutil.copyfile(path_of("v1"), tmp_path / name)
    assert refused(CheckpointNotFoundError, tmp_path / "alexnet").endswith(
        "Give one of its checkpoints: 'resnet.ckpt', 'vgg-?????-of-00001'."
    )


def test_folder_that_is_not_there(tmp_path):
    path = tmp_path / "runs" / "model.ckpt"
    assert refused(CheckpointNotFoundError, path) == (
        f"there is no checkpoint at {path}: found no model.ckpt.index (V2) and no "
        f"model.ckpt (V1). There is no folder {tmp_path / 'runs'}."
    )


@pytest.mark.parametrize("suffix", ["", ".data-00000-of-00002", ".index"])
def test_missing_index(folder, suffix):
    prefix = folder / "model.ckpt-900"
    (folder / "model.ckpt-900.index").unlink()
    assert refused(CheckpointNotFoundError, f"{prefix}{suffix}") == (
        f"there is no checkpoint at {prefix}: found no model.ckpt-900.index (V2) and no "
        "model.ckpt-900 (V1). 'model.ckpt-900.data-00000-of-00002' is there, and not its "
        "index, which has the names. Put model.ckpt-900.index beside it."
    )


def test_renamed_index(folder):
    prefix = folder / "model.ckpt-900"
    (folder / "model.ckpt-900.index").rename(folder / "model.ckpt-900 (1).index")
    assert refused(CheckpointNotFoundError, prefix).endswith(
        "'model.ckpt-900.data-00000-of-00002' is there, and not its index, which has the "
        "names. Rename 'model.ckpt-900 (1).index' to it."
    )


@pytest.mark.parametrize(
    "name", ["{} (1)", "{}.txt", "{}.bin", "{}.crdownload", "{}(2)", "{} - Copy"]
)
def test_renamed_shard(folder, name):
    prefix = folder / "model.ckpt-900"
    shard = folder / "model.ckpt-900.data-00001-of-00002"
    shard.rename(folder / name.format(shard.name))
    with pytest.raises(MissingShardError) as caught:
        load_variable(prefix, "fc1/biases")
    assert str(caught.value) == (
        f"{shard} is missing, and variable 'fc1/biases' is in it. "
        f"{name.format(shard.name)!r} is there: rename it to {shard.name!r}."
    )


def test_suggestions_are_of_the_newest_steps_by_number(tmp_path):
    for step in (9, 10, 100):
        (tmp_path / f"m-{step}.index").touch()
    assert refused(CheckpointNotFoundError, tmp_path / "m").endswith(
        "Did you mean 'm-100', 'm-10', 'm-9'?"
    )


def test_names_beyond_ascii_are_found(tmp_path):
    shutil.copytree(FILES / "sharded", tmp_path / "ünï cödé")
    (tmp_path / "ünï cödé" / "checkpoint").write_text(
        'model_checkpoint_path: "/old/\\303\\274n\\303\\257 c\\303\\266d\\303\\251/model.ckpt"'
    )
    read = load_variable(tmp_path / "ünï cödé", "fc1/weights")
    assert np.array_equal(read, expected("sharded")["fc1/weights"])
