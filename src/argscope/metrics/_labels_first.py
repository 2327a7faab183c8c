"""The order of arguments of the metrics that take labels before predictions."""

from __future__ import annotations

from collections.abc import Callable

from argscope._base.tensor import Tensor
from argscope.metrics._streaming import Sums


def labels_first(parts: Callable[..., Sums]) -> Callable[..., Sums]:
    """Return `parts` of predictions, labels and weights with labels before predictions."""

    def turned(labels: Tensor, predictions: Tensor, weights: Tensor = None) -> Sums:
        return parts(predictions, labels, weights)

    return turned
