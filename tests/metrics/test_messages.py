"""The whole text of every error of the metrics."""

import pytest

from argscope import ArgScopeError, metrics

CASES = [
    (lambda: metrics.streaming_accuracy([1, 2], [1, 2, 3]),
     "streaming_accuracy() got predictions of shape (2,) and labels of shape (3,), which "
     "do not fit together."),
    (lambda: metrics.streaming_mean([1, 2], weights=[1, 2, 3]),
     "streaming_mean() got weights of shape (3,) and values of shape (2,), which do not "
     "fit together."),
    (lambda: metrics.streaming_sparse_recall_at_k([[0.1, 0.9]], [[1], [0]], k=1),
     "streaming_sparse_recall_at_k() got predictions of shape (1, 1) and labels of shape "
     "(2, 1), which do not fit together."),
    (lambda: metrics.streaming_recall_at_k([[0.1, 0.9]], [[1]], k=1),
     "streaming_recall_at_k() got predictions of shape (1, 2) and labels of shape (1, 1), "
     "which do not fit together."),
    (lambda: metrics.streaming_recall_at_k([[0.1, 0.9]], [1]),
     "streaming_recall_at_k() got k=None, expected a number of classes."),
    (lambda: metrics.streaming_sparse_precision_at_k(k=0),
     "streaming_sparse_precision_at_k() got k=0, expected a number of classes."),
    (lambda: metrics.streaming_sparse_precision_at_k([[0.1, 0.9]], [[1]], k=3),
     "streaming_sparse_precision_at_k() got k=3, expected 1 to 2, the number of classes."),
    (lambda: metrics.streaming_mean_iou([0, 3], [0, 1], num_classes=3),
     "streaming_mean_iou() got 3 in predictions, expected classes 0 to 2."),
    (lambda: metrics.streaming_mean_iou([0, 1], [0, -1], num_classes=3),
     "streaming_mean_iou() got -1 in labels, expected classes 0 to 2."),
    (lambda: metrics.streaming_mean_iou([0], [0]),
     "streaming_mean_iou() got num_classes=None, expected 1 or more."),
    (lambda: metrics.cohen_kappa([0], [0], num_classes=1),
     "cohen_kappa() got num_classes=1, expected 2 or more."),
    (lambda: metrics.streaming_auc([0.5, 1.5], [0, 1]),
     "streaming_auc() got 1.5 in predictions, expected probabilities from 0 to 1."),
    (lambda: metrics.streaming_auc(curve="roc"),
     "streaming_auc() got curve='roc', expected 'ROC' or 'PR'."),
    (lambda: metrics.streaming_auc(num_thresholds=1),
     "streaming_auc() got num_thresholds=1, expected 2 or more."),
    (lambda: metrics.streaming_precision_at_thresholds([0.5], [1]),
     "streaming_precision_at_thresholds() got thresholds=(), expected one number or more."),
    (lambda: metrics.recall_at_precision(precision=60),
     "recall_at_precision() got precision=60, expected a number from 0 to 1."),
    (lambda: metrics.auc_with_confidence_intervals(alpha=95),
     "auc_with_confidence_intervals() got alpha=95, expected a number between 0 and 1."),
    (lambda: metrics.auc_using_histogram(score_range=(1.0, 1.0)),
     "auc_using_histogram() got score_range=(1.0, 1.0), expected (low, high)."),
    (lambda: metrics.streaming_dynamic_auc([0, 2], [0.1, 0.2]),
     "streaming_dynamic_auc() got 2 in labels, expected 0 or 1."),
    (lambda: metrics.streaming_concat([1, 2], axis=1),
     "streaming_concat() got axis=1, expected an axis of (2,)."),
    (lambda: metrics.streaming_concat([[1, 2]]).update([[1, 2, 3]]),
     "streaming_concat() got values of shape (1, 3) and earlier ones of shape (1, 2), "
     "which do not fit together."),
    (metrics.aggregate_metrics,
     "aggregate_metrics() got value_update_tuples=(), expected one metric or more."),
]  # fmt: skip


@pytest.mark.parametrize(("action", "text"), CASES)
def test_error_says_exactly(action, text):
    with pytest.raises(ArgScopeError) as caught:
        action()
    assert str(caught.value) == text
    assert type(caught.value) is metrics.MetricError
