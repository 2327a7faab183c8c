"""`keep_compiled_programs`: what JAX compiles is found again by the next process."""

import subprocess
import sys

import keras
import pytest

from argscope import layers

ON_JAX = keras.backend.backend() == "jax"
only_on_jax = pytest.mark.skipif(not ON_JAX, reason="only JAX keeps programs in files")

FOLDER, SHORTEST = (
    "jax_compilation_cache_dir",
    "jax_persistent_cache_min_compile_time_secs",
)


@pytest.fixture(autouse=True)
def settings(monkeypatch, tmp_path):
    """Put JAX's settings back, and keep out of the user's cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in (FOLDER, SHORTEST):
        monkeypatch.delenv(name.upper(), raising=False)
    if not ON_JAX:
        yield None
        return
    import jax
    from jax.experimental.compilation_cache.compilation_cache import reset_cache

    names = (FOLDER, SHORTEST, "jax_enable_compilation_cache")
    before = {name: getattr(jax.config, name) for name in names}
    yield jax.config
    for name, value in before.items():
        jax.config.update(name, value)
    reset_cache()


def compile_something(constant):
    import jax

    # A new function each time: JAX finds the same one in memory.
    return jax.jit(lambda x: x * constant + 1)(2.0)


def test_importing_the_layers_changes_no_setting():
    code = (
        "import argscope.layers, jax; config = jax.config; "
        f"assert config.{FOLDER} is None; assert config.{SHORTEST} == 1.0"
    )
    if ON_JAX:
        subprocess.run([sys.executable, "-c", code], check=True)


@only_on_jax
def test_programs_are_kept_in_the_folder_that_is_given(tmp_path):
    folder = layers.keep_compiled_programs(tmp_path / "mine" / "programs")
    assert folder == tmp_path / "mine" / "programs"
    compile_something(7)
    assert any(folder.iterdir())
    assert folder.stat().st_mode & 0o077 == 0


@only_on_jax
def test_programs_are_kept_in_the_users_cache_folder_by_default(tmp_path):
    assert layers.keep_compiled_programs() == tmp_path / "cache" / "argscope" / "jax"


@only_on_jax
def test_home_folder_may_be_written_short(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert layers.keep_compiled_programs("~/programs") == tmp_path / "programs"


@only_on_jax
def test_folder_that_jax_was_told_is_the_default_and_gives_way(settings, tmp_path):
    told, given = tmp_path / "told", tmp_path / "given"
    settings.update(FOLDER, str(told))
    assert layers.keep_compiled_programs() == told
    assert layers.keep_compiled_programs(given) == given
    assert getattr(settings, FOLDER) == str(given)


@only_on_jax
def test_shortest_time_that_the_user_chose_is_kept(settings, monkeypatch, tmp_path):
    monkeypatch.setenv(SHORTEST.upper(), "3")
    before = getattr(settings, SHORTEST)
    layers.keep_compiled_programs(tmp_path)
    assert getattr(settings, SHORTEST) == before


@only_on_jax
def test_cache_that_is_switched_off_stays_off(settings, tmp_path):
    settings.update("jax_enable_compilation_cache", val=False)
    assert layers.keep_compiled_programs(tmp_path) is None
    assert getattr(settings, FOLDER) is None


@only_on_jax
def test_folder_that_cannot_be_made_is_an_error(settings, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(layers.CompiledProgramsError, match="file/programs"):
        layers.keep_compiled_programs(tmp_path / "file" / "programs")
    assert getattr(settings, FOLDER) is None


@pytest.mark.skipif(ON_JAX, reason="JAX keeps them")
def test_nothing_is_kept_on_other_backends(tmp_path):
    assert layers.keep_compiled_programs(tmp_path / "programs") is None
    assert not (tmp_path / "programs").exists()
