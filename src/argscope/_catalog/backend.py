"""Which backend Keras runs on. It is fixed at Keras's first import, so before ours."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

from argscope._base.keras_backend import VARIABLE, backend_of_keras
from argscope._catalog.errors import MissingPackageError


def choose_backend() -> None:
    """Choose JAX, torch or TensorFlow, whichever is installed, unless the user chose.

    The user's choice is `KERAS_BACKEND`, Keras's own configuration file, or having
    imported Keras already. Ours is told once, on standard error.

    Raises:
        MissingPackageError: Keras, the chosen backend or all three backends are missing.
    """
    if find_spec("keras") is None:
        raise MissingPackageError.keras()
    backend, chosen_by = backend_of_keras()
    if backend is None:
        raise MissingPackageError.any_backend()
    if chosen_by is None:
        os.environ[VARIABLE] = backend
        sys.stderr.write(
            f"argscope: Keras runs on {backend}; set {VARIABLE} to choose.\n"
        )
    elif find_spec(backend) is None:
        raise MissingPackageError.backend(backend, chosen_by)
