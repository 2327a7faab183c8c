"""The state file is read as it was written, whatever the paths."""

from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argscope.tf1._train.checkpoint_state import (
    CheckpointState,
    get_checkpoint_state,
    update_checkpoint_state,
)

paths = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
).filter(lambda path: PureWindowsPath(path).name)


@given(kept=st.lists(paths.map("/x/{}".format), min_size=1, max_size=4))
def test_paths_are_read_as_they_were_written(kept, tmp_path_factory):
    folder = tmp_path_factory.mktemp("state")
    update_checkpoint_state(folder, kept[-1], kept)
    assert (folder / "checkpoint").read_bytes().isascii()
    read = get_checkpoint_state(folder)
    assert (read.model_checkpoint_path, read.all_model_checkpoint_paths) == (
        kept[-1],
        kept,
    )


@pytest.mark.parametrize(
    "text",
    [
        'model_checkpoint_path: "a" nonsense',
        "model_checkpoint_path: 3",
        'model_checkpoint_path: "a',
        'last_preserved_timestamp: "a"',
        "last_preserved_timestamp: soon",
        "\x00\x01",
    ],
)
def test_other_text_is_no_state_and_is_told(text, tmp_path, caplog):
    (tmp_path / "checkpoint").write_text(text, "utf-8")
    assert get_checkpoint_state(tmp_path) is None
    assert "Checkpoint ignored" in caplog.text


def test_file_of_an_editor_is_read(tmp_path):
    text = '# mine\n\n  model_checkpoint_path : "m-1"  # the best\nlast_preserved_timestamp: 5\n'
    (tmp_path / "checkpoint").write_text(text, "utf-8")
    assert get_checkpoint_state(tmp_path) == CheckpointState(
        str(tmp_path / "m-1"), last_preserved_timestamp=5.0
    )
