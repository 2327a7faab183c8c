"""The extras, the packages that they bring, and what to say when one is missing."""

import re
import tomllib

import pytest

from argscope._base.keras_backend import BACKENDS
from argscope._catalog import errors
from argscope._catalog.errors import MissingPackageError
from argscope._catalog.extras import EXTRAS, OF_BACKEND, install_line, is_brought

# Where the index calls a package otherwise than Python.
IMPORTED = {
    "google-crc32c": "google_crc32c",
    "opencv-python-headless": "cv2",
    "pillow": "PIL",
    "pyyaml": "yaml",
    "scikit-learn": "sklearn",
    "tensorflow-cpu": "tensorflow",
}


@pytest.fixture(scope="module")
def declared(request):
    """Return the packages of each extra, as the project declares them."""
    text = (request.config.rootpath / "pyproject.toml").read_text()
    extras = tomllib.loads(text)["project"]["optional-dependencies"]

    def packages(extra):
        for requirement in extras[extra]:
            ours = re.fullmatch(r"argscope\[(.*)\]", requirement)
            if ours:
                for other in ours[1].split(","):
                    yield from packages(other)
            else:
                name = re.match(r"[\w.-]+", requirement)[0]
                yield IMPORTED.get(name, name)

    return {extra: set(packages(extra)) for extra in extras}


def test_every_extra_brings_what_the_project_declares(declared):
    assert {extra: set(packages) for extra, packages in EXTRAS.items()} == {
        extra: declared[extra] for extra in EXTRAS
    }


def test_extras_for_users_are_all_there(declared):
    developers = {"dev", "docs", "keras", "published", "test", "third-party"}
    assert declared.keys() - EXTRAS.keys() == developers


def test_modules_of_an_extra_are_recognized():
    assert is_brought("keras")
    assert is_brought("matplotlib.figure")
    assert not is_brought("matplotlib_extra")
    assert not is_brought("numpyy")
    assert not is_brought("")


def test_install_line_names_the_extras():
    assert install_line("checkpoint") == "pip install 'argscope[checkpoint]'"


def test_every_backend_has_the_extra_that_brings_it():
    assert tuple(OF_BACKEND) == BACKENDS
    for backend, extra in OF_BACKEND.items():
        assert backend in EXTRAS[extra]


ANY = """ Install it with one of its backends:
  pip install 'argscope[layers]'  (jax)
  pip install 'argscope[torch]'  (torch)
  pip install 'argscope[tensorflow]'  (tensorflow)"""

ERRORS = {
    "about": (
        MissingPackageError.about("The format x", "y", "train"),
        "The format x needs the package y, which is not installed. Install it: pip "
        "install 'argscope[train]'",
    ),
    "keras": (
        MissingPackageError.keras(),
        f"argscope.layers needs Keras 3, which is not installed.{ANY}",
    ),
    "any_backend": (
        MissingPackageError.any_backend(),
        f"Keras needs a backend, and none is installed.{ANY}",
    ),
    "backend": (
        MissingPackageError.backend("torch", "KERAS_BACKEND"),
        "KERAS_BACKEND chooses 'torch' as the backend of Keras, which is not installed. "
        "Install it: pip install 'argscope[torch]'",
    ),
    "backend, unknown": (
        MissingPackageError.backend("jaxx", "KERAS_BACKEND"),
        "KERAS_BACKEND chooses 'jaxx' as the backend of Keras, which is not installed. "
        "Did you mean 'jax'?\n  known:   jax, torch, tensorflow",
    ),
}


@pytest.mark.parametrize(("error", "text"), ERRORS.values(), ids=ERRORS)
def test_error_says_exactly(error, text):
    assert str(error) == text
    assert isinstance(error, ModuleNotFoundError)


def test_every_constructor_of_an_error_has_a_case():
    constructors = {
        name
        for name, value in vars(MissingPackageError).items()
        if isinstance(value, classmethod)
    }
    assert errors.__all__ == ["MissingPackageError"]
    assert {name.partition(",")[0] for name in ERRORS} == constructors
