"""How a low level says what is wrong, and a high level where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argscope.checkpoint.errors import (
    DamagedCheckpointError,
    UnsupportedCheckpointError,
)


class Malformed(Exception):  # noqa: N818  # never leaves the package
    """Bytes that break the rules of their format; the text says how."""


class Unsupported(Exception):  # noqa: N818  # never leaves the package
    """Bytes that follow the rules and ask for what we cannot do."""


@contextmanager
def blamed_on(path: Path, place: str) -> Iterator[None]:
    """Turn what the parsers raise into errors that name the file and the place.

    Raises:
        DamagedCheckpointError: For `Malformed`.
        UnsupportedCheckpointError: For `Unsupported`.
    """
    try:
        yield
    except Malformed as problem:
        raise DamagedCheckpointError.about(path, place, str(problem)) from None
    except Unsupported as problem:
        raise UnsupportedCheckpointError.about(path, place, str(problem)) from None
