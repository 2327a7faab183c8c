"""Libraries of the extra `checkpoint`, imported when a file first needs them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from argscope.checkpoint.errors import MissingLibraryError


def library(module: str, *, package: str, purpose: str) -> Any:
    """Import `module`, which the index calls `package`.

    Raises:
        MissingLibraryError: It is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError:
        raise MissingLibraryError.about(package, purpose=purpose) from None
