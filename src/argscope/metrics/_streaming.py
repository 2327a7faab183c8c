"""A metric over a stream of batches: sums that grow, and a value made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from argscope._base.tensor import Tensor

Sums = dict[str, NDArray[Any]]


class StreamingMetric:
    """The value of a metric over all batches so far.

    Calling it, or `update`, takes one more batch and returns the new value. It unpacks
    as `value, update = metric`, the pair that TF-Slim returns: the value over the first
    batch, and the function that takes the next ones.

    Sums are float64 NumPy arrays on the host, whatever the backend: a float32 count
    stops at 2^24. Values are float32, as TF-Slim's.

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
        batch: tuple[Tensor, ...] = (),
        *,
        merge: Callable[[Sums, Sums], Sums] | None = None,
        empty: Any = 0,
    ) -> None:
        """Make a metric of functions.

        Args:
            name: What the metric is called.
            parts: Makes the sums of one batch.
            value: Makes the value of sums.
            batch: The first batch; none if its first part is None.
            merge: Makes the sums of two batches of theirs; None: adds them.
            empty: The value before the first batch.
        """
        self.name = name
        self._parts = parts
        self._value = value
        self._merge = merge or _added
        self._empty = np.float32(empty) if isinstance(empty, int | float) else empty
        self._sums: Sums | None = None
        if batch and batch[0] is not None:
            self.update(*batch)

    def update(self, *batch: Tensor, **named: Tensor) -> Any:
        """Take one more batch and return the new value.

        Args:
            batch: What the function that made the metric takes first, in its order:
                most often predictions, labels and weights.
            named: The same by name, such as `weights=[1, 0]`.

        Returns:
            The value over all batches so far, of the kind that this function tells.

        Raises:
            MetricError: The parts of the batch do not fit together.
        """
        new = self._parts(*batch, **named)
        self._sums = new if self._sums is None else self._merge(self._sums, new)
        return self.result()

    __call__ = update

    def result(self) -> Any:
        """Return the value over all batches; most often 0 before the first."""
        return self._empty if self._sums is None else self._value(self._sums)

    def reset(self) -> None:
        """Forget all batches."""
        self._sums = None

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
