"""The error of the networks: an argument that no network of its kind can have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Self

from argscope._base.describe import describe
from argscope.errors import ArgScopeError, suggestion

__all__ = ["NetworkArgumentError"]

# The original's factory has them; preprocessing and training are of images.
_OF_VIDEOS: Final = ("i3d", "s3dg")


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
    def unknown(cls, name: str, known: Iterable[str]) -> Self:
        """Say that there is no network called `name`, and which there are."""
        names = tuple(known)
        problem = f"There is no network {name!r}.{suggestion(name, names)}"
        if name in _OF_VIDEOS:
            problem = (
                f"{name} takes videos; by name there are networks for images only. "
                f"Call argscope.nets.{name}.{name}."
            )
        return cls(
            f"{problem}\n  networks: {', '.join(names)}",
            name=name,
            known=names,
        )
