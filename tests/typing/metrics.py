"""What type checkers know of the arguments of metrics. This file is checked, not run."""

from typing import assert_type

from argscope import metrics
from argscope.metrics import StreamingMetric

# A function and its siblings take the same, and the collections of TF-Slim by name.
assert_type(metrics.streaming_precision([1], [1], 2.0), StreamingMetric)
assert_type(metrics.streaming_recall([1], [1], weights=[1]), StreamingMetric)
assert_type(
    metrics.streaming_auc(
        [0.5], [1], metrics_collections=["a"], updates_collections=["b"], curve="PR"
    ),
    StreamingMetric,
)
metrics.streaming_recall(metrics_collections=["a"], name="recall")
metrics.streaming_recall_at_thresholds([0.5], [1], [0.1], updates_collections=["b"])
metrics.auc_using_histogram(collections=["a"], check_shape=False)
metrics.precision_recall_at_equal_thresholds(use_locking=True)
metrics.accuracy([1], [1], name="accuracy")

metrics.streaming_precision(metric_collections=["a"])  # type: ignore[call-arg]
metrics.streaming_recall(use_locking=True)  # type: ignore[call-arg]
metrics.streaming_recall(name=1)  # type: ignore[arg-type]
metrics.streaming_recall_at_thresholds(thresholds=0.5)  # type: ignore[arg-type]
