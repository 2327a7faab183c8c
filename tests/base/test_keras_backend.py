"""Which backend Keras gets: the user's, or the first one that is installed."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from types import SimpleNamespace

import pytest

from argscope._base import keras_backend
from argscope._base.keras_backend import Choice, backend_of_keras


@pytest.fixture
def home(monkeypatch, tmp_path):
    """Give a folder for Keras's configuration to a process that has not imported it."""
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def installed(monkeypatch):
    """Return a function that says which backends are there."""

    def only(*names):
        monkeypatch.setattr(keras_backend, "find_spec", lambda n: n in names or None)

    return only


def configure(home, **changes):
    config = {**keras_backend._WRITTEN_BY_KERAS, **changes}
    (home / "keras.json").write_text(json.dumps(config))


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("names", "backend"),
    [
        (["tensorflow", "torch", "jax"], "jax"),
        (["tensorflow", "torch"], "torch"),
        (["tensorflow"], "tensorflow"),
        ([], None),
    ],
)
def test_first_one_installed_is_ours_to_choose(names, backend, installed):
    installed(*names)
    assert backend_of_keras() == Choice(backend, None)


def test_variable_comes_first(home, installed, monkeypatch):
    installed("jax", "torch")
    configure(home, backend="jax", floatx="float16")
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    assert backend_of_keras() == Choice("torch", "KERAS_BACKEND")


def test_empty_variable_chooses_nothing(home, installed, monkeypatch):
    installed("jax")
    monkeypatch.setenv("KERAS_BACKEND", "")
    assert backend_of_keras() == Choice("jax", None)


def test_configuration_of_keras_comes_second(home, installed):
    installed("jax", "torch")
    configure(home, backend="torch")
    assert backend_of_keras() == Choice("torch", str(home / "keras.json"))


def test_configuration_is_in_the_home_folder_unless_a_variable_names_another(
    home, installed, monkeypatch
):
    installed("jax", "torch")
    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setenv("HOME", str(home))
    (home / ".keras").mkdir()
    configure(home / ".keras", backend="torch", floatx="float16")
    chosen_by = str(home / ".keras" / "keras.json")
    assert backend_of_keras() == Choice("torch", chosen_by)


def test_configuration_that_keras_wrote_itself_chooses_nothing(home, installed):
    installed("jax", "tensorflow")
    configure(home)
    assert backend_of_keras() == Choice("jax", None)


def test_configured_backend_that_is_not_installed_chooses_nothing(home, installed):
    installed("jax")
    configure(home, backend="torch")
    assert backend_of_keras() == Choice("jax", None)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"floatx": "float16"}'])
def test_configuration_without_a_backend_chooses_nothing(text, home, installed):
    installed("jax")
    (home / "keras.json").write_text(text)
    assert backend_of_keras() == Choice("jax", None)


def test_backend_of_an_imported_keras_is_told(monkeypatch):
    keras = SimpleNamespace(backend=SimpleNamespace(backend=lambda: "torch"))
    monkeypatch.setitem(sys.modules, "keras", keras)
    assert backend_of_keras() == Choice("torch", "the import of keras")


@pytest.mark.usefixtures("home")
@pytest.mark.skipif(find_spec("keras") is None, reason="needs Keras")
@pytest.mark.parametrize(
    "chosen", [{}, pytest.param({"KERAS_BACKEND": ""}, marks=pytest.mark.slow)]
)
def test_keras_agrees_with_what_is_told_of_it(chosen):
    # Of a process that imports Keras: it reads the same places by rules of its own.
    program = (
        "from argscope._base.keras_backend import backend_of_keras\n"
        "told = backend_of_keras()\n"
        "import argscope.layers, keras\n"
        "print(told.backend, keras.backend.backend())"
    )
    environment = {k: v for k, v in os.environ.items() if k != "KERAS_BACKEND"}
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**environment, **chosen},
        capture_output=True,
        text=True,
        check=True,
    )
    told, found = run.stdout.split()
    assert told == found


def test_import_loads_neither_keras_nor_a_backend():
    program = (
        "import sys, argscope._base.keras_backend as b; b.backend_of_keras(); "
        "print(*{'keras', *b.BACKENDS} & set(sys.modules))"
    )
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
