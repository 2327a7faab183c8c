"""Commands keep what JAX compiled; the user's own settings come first."""

from contextlib import contextmanager
from pathlib import Path

import jax
import keras
import pytest

from argscope import cli
from argscope.cli._compilation_cache import compilation_cache
from argscope.layers._compiled_programs import default_folder

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "jax", reason="only JAX compiles programs to files"
)


@pytest.fixture(autouse=True)
def cache_home(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", raising=False)


@contextmanager
def configured(**setting):
    [(name, value)] = setting.items()
    before = getattr(jax.config, name)
    jax.config.update(name, value)
    yield
    jax.config.update(name, before)


def compile_something(constant):
    # A new function each time: JAX finds the same one in memory.
    return jax.jit(lambda x: x * constant + 1)(2.0)


def test_compiled_programs_are_kept_in_the_users_cache_folder(tmp_path):
    with compilation_cache() as folder:
        compile_something(3)
    assert folder == tmp_path / "argscope" / "jax"
    assert any(folder.iterdir())


def test_folder_is_private():
    with compilation_cache() as folder:
        assert folder.stat().st_mode & 0o077 == 0


def test_nothing_is_kept_after_the_block():
    with compilation_cache() as folder:
        pass
    compile_something(4)
    assert not any(folder.iterdir())


def test_folder_that_the_user_chose_is_left_alone(tmp_path):
    mine = str(tmp_path / "mine")
    with configured(jax_compilation_cache_dir=mine), compilation_cache() as folder:
        assert folder is None
        assert jax.config.jax_compilation_cache_dir == mine


def test_cache_that_the_user_switched_off_stays_off():
    with (
        configured(jax_enable_compilation_cache=False),
        compilation_cache() as folder,
    ):
        assert folder is None


def test_folder_that_cannot_be_written_is_told_and_no_error(tmp_path, capsys):
    (tmp_path / "argscope").touch()
    with compilation_cache() as folder:
        assert folder is None
    assert capsys.readouterr().err == (
        f"argscope: compiled programs are not kept, because {tmp_path}/argscope/jax "
        "cannot be written. Set JAX_COMPILATION_CACHE_DIR to another folder.\n"
    )


def test_command_keeps_what_it_compiles(monkeypatch, tmp_path):
    def training(_config):
        compile_something(5)
        return {"test_accuracy": 1.0, "seconds": 0.0}

    monkeypatch.setattr("argscope.train.train", training)
    assert cli.main(["train"]) == 0
    assert any((tmp_path / "argscope" / "jax").iterdir())


def test_relative_cache_home_is_ignored(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "somewhere")
    assert default_folder() == Path.home() / ".cache" / "argscope" / "jax"
