"""When the values of two scopes count as equal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argscope._core.frozen import FrozenDict


def same(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    """Return whether two scopes, or the arguments of one target, are equal.

    Arrays, whose comparison has no single answer, are equal only to themselves.
    """
    return left.keys() == right.keys() and all(
        equal(value, right[key]) for key, value in left.items()
    )


def equal(left: Any, right: Any) -> bool:
    """Return whether two values are equal, or are the same object."""
    if left is right:
        return True
    if type(left) is FrozenDict and isinstance(right, dict):
        return same(left, right)
    try:
        return bool(left == right)
    except Exception:  # noqa: BLE001  # arrays: NumPy, JAX, torch raise different errors
        return False
