"""The package safetensors, which only its files need."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from argscope._catalog.errors import MissingPackageError


def numpy_files() -> Any:
    """Return the part for NumPy's arrays.

    Raises:
        ModuleNotFoundError: The package is not installed.
    """
    return _imported("safetensors.numpy")


def open_file(path: object) -> Any:
    """Return a file whose tensors are read when they are asked for: a context.

    Raises:
        ModuleNotFoundError: The package is not installed.
        FileNotFoundError: There is no file.
    """
    return _imported("safetensors").safe_open(path, framework="numpy")


def damage() -> type[Exception]:
    """Return the error that tells that a file is not what was written."""
    error: type[Exception] = _imported("safetensors").SafetensorError
    return error


def _imported(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise MissingPackageError.about(
            "The format safetensors", "safetensors", "safetensors"
        ) from None
