"""`argscope --version`: what to tell when one reports a bug."""

import os
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError

import pytest

from argscope._base import keras_backend
from argscope._base.version import __version__
from argscope.cli import _version


@pytest.fixture
def installed(monkeypatch):
    """Return a function that says which packages are there."""

    def only(**packages):
        def version(name):
            if name.replace("-", "_") not in packages:
                raise PackageNotFoundError(name)
            return packages[name.replace("-", "_")]

        monkeypatch.setattr("importlib.metadata.version", version)

    return only


def test_first_line_is_the_version_of_argscope(called):
    status, out, _ = called("--version")
    assert status == 0
    assert out.splitlines()[0] == f"argscope {__version__}"


def test_everything_that_is_installed_is_told(installed, monkeypatch):
    installed(keras="3.15.1", torch="2.13", tensorflow_cpu="2.21", numpy="2.4")
    monkeypatch.setattr(
        keras_backend, "backend_of_keras", lambda: ("torch", "KERAS_BACKEND")
    )
    assert _version.versions() == [
        f"argscope {__version__}",
        f"Python {platform.python_version()}",
        f"platform {platform.platform()}",
        "keras 3.15.1",
        "torch 2.13",
        "tensorflow 2.21",
        "numpy 2.4",
        "backend torch (KERAS_BACKEND)",
    ]


@pytest.mark.parametrize(
    ("choice", "line"),
    [
        (("jax", None),
         "backend jax (the first one installed; KERAS_BACKEND chooses another)"),
        (("torch", "/home/me/.keras/keras.json"),
         "backend torch (/home/me/.keras/keras.json)"),
        ((None, None), "backend none installed"),
    ],
)  # fmt: skip
def test_backend_is_told_with_who_chose_it(choice, line, installed, monkeypatch):
    installed(keras="3.15.1")
    monkeypatch.setattr(keras_backend, "backend_of_keras", lambda: choice)
    assert _version.versions()[-1] == line


def test_without_keras_there_is_no_backend(installed):
    installed(jax="0.10")
    assert _version.versions()[-1] == "jax 0.10"


def test_no_framework_is_imported():
    code = (
        "import sys, argscope.cli as c\n"
        "try: c.main(['--version'])\n"
        "except SystemExit: pass\n"
        "sys.exit(bool({'keras', 'jax', 'torch', 'tensorflow', 'numpy'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "KERAS_BACKEND": "torch"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0
    assert run.stdout.splitlines()[-1] == "backend torch (KERAS_BACKEND)"
