"""Which backend Keras runs on, or would run on: found out without importing Keras."""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

BACKENDS: Final = ("jax", "torch", "tensorflow")
"""What networks are tested on; where the user left it to us, the first one installed."""

VARIABLE: Final = "KERAS_BACKEND"

# Keras writes this file itself when there is none, so it says nothing about a choice.
_WRITTEN_BY_KERAS: Final = {
    "floatx": "float32",
    "epsilon": 1e-07,
    "backend": "tensorflow",
    "image_data_format": "channels_last",
}


class Choice(NamedTuple):
    """A backend, and who chose it."""

    backend: str | None
    """None if it is left to us and none is installed."""
    chosen_by: str | None
    """Where the user chose it; None if it is left to us."""


def backend_of_keras() -> Choice:
    """Return the backend that Keras has, or would get from `import argscope.layers`.

    Keras fixes it at its first import, which is nothing that this function does.
    """
    if "keras" in sys.modules:
        return Choice(sys.modules["keras"].backend.backend(), "the import of keras")
    if os.environ.get(VARIABLE):
        return Choice(os.environ[VARIABLE], VARIABLE)
    file = _configuration_file()
    configured = _configured(file)
    if configured is not None:
        return Choice(configured, str(file))
    return Choice(next(filter(find_spec, BACKENDS), None), None)


def _configuration_file() -> Path:
    """Return the file that Keras reads, by the rules of Keras 3.15."""
    if "KERAS_HOME" in os.environ:
        folder = Path(os.environ["KERAS_HOME"]).expanduser()
    else:
        home = Path.home()
        folder = (home if os.access(home, os.W_OK) else Path("/tmp")) / ".keras"  # noqa: S108  # Keras's
    return folder / "keras.json"


def _configured(file: Path) -> str | None:
    """Return the installed backend that the user wrote into Keras's configuration."""
    try:
        config = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    backend = config.get("backend") if isinstance(config, dict) else None
    if not backend or config == _WRITTEN_BY_KERAS or find_spec(backend) is None:
        return None
    return str(backend)
