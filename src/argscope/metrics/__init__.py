"""TF-Slim's metrics over streams of batches: one value over all batches so far.

A function of the original makes a metric and, if it is given a batch, takes it:

```python
accuracy = streaming_accuracy()
for images, labels in batches:
    accuracy.update(model.predict(images).argmax(-1), labels)
print(accuracy.result())
```

Arguments and their order are TF-Slim's: most often predictions, labels and weights, and
labels first where it has them first. Batches are arrays of NumPy or of any backend. Those
that had a meaning in graphs only are accepted and taken off (`_graph_arguments.py`).
"""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
from argscope.metrics._accuracy import (
    accuracy,
    streaming_accuracy,
)
from argscope.metrics._aggregate import (
    aggregate_metric_map,
    aggregate_metrics,
)
from argscope.metrics._at_thresholds import (
    streaming_false_negative_rate_at_thresholds,
    streaming_false_negatives_at_thresholds,
    streaming_false_positive_rate_at_thresholds,
    streaming_false_positives_at_thresholds,
    streaming_precision_at_thresholds,
    streaming_recall_at_thresholds,
    streaming_true_negatives_at_thresholds,
    streaming_true_positives_at_thresholds,
)
from argscope.metrics._average_precision import (
    streaming_sparse_average_precision_at_k,
    streaming_sparse_average_precision_at_top_k,
)
from argscope.metrics._buckets import (
    PrecisionRecall,
    auc_using_histogram,
    precision_recall_at_equal_thresholds,
)
from argscope.metrics._concat import (
    streaming_concat,
)
from argscope.metrics._confusion import (
    cohen_kappa,
    streaming_mean_iou,
)
from argscope.metrics._correlation import (
    streaming_covariance,
    streaming_pearson_correlation,
)
from argscope.metrics._counts import (
    streaming_false_negative_rate,
    streaming_false_negatives,
    streaming_false_positive_rate,
    streaming_false_positives,
    streaming_precision,
    streaming_recall,
    streaming_true_negatives,
    streaming_true_positives,
)
from argscope.metrics._curves import (
    streaming_auc,
    streaming_curve_points,
)
from argscope.metrics._exact_areas import (
    AucInterval,
    auc_with_confidence_intervals,
    streaming_dynamic_auc,
)
from argscope.metrics._mean_errors import (
    streaming_mean_absolute_error,
    streaming_mean_cosine_distance,
    streaming_mean_relative_error,
    streaming_mean_squared_error,
    streaming_root_mean_squared_error,
)
from argscope.metrics._means import (
    count,
    streaming_mean,
    streaming_mean_tensor,
    streaming_percentage_less,
)
from argscope.metrics._operating_points import (
    f1_score,
    precision_at_recall,
    recall_at_precision,
    streaming_sensitivity_at_specificity,
    streaming_specificity_at_sensitivity,
)
from argscope.metrics._streaming import (
    StreamingMetric,
)
from argscope.metrics._top_k import (
    sparse_recall_at_top_k,
    streaming_recall_at_k,
    streaming_sparse_precision_at_k,
    streaming_sparse_precision_at_top_k,
    streaming_sparse_recall_at_k,
)
from argscope.metrics.errors import MetricError

__all__ = [
    "AucInterval",
    "MetricError",
    "PrecisionRecall",
    "StreamingMetric",
    "accuracy",
    "aggregate_metric_map",
    "aggregate_metrics",
    "auc_using_histogram",
    "auc_with_confidence_intervals",
    "cohen_kappa",
    "count",
    "f1_score",
    "precision_at_recall",
    "precision_recall_at_equal_thresholds",
    "recall_at_precision",
    "sparse_recall_at_top_k",
    "streaming_accuracy",
    "streaming_auc",
    "streaming_concat",
    "streaming_covariance",
    "streaming_curve_points",
    "streaming_dynamic_auc",
    "streaming_false_negative_rate",
    "streaming_false_negative_rate_at_thresholds",
    "streaming_false_negatives",
    "streaming_false_negatives_at_thresholds",
    "streaming_false_positive_rate",
    "streaming_false_positive_rate_at_thresholds",
    "streaming_false_positives",
    "streaming_false_positives_at_thresholds",
    "streaming_mean",
    "streaming_mean_absolute_error",
    "streaming_mean_cosine_distance",
    "streaming_mean_iou",
    "streaming_mean_relative_error",
    "streaming_mean_squared_error",
    "streaming_mean_tensor",
    "streaming_pearson_correlation",
    "streaming_percentage_less",
    "streaming_precision",
    "streaming_precision_at_thresholds",
    "streaming_recall",
    "streaming_recall_at_k",
    "streaming_recall_at_thresholds",
    "streaming_root_mean_squared_error",
    "streaming_sensitivity_at_specificity",
    "streaming_sparse_average_precision_at_k",
    "streaming_sparse_average_precision_at_top_k",
    "streaming_sparse_precision_at_k",
    "streaming_sparse_precision_at_top_k",
    "streaming_sparse_recall_at_k",
    "streaming_specificity_at_sensitivity",
    "streaming_true_negatives",
    "streaming_true_negatives_at_thresholds",
    "streaming_true_positives",
    "streaming_true_positives_at_thresholds",
]
