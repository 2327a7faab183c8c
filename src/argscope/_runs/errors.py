"""The error of configurations."""

from __future__ import annotations

from typing import Self

from argscope._base.describe import describe
from argscope.errors import ArgScopeError

__all__ = ["ConfigError"]


class ConfigError(ArgScopeError, ValueError):
    """A field of a run's configuration has a value that makes no sense."""

    @classmethod
    def about(cls, field: str, value: object, *, expected: str) -> Self:
        """Say which `field` has which `value`, and what is `expected`."""
        return cls(
            f"{field} must be {expected}, got {describe(value)}.",
            field=field,
            value=value,
        )
