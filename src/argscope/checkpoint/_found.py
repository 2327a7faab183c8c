"""What a path turned out to mean."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from argscope.checkpoint._unpacked import Unpacked


class Kind(Enum):
    """What was found, which says how it is read."""

    V1 = "one file in the V1 format"
    V1_SHARDS = "several files in the V1 format, named together"
    V2 = "a prefix of files in the V2 format"
    GRAPH = "one file with a graph"


class Found(NamedTuple):
    """Where the variables are."""

    path: Path
    """The prefix of a V2 checkpoint, what names the shards of a V1, or a file."""
    kind: Kind
    unpacked: Unpacked | None = None
    """Where the files are if they were in an archive."""

    @property
    def shown(self) -> Path:
        """What people call it, and may give."""
        return self.unpacked.as_packed(self.path) if self.unpacked else self.path

    def told(self) -> AbstractContextManager[None]:
        """Return a block in which errors call the files as people do."""
        return self.unpacked.told_as_packed() if self.unpacked else nullcontext()
