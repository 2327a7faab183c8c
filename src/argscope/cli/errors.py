"""The error of options that do not fit together."""

from __future__ import annotations

from typing import Self

from argscope.errors import ArgScopeError

__all__ = ["OptionError"]


class OptionError(ArgScopeError, ValueError):
    """An option is missing, or it is not one of this kind of the command."""

    @classmethod
    def missing(cls, option: str, *, meaning: str) -> Self:
        """Say which `option` must be given, and what it means."""
        return cls(f"{option} is missing: {meaning}.", option=option)

    @classmethod
    def misplaced(cls, option: str, *, here: str, there: str) -> Self:
        """Say that the `option` means nothing `here`, but does `there`."""
        return cls(
            f"{option} is not an option {here}; {there} it would be.", option=option
        )

    @classmethod
    def out_of_range(cls, option: str, value: float, *, expected: str) -> Self:
        """Say what the value of the `option` must be."""
        return cls(f"{option} must be {expected}, got {value}.", option=option)
