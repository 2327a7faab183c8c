"""The errors of the networks: arguments and images that no network of its kind can have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Self

from argscope._base.describe import describe
from argscope.errors import ArgScopeError, suggestion

__all__ = ["ImageSizeError", "NetworkArgumentError"]

# The factory has them; preprocessing, training and predictions are of images.
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
        problem = f"There is no network {name!r}.{suggestion(name, names)}"
        if name in _OF_VIDEOS:
            problem = (
                f"{name} takes videos, and this is about images. "
                f"In a program, call argscope.nets.{name}.{name}."
            )
        return cls(
            f"{problem}\n  networks: {', '.join(names)}",
            name=name,
            known=names,
        )


class ImageSizeError(ArgScopeError, ValueError):
    """Images are too small for a network, or so large that it has an answer too many."""

    @classmethod
    def positions_left(cls, positions: str, scope: str) -> Self:
        """Say that `positions` such as `2 x 2` are left where one is to be squeezed."""
        return cls(
            f"{positions} positions are left of the images in {scope}, and "
            "spatial_squeeze=True drops only axes of size 1. Give smaller images, or build "
            "the network with spatial_squeeze=False.",
            positions=positions,
            scope=scope,
        )

    @classmethod
    def too_large(
        cls,
        network: str,
        size: str,
        published: int,
        positions: str,
        ways: Sequence[str],
    ) -> Self:
        """Say which images fit, and which options let these fit."""
        pooled = f"{' and '.join(ways)} (one answer an image) or " if ways else ""
        return cls(
            f"{network}() got images of {size} pixels, of which {positions} positions are "
            "left at its end, and spatial_squeeze=True drops only axes of size 1. Give "
            f"images of {published} x {published} pixels, or build it with {pooled}"
            "spatial_squeeze=False (one answer a position).",
            network=network,
        )

    @classmethod
    def too_small(
        cls, network: str, size: str, published: int, why: object, ways: Sequence[str]
    ) -> Self:
        """Say which images fit, and with which options these could fit."""
        built = f", or build it with {' and '.join(ways)}" if ways else ""
        return cls(
            f"{network}() got images of {size} pixels, which are too small for it. Give "
            f"images of {published} x {published} pixels{built}.\n  {why}",
            network=network,
        )
