"""What a path turned out to mean."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import NamedTuple


class Kind(Enum):
    """What was found, which says how it is read."""

    V1 = "one file in the V1 format"
    V1_SHARDS = "several files in the V1 format, named together"
    V2 = "a prefix of files in the V2 format"


class Found(NamedTuple):
    """Where the variables are."""

    path: Path
    """The prefix of a V2 checkpoint, what names the shards of a V1, or a file."""
    kind: Kind
