"""Importing the layers chooses the backend of Keras, and says what is missing."""

import os

import pytest

from argscope._base.keras_backend import Choice
from argscope._catalog import backend
from argscope._catalog.errors import MissingPackageError


@pytest.fixture
def found(monkeypatch):
    """Return a function that says what is installed, and who chose which backend."""

    def find(packages, choice):
        monkeypatch.setattr(backend, "find_spec", lambda name: name in packages or None)
        monkeypatch.setattr(backend, "backend_of_keras", lambda: choice)

    monkeypatch.setenv("KERAS_BACKEND", "before")
    return find


def test_our_choice_is_made_and_told(found, capsys):
    found({"keras", "torch"}, Choice("torch", None))
    backend.choose_backend()
    assert os.environ["KERAS_BACKEND"] == "torch"
    assert capsys.readouterr().err == (
        "argscope: Keras runs on torch; set KERAS_BACKEND to choose.\n"
    )


def test_choice_of_the_user_is_left_alone(found, capsys):
    found({"keras", "torch"}, Choice("torch", "KERAS_BACKEND"))
    backend.choose_backend()
    assert os.environ["KERAS_BACKEND"] == "before"
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("packages", "choice", "error"),
    [
        (set(), Choice(None, None), MissingPackageError.keras()),
        ({"keras"}, Choice(None, None), MissingPackageError.any_backend()),
        (
            {"keras", "jax"},
            Choice("torch", "KERAS_BACKEND"),
            MissingPackageError.backend("torch", "KERAS_BACKEND"),
        ),
    ],
)
def test_what_is_missing_is_named(packages, choice, error, found):
    found(packages, choice)
    with pytest.raises(MissingPackageError) as refused:
        backend.choose_backend()
    assert str(refused.value) == str(error)
