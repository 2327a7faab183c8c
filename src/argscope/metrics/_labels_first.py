"""Functions made of functions: the order of their arguments, and what they are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from argscope.metrics._streaming import StreamingMetric, Sums


def labels_first(parts: Callable[..., Sums]) -> Callable[..., Sums]:
    """Return `parts` of predictions, labels and weights with labels before predictions."""

    def turned(labels: Any, predictions: Any, weights: Any = None) -> Sums:
        return parts(predictions, labels, weights)

    return turned


def called(
    name: str, doc: str, function: Callable[..., StreamingMetric]
) -> Callable[..., StreamingMetric]:
    """Return a public function of the package with its name and docstring."""
    function.__name__ = function.__qualname__ = name
    function.__module__ = "argscope.metrics"
    function.__doc__ = doc
    return function
