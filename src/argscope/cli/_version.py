"""`argscope --version`: what to tell when one reports a bug."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any, Final

from argscope._base.version import __version__

# TensorFlow is packaged under several names.
_PACKAGES: Final = (
    ("keras", ("keras",)),
    ("jax", ("jax",)),
    ("torch", ("torch",)),
    ("tensorflow", ("tensorflow", "tensorflow-cpu")),
    ("numpy", ("numpy",)),
)


class PrintVersions(argparse.Action):
    """The option that prints the versions and ends the program."""

    def __init__(self, **options: Any) -> None:
        super().__init__(nargs=0, default=argparse.SUPPRESS, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_given: Any) -> None:
        """Print, and exit with 0."""
        sys.stdout.write("".join(f"{line}\n" for line in versions()))
        parser.exit()


def versions() -> list[str]:
    """Return a line for each thing that has a version, argscope first.

    No framework is imported: that takes seconds, and it may be what is broken.
    """
    import platform

    lines = [
        f"argscope {__version__}",
        f"Python {platform.python_version()}",
        f"platform {platform.platform()}",
    ]
    installed = dict(_installed())
    lines += [f"{name} {number}" for name, number in installed.items()]
    return [*lines, f"backend {_backend()}"] if "keras" in installed else lines


def _installed() -> Iterator[tuple[str, str]]:
    from importlib.metadata import PackageNotFoundError, version

    for name, packages in _PACKAGES:
        for package in packages:
            try:
                yield name, version(package)
            except PackageNotFoundError:
                continue
            break


def _backend() -> str:
    from argscope._base.keras_backend import VARIABLE, backend_of_keras

    backend, chosen_by = backend_of_keras()
    if backend is None:
        return "none installed"
    ours = f"the first one installed; {VARIABLE} chooses another"
    return f"{backend} ({chosen_by or ours})"
