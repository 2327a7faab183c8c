"""Features of images in a file that NumPy reads."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from argscope._base.whole_file import write_whole
from argscope.predict._classifier import Seen


def write_features(path: Path, seen: Iterable[Seen]) -> dict[str, tuple[int, ...]]:
    """Write an `.npz` file; nothing if there are no features.

    Args:
        path: The file.
        seen: Files that could be read, with their features by the name of an end point.

    Returns:
        The shape of each array in the file, `(files, ...)`: those of the end points by
        name, and the names of the `files`.
    """
    found = list(seen)
    if not found:
        return {}
    arrays = {
        name: np.stack([e.values[name] for e in found]) for name in found[0].values
    }
    arrays["files"] = np.array([str(each.file) for each in found])

    def write(new: Path) -> None:
        with new.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)

    write_whole(path, write)
    return {name: array.shape for name, array in arrays.items()}
