"""Values that mean something to a scope, each one single object per process."""

from __future__ import annotations

from typing import Final, final


@final
class Marker:
    """A named constant that pickles and copies to itself."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<{self.name.lower()}>"

    def __reduce__(self) -> str:
        return self.name


ANY: Final = Marker("ANY")
"""The target of a default that is meant for every scoped callable with that argument."""

DEFAULT: Final = Marker("DEFAULT")
"""The value that hands an argument back to the callable's own default."""

UNSET: Final = Marker("UNSET")
"""In a `diff`, the side of a scope that says nothing about the argument."""

ANY_KEY: Final = "*"
"""The key of `ANY` in an `ArgScope`; no callable can have it."""
