"""The errors of preparing images."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from argscope._base.describe import describe
from argscope.errors import ArgScopeError, listing, suggestion

__all__ = ["EmptyImageError", "ImageSizeError", "UnknownNetworkError"]


class UnknownNetworkError(ArgScopeError, LookupError):
    """No way of preparing images is known for a network of this name."""

    @classmethod
    def about(cls, name: object, *, known: Iterable[str]) -> Self:
        """Say which names are `known`, the closest one first."""
        known = tuple(known)
        return cls(
            f"for_network() got {describe(name)}, which is not a network of TF-Slim."
            f"{suggestion(str(name), known)} For a network of your own, choose from "
            f"PREPROCESSING.{listing('known', known)}",
            name=name,
            known=known,
        )


class ImageSizeError(ArgScopeError, ValueError):
    """An image of a size that no image can have was asked for."""

    @classmethod
    def about(cls, family: str, size: object) -> Self:
        """Say which `size` the `family` was asked for."""
        return cls(
            f"The {family} preprocessing got size={describe(size)}, expected (height, "
            "width) in pixels: two whole numbers of at least 1.",
            family=family,
            size=size,
        )


class EmptyImageError(ArgScopeError, ValueError):
    """An image has no pixels."""

    @classmethod
    def about(cls, height: int, width: int) -> Self:
        """Say what the size of the image is."""
        return cls(
            f"An image of height {height} and width {width} has no pixels, so nothing "
            "can be made of it. Leave it out of the data.",
            height=height,
            width=width,
        )
