"""What all metrics share: local variables, and how a metric's two tensors are handed out.

A metric gives `(value, update_op)`: what it is now, and what it is after another batch,
which computing it adds.

Source:
    tensorflow/python/ops/metrics_impl.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, final

import keras
import numpy as np

from argscope.tf1._graph.op import SYMBOLS
from argscope.tf1._names.collections import GraphKeys, add_to_collections
from argscope.tf1._ops.values import dtype_of


@final
class _Names:
    """The namespace, looked up when something of it is used."""

    def __getattr__(self, name: str) -> Any:
        return SYMBOLS[name]


tf: Final[Any] = _Names()


def wide_float() -> str:
    """Return the widest type of real numbers that the backend has; JAX has no float64."""
    return str(dtype_of(keras.ops.convert_to_tensor(np.float64(0))))


def metric_variable(shape: Any, dtype: str, name: str) -> Any:
    """Return a local variable of zeros."""
    return tf.Variable(
        tf.zeros(shape, dtype),
        trainable=False,
        collections=[GraphKeys.LOCAL_VARIABLES, GraphKeys.METRIC_VARIABLES],
        name=name,
    )


SYMBOLS["python.ops.metrics_impl.metric_variable"] = metric_variable


@contextmanager
def scope_of(name: str | None, default: str) -> Iterator[None]:
    """Open the scope of a metric: its variables and tensors are named in it."""
    with tf.variable_scope(name, default):
        yield


def published(
    value: Any, update: Any, metrics_collections: Any, updates_collections: Any
) -> tuple[Any, Any]:
    """Put a metric into the collections that the program names, and return it."""
    add_to_collections(metrics_collections, value)
    add_to_collections(updates_collections, update)
    return value, update


def ratio(numerator: Any, denominator: Any, name: str | None = None) -> Any:
    """Return a quotient, which is 0 where the divisor is 0 or less."""
    is_positive = tf.greater(denominator, 0)
    safe = tf.where(is_positive, denominator, tf.ones_like(denominator))
    quotient = tf.realdiv(numerator, safe)
    return tf.where(is_positive, quotient, tf.zeros_like(quotient), name=name)


def added(variable: Any, amount: Any) -> Any:
    """Return what adds to a variable, and gives what it is then."""
    return tf.assign_add(variable, amount)


def weights_like(weights: Any, values: Any, dtype: str = "float32") -> Any:
    """Return weights of the shape of values; axes of size 1 stand for all.

    Raises:
        ValueError: They do not fit.
    """
    weights = tf.cast(tf.convert_to_tensor(weights), dtype)
    of_weights, of_values = weights.shape.ndims, values.shape.ndims
    if of_weights is not None and of_values is not None:
        if of_weights == of_values + 1:
            weights = tf.squeeze(weights, [-1])
        elif of_weights and of_weights + 1 == of_values:
            weights = tf.expand_dims(weights, -1)
        elif of_weights not in (0, of_values):
            raise ValueError(
                "weights can not be broadcast to values. values.rank="
                f"{of_values}. weights.rank={of_weights}. values.shape={values.shape}. "
                f"weights.shape={weights.shape}."
            )
    return weights * tf.ones_like(values, dtype)


def without_last_one(predictions: Any, labels: Any) -> tuple[Any, Any]:
    """Return predictions and labels of one rank: a last axis of size 1 is left out."""
    predictions = tf.convert_to_tensor(predictions)
    labels = tf.convert_to_tensor(labels)
    of_predictions, of_labels = predictions.shape.ndims, labels.shape.ndims
    if of_predictions == of_labels + 1:
        return tf.squeeze(predictions, [-1]), labels
    if of_labels == of_predictions + 1:
        return predictions, tf.squeeze(labels, [-1])
    predictions.shape.assert_is_compatible_with(labels.shape)
    return predictions, labels
