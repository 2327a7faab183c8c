"""The batch that is computed now, and its parts: what layers and losses ask."""

from __future__ import annotations

from typing import Any

from argscope._distribution.current import current
from argscope._distribution.parts import Parts, UnevenParts


def parts_of_batch() -> Parts | None:
    """Return the parts, where a computation sees only one; None where it sees all."""
    distribution = current()
    return None if distribution is None else distribution.engine.parts()


def divisor_of(count: Any) -> Any:
    """Return what a sum over values of a batch is to be divided by, for their mean.

    Args:
        count: How many of the values count, of those that this computation sees.
    """
    parts = parts_of_batch()
    return parts.divisor(count) if isinstance(parts, UnevenParts) else count


def groups_of_batch() -> int:
    """Return how many parts of a batch batch_norm is to take by themselves, of those seen."""
    distribution = current()
    alone = distribution is not None and distribution.per_device_batch_norm
    return devices_of_batch() if alone else 1


def takes_parts_alone() -> bool:
    """Return whether batch_norm is to take this part by itself."""
    distribution = current()
    return distribution is not None and distribution.per_device_batch_norm


def devices_of_batch() -> int:
    """Return over how many devices the batch that a computation sees is cut."""
    distribution = current()
    if distribution is None or distribution.engine.parts() is not None:
        return 1
    return distribution.mesh.data
