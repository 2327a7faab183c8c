"""Files in the address space of the process, of which no more is in memory than is used."""

from __future__ import annotations

import mmap
from pathlib import Path


class MappedFile:
    """The bytes of a file, which must not be empty.

    Attributes:
        data: All of it, read from the disc where it is looked at.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.data = memoryview(self._map)

    def let_go(self) -> None:
        """Give back the memory of what was looked at.

        It stays in the page cache, and whoever still looks at it gets it from there.
        """
        if hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
            self._map.madvise(mmap.MADV_DONTNEED)
