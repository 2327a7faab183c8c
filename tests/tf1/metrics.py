"""The metrics that are recorded, and three batches for them."""

import numpy as np

METRICS = (
    "tf.metrics.mean(p)",
    "tf.metrics.mean(p, weights=w)",
    "tf.metrics.mean(pair, weights=column)",
    "tf.metrics.mean_tensor(fixed)",
    "tf.metrics.percentage_below(p, 0.5)",
    "tf.metrics.accuracy(c, d)",
    "tf.metrics.accuracy(c, d, weights=w, name='right')",
    "tf.metrics.accuracy(c, tf.expand_dims(d, 1))",
    "tf.metrics.mean_absolute_error(y, p)",
    "tf.metrics.mean_squared_error(y, p, weights=w)",
    "tf.metrics.root_mean_squared_error(y, p)",
    "tf.metrics.true_positives(y, p > 0.5)",
    "tf.metrics.true_negatives(y, p > 0.5)",
    "tf.metrics.false_positives(y, p > 0.5, weights=w)",
    "tf.metrics.false_negatives(y, p > 0.5)",
    "tf.metrics.precision(y, p > 0.5)",
    "tf.metrics.recall(y, p > 0.5, weights=w)",
    "tf.metrics.mean_iou(c, d, 4)",
    "tf.metrics.mean_iou(c, d, num_classes=3, weights=w)",
    "tf.metrics.mean_per_class_accuracy(c, d, 3)",
    "tf.metrics.auc(y, p)",
    "tf.metrics.auc(y, p, w, num_thresholds=7)",
    "tf.metrics.auc(y, p, curve='PR')",
)

_RANDOM = np.random.RandomState(7)
BATCHES = [
    {
        "p": _RANDOM.rand(size).astype("float32"),
        "y": _RANDOM.randint(0, 2, size).astype("float32"),
        "w": _RANDOM.rand(size).astype("float32"),
        "c": _RANDOM.randint(0, 3, size).astype("int32"),
        "d": _RANDOM.randint(0, 3, size).astype("int32"),
        "pair": _RANDOM.rand(size, 2).astype("float32"),
        "column": _RANDOM.rand(size, 1).astype("float32"),
        "fixed": _RANDOM.rand(2, 3).astype("float32"),
    }
    for size in (5, 3, 5)
]


def placeholders(tf):
    """Return what the calls are of, by name."""
    return {
        name: tf.placeholder(
            value.dtype, [2, 3] if name == "fixed" else [None, *value.shape[1:]], name
        )
        for name, value in BATCHES[0].items()
    }
