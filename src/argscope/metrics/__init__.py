"""TF-Slim's metrics over streams of batches."""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
from argscope.metrics._means import (
    count,
    streaming_accuracy,
    streaming_mean,
    streaming_mean_absolute_error,
    streaming_mean_cosine_distance,
    streaming_mean_relative_error,
    streaming_mean_squared_error,
    streaming_mean_tensor,
    streaming_percentage_less,
    streaming_root_mean_squared_error,
)
from argscope.metrics._streaming import StreamingMetric
from argscope.metrics.errors import MetricError

__all__ = [
    "MetricError",
    "StreamingMetric",
    "count",
    "streaming_accuracy",
    "streaming_mean",
    "streaming_mean_absolute_error",
    "streaming_mean_cosine_distance",
    "streaming_mean_relative_error",
    "streaming_mean_squared_error",
    "streaming_mean_tensor",
    "streaming_percentage_less",
    "streaming_root_mean_squared_error",
]
