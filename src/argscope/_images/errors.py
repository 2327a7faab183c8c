"""The error of files that are no images."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from argscope._base.listing import first_lines
from argscope.errors import ArgScopeError

__all__ = ["ImageFileError"]


class ImageFileError(ArgScopeError, ValueError):
    """A file cannot be read as an image, or a folder has none that could be."""

    @classmethod
    def bad_image(cls, path: Path, reason: str) -> Self:
        """Say that a file cannot be read as an image."""
        return cls(
            f"{path} cannot be read as an image: {reason}. Delete it, or replace it.",
            path=path,
            reason=reason,
        )

    @classmethod
    def left_out(cls, faults: Mapping[Path, str], files: int) -> Self:
        """Say which of so many files could not be read, after the others were."""
        head = f"{len(faults)} of {files} files cannot be read as images, and are left out:"
        told = [f"  {path}: {reason}" for path, reason in faults.items()]
        return cls("\n".join([head, *first_lines(told)]), faults=faults)

    @classmethod
    def no_images(cls, path: Path, suffixes: tuple[str, ...]) -> Self:
        """Say that a folder has no images in it."""
        return cls(
            f"{path} has no images.\n  names of images end in: {' '.join(suffixes)}",
            path=path,
        )
