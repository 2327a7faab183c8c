"""Files that a browser or a person saved under nearly the name that they must have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

# Of a second download, "model (1).ckpt"; of a browser that goes by a type, or gave up.
_ADDED: Final = re.compile(
    r" ?\(\d+\)| - Copy|\.(?:txt|bin|download|crdownload|part)$", re.IGNORECASE
)


def renamed(path: Path) -> Path | None:
    """Return the file beside a missing one whose name is that with something added."""
    return next(
        (
            other
            for other in sorted(path.parent.glob("*"))
            if _ADDED.sub("", other.name) == path.name
        ),
        None,
    )
