"""The error about a file of settings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from argscope._base.describe import describe
from argscope._base.origin import Origin
from argscope.errors import ArgScopeError, listing, suggestion


class TwiceError(ValueError):
    """A key is in a file twice, perhaps in known lines."""

    def __init__(self, key: str, *lines: int) -> None:
        where = f", in line {lines[0]} and in line {lines[1]}" if lines else ""
        super().__init__(f"{key!r} is there twice{where}")


class ScopeFileError(ArgScopeError, ValueError):
    """A file is not one that a scope can be read from, or written to."""

    @classmethod
    def unknown(cls, path: Path, known: tuple[str, ...]) -> Self:
        """Say which endings are `known`."""
        return cls(
            f"What {path} is to hold is told by the end of its name, and {path.suffix!r} "
            "is no format of scopes." + listing("known", known),
            path=path,
        )

    @classmethod
    def bad(cls, path: Path, suffix: str, error: Exception) -> Self:
        """Say what the library of a format says, which tells line and column."""
        return cls(f"{path} is no {suffix[1:].upper()}: {error}", path=path)

    @classmethod
    def unwritable(cls, path: Path, suffix: str, error: Exception) -> Self:
        """Say what the library of a format says of a value that it has no form for."""
        return cls(
            f"{path} cannot hold the scope, for {suffix[1:].upper()} has no form for a "
            f"value: {error}.",
            path=path,
        )

    @classmethod
    def too_long(cls, path: Path, most: int) -> Self:
        """Say how long a file may be."""
        return cls(
            f"{path} is longer than the {most >> 20} MiB that settings may have.",
            path=path,
        )

    @classmethod
    def endless(cls, path: Path, deepest: int, most: int) -> Self:
        """Say how much a file may hold, which may hold a value in many places."""
        return cls(
            f"{path} nests values more than {deepest} deep, or has more than {most} of "
            "them. So does a value that holds itself.",
            path=path,
        )

    @classmethod
    def no_presets(cls, origin: Origin, found: Any) -> Self:
        """Say what stands where the presets should."""
        return cls(
            f"{origin}: expected a table of presets, got {describe(found)}. A target that "
            "is called presets has to be named in full.",
            origin=origin,
        )

    @classmethod
    def no_preset(cls, name: str, paths: Sequence[Path], known: Sequence[str]) -> Self:
        """Say which presets are `known`, and the closest."""
        where = " or ".join(map(str, paths))
        return cls(
            f"There is no preset {name!r} in {where}.{suggestion(name, known)}"
            + (listing("known", known) if known else " There is none at all."),
            name=name,
            known=known,
        )

    @classmethod
    def not_text(cls, path: Path, error: UnicodeDecodeError) -> Self:
        """Say at which byte a file is not UTF-8."""
        return cls(
            f"{path} is not a text in UTF-8: byte {error.start} is {error.object[error.start]:#04x}.",
            path=path,
        )

    @classmethod
    def missing(cls, package: str) -> Self:
        """Say which package is needed."""
        return cls(
            f"Files of this kind need {package}. Install it: pip install "
            "'argscope[settings]'",
            package=package,
        )
