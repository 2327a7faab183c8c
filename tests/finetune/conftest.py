"""Runs that several tests look at."""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend

# isort: split
import io
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from rich.console import Console
from tests.finetune.pictures import write_folder

from argscope.finetune import FineTuneConfig, fine_tune
from argscope.finetune._network import build, network_for


class Run(NamedTuple):
    config: FineTuneConfig
    result: dict[str, Any]
    shown: str

    @property
    def folder(self) -> Path:
        return self.config.folder


def run(config):
    console = Console(file=io.StringIO(), width=100)
    return Run(config, fine_tune(config, console), console.file.getvalue())


def built(config, classes):
    """Return the network of a run with its initial values."""
    return build(config, network_for(config), classes)


@pytest.fixture(scope="package")
def pictures(tmp_path_factory):
    """Return a folder of eight images of each of three colours."""
    return write_folder(tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="package")
def configured(pictures, tmp_path_factory):
    """Return a function that configures three epochs in a new folder."""

    def config(**changes):
        folder = tmp_path_factory.mktemp("run")
        defaults = {
            "net": "cifarnet",
            "data": pictures,
            "image_size": 16,
            "epochs": 3,
            "batch_size": 6,
            "validation_fraction": 0.25,
            "run_dir": folder,
        }
        return FineTuneConfig(**{**defaults, **changes})

    return config


@pytest.fixture(scope="package")
def finished(configured):
    """Return a run that came to its end."""
    return run(configured())
