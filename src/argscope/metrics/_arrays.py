"""Batches as NumPy arrays: squeezed, checked and weighted as TF-Slim does."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from argscope._base.tensor import Tensor
from argscope.metrics.errors import MetricError

Array = NDArray[Any]


def array(value: Tensor) -> Array:
    """Return a tensor of any backend, or numbers, as an array."""
    if isinstance(value, np.ndarray | list | tuple | int | float | bool | np.generic):
        return np.asarray(value)
    return np.asarray(keras.ops.convert_to_numpy(value))


def pair(metric: str, predictions: Tensor, labels: Tensor) -> tuple[Array, Array]:
    """Return both as arrays of one shape; a last axis of size 1 on one side goes."""
    first, second = array(predictions), array(labels)
    if first.ndim == second.ndim + 1 and first.shape[-1] == 1:
        first = first[..., 0]
    if second.ndim == first.ndim + 1 and second.shape[-1] == 1:
        second = second[..., 0]
    if first.shape != second.shape:
        raise MetricError.shapes(metric, ("predictions", first), ("labels", second))
    return first, second


def weights_of(metric: str, weights: Tensor, values: Array) -> Array:
    """Return weights of the shape of `values`: 1 where none are given."""
    if weights is None:
        return np.ones(values.shape)
    given = array(weights).astype("float64")
    if given.ndim == values.ndim + 1 and given.shape[-1] == 1:
        given = given[..., 0]
    if given.ndim == values.ndim - 1 and given.ndim > 0:
        given = given[..., None]
    fits = given.ndim in {0, values.ndim} and all(
        n in {1, m} for n, m in zip(given.shape, values.shape, strict=False)
    )
    if not fits:
        raise MetricError.shapes(metric, ("weights", given), ("values", values))
    return np.broadcast_to(given, values.shape)


def ratio(above: Tensor, below: Tensor) -> Tensor:
    """Return `above / below` in float32; 0 where `below` is not positive."""
    above, below = np.asarray(above, "float64"), np.asarray(below, "float64")
    safe = np.where(below > 0, below, 1)
    return np.where(below > 0, above / safe, 0).astype("float32")[()]


def quotient(above: Tensor, below: Tensor) -> Tensor:
    """Return `above / below` in float32; not a number where both are 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.float32(np.divide(above, below))
