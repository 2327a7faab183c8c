"""Batches of which a computation sees one part: what it needs to know of the others.

On JAX a program is written for the whole batch, and its compiler cuts it. On torch and
TensorFlow each device runs the program with its own images.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from argscope._distribution.current import current


class Parts(Protocol):
    """The parts of the batch that is computed now, equally large."""

    count: int
    """How many there are."""

    def sum(self, values: Any) -> Any:
        """Return the sum of a tensor over all parts; its gradient is summed likewise."""

    def own(self, whole: Any) -> Any:
        """Return the rows of this part, of a tensor with rows for the whole batch."""


@runtime_checkable
class UnevenParts(Parts, Protocol):
    """Parts that may differ in size: one of them may even be empty."""

    def total(self, size: Any) -> Any:
        """Return the sum of a number, of one for each part, as an integer tensor."""

    def divisor(self, count: Any) -> Any:
        """Return what a part divides a sum over its values by.

        So that the mean over all parts, each of which counts as it has images, is the
        sum over the whole batch, divided by the `count` of all parts.
        """


def divisor_of(count: Any) -> Any:
    """Return what a sum over values of a batch is to be divided by, for their mean.

    Args:
        count: How many of the values count, of those that this computation sees.
    """
    parts = parts_of_batch()
    return parts.divisor(count) if isinstance(parts, UnevenParts) else count


def total_of(parts: Parts, size: Any) -> Any:
    """Return the sum of a number, such as that of rows, over all parts.

    Args:
        parts: The parts.
        size: The number of this part.
    """
    return parts.total(size) if isinstance(parts, UnevenParts) else size * parts.count


def parts_of_batch() -> Parts | None:
    """Return the parts, where a computation sees only one; None where it sees all."""
    distribution = current()
    return None if distribution is None else distribution.engine.parts()


def groups_of_batch() -> int:
    """Return how many parts of a batch batch_norm is to take by themselves, of those seen."""
    distribution = current()
    if distribution is None or not distribution.per_device_batch_norm:
        return 1
    return 1 if distribution.engine.parts() is not None else distribution.mesh.data


def takes_parts_alone() -> bool:
    """Return whether batch_norm is to take this part by itself."""
    distribution = current()
    return distribution is not None and distribution.per_device_batch_norm
