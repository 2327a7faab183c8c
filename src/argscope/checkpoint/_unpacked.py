"""The files of a checkpoint that was packed, in a folder that goes when nobody reads it."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Final

from argscope.checkpoint.errors import CheckpointError

_NAME: Final = "model"


class Unpacked:
    """A folder for one checkpoint, removed with this object or when Python ends.

    Its files have names of their own: a name in an archive, whatever it is, is no path
    of this computer.
    """

    def __init__(self, packed: Path) -> None:
        self.packed = packed
        """What people call it: the path of the archive and the prefix in it."""
        self._folder = Path(tempfile.mkdtemp(prefix="argscope-"))
        weakref.finalize(self, rmtree, self._folder, ignore_errors=True)

    @property
    def prefix(self) -> Path:
        """The prefix of the files."""
        return self._folder / _NAME

    def append(self, suffix: str, data: bytes) -> None:
        """Append to the file of the checkpoint whose name ends so."""
        with self.prefix.with_name(f"{_NAME}{suffix}").open("ab") as file:
            file.write(data)

    @contextmanager
    def told_as_packed(self) -> Iterator[None]:
        """Let errors name the archive, and not the folder that is gone with them."""
        try:
            yield
        except CheckpointError as error:
            facts = {
                name: self.as_packed(fact) if isinstance(fact, Path) else fact
                for name, fact in error.facts.items()
            }
            raise type(error)(self._named(str(error)), **facts) from None

    def as_packed(self, path: Path) -> Path:
        """Return what people call a file of the folder."""
        return Path(self._named(str(path)))

    def _named(self, text: str) -> str:
        return text.replace(str(self.prefix), str(self.packed))
