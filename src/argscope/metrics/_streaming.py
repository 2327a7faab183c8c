"""A metric over a stream of batches: sums that grow, and a value made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Sums = dict[str, NDArray[Any]]


class StreamingMetric:
    """The value of a metric over all batches so far.

    Calling it, or `update`, takes one more batch and returns the new value. It unpacks
    as `value, update = metric`, the pair that TF-Slim returns.

    Sums are float64 NumPy arrays on the host, whatever the backend; values are float32,
    as TF-Slim's.

    Example:
        >>> from argscope import metrics
        >>> accuracy = metrics.streaming_accuracy([0, 1], [0, 0])
        >>> float(accuracy.result())
        0.5
        >>> float(accuracy.update([1, 1], [1, 1]))
        0.75
        >>> accuracy.reset()
        >>> float(accuracy.result())
        0.0
    """

    def __init__(
        self,
        name: str,
        parts: Callable[..., Sums],
        value: Callable[[Sums], Any],
        batch: tuple[Any, ...] = (),
        merge: Callable[[Sums, Sums], Sums] | None = None,
        empty: Sums | None = None,
    ) -> None:
        self.name = name
        self._parts = parts
        self._value = value
        self._merge = merge or _added
        self._empty = empty or {}
        self._sums: Sums = dict(self._empty)
        if batch and batch[0] is not None:
            self.update(*batch)

    def update(self, *batch: Any, weights: Any = None) -> Any:
        """Take one more batch, as the function that made the metric; return the value."""
        given = {} if weights is None else {"weights": weights}
        new = self._parts(*batch, **given)
        self._sums = self._merge(self._sums, new) if self._sums else new
        return self.result()

    __call__ = update

    def result(self) -> Any:
        """Return the value over all batches; 0 before the first."""
        return self._value(self._sums) if self._sums else np.float32(0)

    def reset(self) -> None:
        """Forget all batches."""
        self._sums = dict(self._empty)

    def __iter__(self) -> Iterator[Any]:
        yield self.result()
        yield self.update

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        del copy
        return np.asarray(self.result(), dtype)

    def __float__(self) -> float:
        return float(self.result())

    def __repr__(self) -> str:
        return f"<StreamingMetric {self.name}: {self.result()}>"


def _added(old: Sums, new: Sums) -> Sums:
    return {name: old[name] + new[name] for name in new}
