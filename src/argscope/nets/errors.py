"""The error of the networks: an argument that no network of its kind can have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from argscope._base.describe import describe
from argscope.errors import ArgScopeError, suggestion

__all__ = ["NetworkArgumentError"]


class NetworkArgumentError(ArgScopeError, ValueError):
    """An argument of a network has a value that the network cannot use."""

    @classmethod
    def about(cls, network: str, name: str, value: object, *, expected: str) -> Self:
        """Say what `network` got as its argument `name`, and what it `expected`."""
        return cls(
            f"{network}() got {name}={describe(value)}, expected {expected}.",
            network=network,
            name=name,
            value=value,
        )

    @classmethod
    def no_option(cls, network: str, option: str, takers: Iterable[str]) -> Self:
        """Say that `network` has no argument `option`, and which networks have it."""
        names = ", ".join(takers) or "none"
        return cls(
            f"{network}() takes no {option}.\n  networks that do: {names}",
            network=network,
            option=option,
        )

    @classmethod
    def unknown(cls, name: str, known: Iterable[str]) -> Self:
        """Say that there is no network called `name`, and which there are."""
        names = tuple(known)
        return cls(
            f"There is no network {name!r}.{suggestion(name, names)}\n"
            f"  networks: {', '.join(names)}",
            name=name,
            known=names,
        )
