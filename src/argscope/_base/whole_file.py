"""Files that are whole at every moment, whenever the program is killed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` make a new file, and put it in the place of `path` when it is done.

    A reader finds the old file or the new one, never a part. An error of `write` leaves
    nothing new; what a killed program leaves beside it is replaced by the next. The
    new file's name ends as that of `path`: some writers choose the format by it. Who may
    read it follows from the umask, as for any new file; some writers make theirs private.

    Raises:
        OSError: No file can be made there.
    """
    new = path.with_name(f"new.{path.name}")
    try:
        new.unlink(missing_ok=True)
        new.touch()  # or libraries tell in words of their own that they cannot write
        mode = new.stat().st_mode
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    try:
        write(new)
        new.chmod(mode)
        with new.open("rb") as file:
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
