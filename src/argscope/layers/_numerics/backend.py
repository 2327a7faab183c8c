"""Which backend Keras runs on. It is fixed at Keras's first import, so before ours."""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_ORDER: Final = ("jax", "torch", "tensorflow")

# Keras writes this file itself when there is none, so it says nothing about a choice.
_WRITTEN_BY_KERAS: Final = {
    "floatx": "float32",
    "epsilon": 1e-07,
    "backend": "tensorflow",
    "image_data_format": "channels_last",
}


def choose_backend() -> None:
    """Choose JAX, torch or TensorFlow, whichever is installed, unless the user chose.

    The user's choice is `KERAS_BACKEND`, Keras's own configuration file, or having
    imported Keras already. Ours is told once, on standard error.

    Raises:
        ModuleNotFoundError: Keras or all three backends are missing.
    """
    if find_spec("keras") is None:
        raise ModuleNotFoundError(
            "argscope.layers needs Keras 3. Install it with a backend: "
            "pip install 'argscope[layers]' (JAX), 'argscope[torch]' or "
            "'argscope[tensorflow]'.",
            name="keras",
        )
    if "keras" in sys.modules or "KERAS_BACKEND" in os.environ or _is_configured():
        return
    installed = [name for name in _ORDER if find_spec(name) is not None]
    if not installed:
        raise ModuleNotFoundError(
            "Keras needs a backend and none is installed. Install one: "
            "pip install 'argscope[layers]' (JAX), 'argscope[torch]' or "
            "'argscope[tensorflow]'."
        )
    os.environ["KERAS_BACKEND"] = installed[0]
    sys.stderr.write(
        f"argscope: Keras runs on {installed[0]}; set KERAS_BACKEND to choose.\n"
    )


def _is_configured() -> bool:
    home = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras"))
    try:
        config = json.loads((home / "keras.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return (
        config != _WRITTEN_BY_KERAS and find_spec(config.get("backend", "")) is not None
    )
