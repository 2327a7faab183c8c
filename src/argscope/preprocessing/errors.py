"""The errors of preparing images for networks."""

from __future__ import annotations

from typing import Self

from argscope.errors import ArgScopeError, suggestion

__all__ = ["UnknownNetworkError"]


class UnknownNetworkError(ArgScopeError, LookupError):
    """It is not known what a network was trained with."""

    @classmethod
    def about(cls, name: str, known: tuple[str, ...]) -> Self:
        """Say which names are known, by their beginning."""
        return cls(
            f"No preprocessing is known for a network {name!r}."
            f"{suggestion(name, known)}\n"
            f"  known are names that begin with: {', '.join(known)}\n"
            "Or take one from argscope.preprocessing.PREPROCESSING.",
            name=name,
        )
