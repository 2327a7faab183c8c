"""What `restore` did."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from argscope._base.listing import section


@dataclass(frozen=True)
class Restored:
    """A variable of the model that got its value."""

    path: str
    """The model's path."""
    name: str
    """The checkpoint's name."""

    def __str__(self) -> str:
        return self.path if self.path == self.name else f"{self.path} from {self.name}"


@dataclass(frozen=True)
class ShapeMismatch:
    """A variable that was left alone, for the checkpoint has one of another shape."""

    path: str
    name: str
    shape: tuple[int, ...]
    """In the model."""
    found: tuple[int, ...]
    """In the checkpoint."""

    def __str__(self) -> str:
        return f"{self.path} is {list(self.shape)}, {self.name} is {list(self.found)}"


@dataclass(frozen=True)
class RestoreReport:
    """What `restore` put into a model, and what it did not.

    `str` of it is a text to print, with at most 8 names of each kind.
    """

    checkpoint: Path
    """The prefix or file that was read."""
    restored: tuple[Restored, ...]
    """Variables that have their value now."""
    missing: tuple[str, ...]
    """Paths of the model that were wanted and are not in the checkpoint."""
    mismatched: tuple[ShapeMismatch, ...]
    """Variables that were wanted and have another shape in the checkpoint."""
    skipped: tuple[str, ...]
    """Paths of the model that `include` or `exclude` left out."""
    left_over: tuple[str, ...]
    """Names of the checkpoint that no variable of the model took."""
    explanation: str | None = None
    """What shapes that differ are those of, where the model knows."""

    @property
    def complete(self) -> bool:
        """Whether all variables that were wanted have their value."""
        return not self.missing and not self.mismatched

    def __str__(self) -> str:
        wanted = len(self.restored) + len(self.missing) + len(self.mismatched)
        head = f"{self.checkpoint}: restored {len(self.restored)} of {wanted} variables"
        renamed = [one for one in self.restored if one.path != one.name]
        return "\n".join(
            [
                head,
                *section("under another name", renamed),
                *section("not in the checkpoint", self.missing),
                *section("of another shape", self.mismatched),
                *([f"    {self.explanation}"] if self.explanation else []),
                *section("skipped as asked", self.skipped),
                *section("left over in the checkpoint", self.left_over),
            ]
        )
