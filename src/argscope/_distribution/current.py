"""The distribution that is in effect."""

from __future__ import annotations

from typing import Final

from argscope._distribution.distribution import Distribution

# Of the process, not of a thread: all threads compute on the same devices.
_LAST: Final[list[Distribution]] = []


def current() -> Distribution | None:
    """Return the distribution in effect; None where one device computes everything."""
    return _LAST[0] if _LAST and _LAST[0].is_open else None


def put(distribution: Distribution) -> None:
    """Let a distribution be the one that is in effect while it is open."""
    _LAST[:] = [distribution]
