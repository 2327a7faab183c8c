"""Every error of the metrics: which metric, what it got, what was expected."""

from __future__ import annotations

from typing import Self

from argscope._base.describe import describe
from argscope._base.tensor import Tensor
from argscope.errors import ArgScopeError

__all__ = ["MetricError"]


class MetricError(ArgScopeError, ValueError):
    """A metric got values that do not fit together, or outside of their range.

    Example:
        >>> from argscope import metrics
        >>> try:
        ...     metrics.streaming_auc(num_thresholds=1)
        ... except metrics.MetricError as error:
        ...     print(error)
        streaming_auc() got num_thresholds=1, expected 2 or more.
    """

    @classmethod
    def shapes(
        cls, metric: str, first: tuple[str, Tensor], second: tuple[str, Tensor]
    ) -> Self:
        """Say which two arguments, each `(name, array)`, do not fit."""
        return cls(
            f"{metric}() got {first[0]} of shape {first[1].shape} and {second[0]} of shape "
            f"{second[1].shape}, which do not fit together.",
            metric=metric,
        )

    @classmethod
    def about(cls, metric: str, name: str, value: object, *, expected: str) -> Self:
        """Say what `metric` got as its argument `name`, and what it `expected`."""
        return cls(
            f"{metric}() got {name}={describe(value)}, expected {expected}.",
            metric=metric,
            name=name,
        )

    @classmethod
    def values(cls, metric: str, name: str, worst: object, *, expected: str) -> Self:
        """Say which number in the argument `name` is outside of its range."""
        return cls(
            f"{metric}() got {worst} in {name}, expected {expected}.",
            metric=metric,
            name=name,
        )
