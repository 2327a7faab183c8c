"""The files of a program: which they are, and whether they are as they were."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

# An environment may lie in the folder of a program.
_INSTALLED: Final = {"site-packages", "dist-packages"}
_PACKAGE: Final = __name__.partition(".")[0]


def digests_below(root: Path) -> dict[str, str]:
    """Return a digest of each file below a folder that was imported, by its path there."""
    files = sorted({*_imported_below(root)})
    return {file.relative_to(root).as_posix(): _digest(file) for file in files}


def changed_below(root: Path, digests: Mapping[str, str]) -> list[str]:
    """Return the files that are gone, or others than when `digests` were taken."""
    return [name for name, was in digests.items() if _digest(root / name) != was]


def _digest(file: Path) -> str:
    if not file.is_file():
        return "none"
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def _imported_below(root: Path) -> Iterator[Path]:
    for name, module in [*sys.modules.items()]:
        written = getattr(module, "__file__", None) or ""
        file = Path(written).resolve()
        is_own = name.partition(".")[0] == _PACKAGE or _INSTALLED & {*file.parts}
        if file.suffix == ".py" and file.is_relative_to(root) and not is_own:
            yield file
