"""The ways to configure a call, one file each.

A peer is a module with `NEEDS`, the distribution to install (None: nothing), and
`cases()`, which imports it. Put a new file here and it is measured.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from benchmarks.timing import Case


def all_cases() -> tuple[list[Case], list[str]]:
    """Return the cases of every peer, and the names of those that are not installed."""
    cases: list[Case] = []
    absent: list[str] = []
    for info in iter_modules(__path__, prefix=f"{__name__}."):
        peer = import_module(info.name)
        try:
            cases += peer.cases()
        except ImportError:
            if peer.NEEDS is None:
                raise
            absent.append(peer.NEEDS)
    return cases, absent
