"""The distribution that is in effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from argscope._distribution.distribution import Distribution

_ACTIVE: Final[
    list[Distribution]
] = []  # of the process: threads compute on the same devices


def current() -> Distribution | None:
    """Return the distribution in effect; None where one device computes everything."""
    return _ACTIVE[-1] if _ACTIVE else None


def put(distribution: Distribution) -> None:
    """Let a distribution be in effect."""
    _ACTIVE.append(distribution)


def take(distribution: Distribution) -> None:
    """End it."""
    _ACTIVE.remove(distribution)
