"""The errors of telling what is in images."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Self

from argscope._images.errors import ImageFileError
from argscope.errors import ArgScopeError, suggestion

if TYPE_CHECKING:  # it needs NumPy, and what looks at options must not
    from argscope.checkpoint import RestoreReport

__all__ = ["ImageFileError", "PredictError"]


class PredictError(ArgScopeError, ValueError):
    """Something was asked for that does not go together with the network."""

    @classmethod
    def unknown(cls, kind: str, given: str, known: Iterable[str]) -> Self:
        """Say that there is nothing of this `kind` called so, and what there is."""
        known = tuple(known)
        return cls(
            f"There is no {kind} {given!r}.{suggestion(given, known)}\n"
            f"  known: {', '.join(known)}",
            given=given,
            known=known,
        )

    @classmethod
    def incomplete(cls, net: str, report: RestoreReport) -> Self:
        """Say that a checkpoint lacks parts of a network."""
        return cls(
            f"{report}\nSo it is not a checkpoint of this {net}. Look into it: argscope "
            f"checkpoint ls {report.checkpoint}",
            report=report,
        )

    @classmethod
    def wrong_count(cls, labels: int, net: str, classes: int) -> Self:
        """Say that there are not as many labels as classes."""
        return cls(
            f"There are {labels} labels, and {net} has {classes} classes in its "
            "checkpoint. Give one label a class, in the order of the classes; if the "
            "first one is the background then it needs a label, too.",
            labels=labels,
            classes=classes,
        )

    @classmethod
    def bad_labels(cls, path: Path, reason: str) -> Self:
        """Say why a file is not one of labels."""
        return cls(
            f"{path} is not a file of labels: {reason}. It must have one label a line, "
            "or lines such as 0:daisy, 1:rose.",
            path=path,
        )
