"""Files that are whole at every moment, whenever the program is killed."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

_REPLACES_OPEN_FILES: Final = os.name == "posix"  # Windows does not


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` make a new file, and put it in the place of `path` when it is done.

    A reader finds the old file or the new one, never a part. An error of `write` leaves
    nothing new; what a killed program leaves beside it is replaced by the next. The
    new file's name ends as that of `path`: some writers choose the format by it. Who may
    read it follows from the umask, as for any new file; some writers make theirs private.

    Raises:
        OSError: No file can be made there.
    """
    write_together([path], write)


def write_together(paths: Sequence[Path], write: Callable[..., object]) -> None:
    """Let `write` make several files, and put them in place one right after the other.

    Each as by `write_whole`, and none before all are on the disk: between two of them is
    only the time to rename one.

    Args:
        paths: The files, in the order in which they are put in place.
        write: Called with as many paths.

    Raises:
        OSError: No file can be made there.
    """
    files = {path: path.with_name(f"new.{path.name}") for path in paths}
    try:
        modes = [_mode_of_new(path, new) for path, new in files.items()]
        write(*files.values())
        for new, mode in zip(files.values(), modes, strict=True):
            new.chmod(mode)
            with new.open("rb") as file:
                os.fsync(file.fileno())
        with ExitStack() as held:
            for path in paths[:-1]:
                _hold(path, held)
            for path, new in files.items():
                new.replace(path)
    finally:
        for new in files.values():
            new.unlink(missing_ok=True)


def _hold(path: Path, held: ExitStack) -> None:
    """Let the disk keep an old file a little longer: to free a large one takes time."""
    if _REPLACES_OPEN_FILES:
        with suppress(OSError):
            held.enter_context(path.open("rb"))


def _mode_of_new(path: Path, new: Path) -> int:
    try:
        new.unlink(missing_ok=True)
        new.touch()  # or libraries tell in words of their own that they cannot write
        return new.stat().st_mode
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
