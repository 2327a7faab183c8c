"""Metrics, and two batches for them: what is recorded from TensorFlow and computed here."""

import numpy as np

SIZE = 12


def batch(seed):
    """Return values by names: scores, targets, weights, classes, flags, logits."""
    random = np.random.RandomState(seed)
    return {
        "s": random.rand(SIZE).astype("float32"),
        "t": random.rand(SIZE).astype("float32"),
        "w": random.randint(0, 3, SIZE).astype("float32"),
        "c": random.randint(0, 3, SIZE).astype("int32"),
        "d": random.randint(0, 3, SIZE).astype("int32"),
        "b": random.rand(SIZE) > 0.5,
        "e": random.rand(SIZE) > 0.4,
        "l": random.rand(SIZE, 4).astype("float32"),
    }


CASES = {
    "mean": lambda tf, f: tf.metrics.mean(f["s"]),
    "mean weighted": lambda tf, f: tf.metrics.mean(f["s"], weights=f["w"]),
    "mean_tensor": lambda tf, f: tf.metrics.mean_tensor(f["s"]),
    "accuracy": lambda tf, f: tf.metrics.accuracy(f["c"], f["d"]),
    "accuracy weighted": lambda tf, f: tf.metrics.accuracy(f["c"], f["d"], f["w"]),
    "mean_absolute_error": lambda tf, f: tf.metrics.mean_absolute_error(f["s"], f["t"]),
    "mean_squared_error": lambda tf, f: tf.metrics.mean_squared_error(
        f["s"], f["t"], f["w"]
    ),
    "root_mean_squared_error": lambda tf, f: tf.metrics.root_mean_squared_error(
        f["s"], f["t"]
    ),
    "mean_relative_error": lambda tf, f: tf.metrics.mean_relative_error(
        f["s"], f["t"], f["t"]
    ),
    "mean_cosine_distance": lambda tf, f: tf.metrics.mean_cosine_distance(
        f["l"], f["l"], 1
    ),
    "percentage_below": lambda tf, f: tf.metrics.percentage_below(f["s"], 0.4),
    "true_positives": lambda tf, f: tf.metrics.true_positives(f["b"], f["e"]),
    "false_positives": lambda tf, f: tf.metrics.false_positives(f["b"], f["e"], f["w"]),
    "true_negatives": lambda tf, f: tf.metrics.true_negatives(f["b"], f["e"]),
    "false_negatives": lambda tf, f: tf.metrics.false_negatives(f["b"], f["e"]),
    "precision": lambda tf, f: tf.metrics.precision(f["b"], f["e"], f["w"]),
    "recall": lambda tf, f: tf.metrics.recall(f["b"], f["e"]),
    "precision_at_thresholds": lambda tf, f: tf.metrics.precision_at_thresholds(
        f["b"], f["s"], [0.2, 0.5]
    ),
    "recall_at_thresholds": lambda tf, f: tf.metrics.recall_at_thresholds(
        f["b"], f["s"], [0.2, 0.5], f["w"]
    ),
    "true_positives_at_thresholds": lambda tf, f: (
        tf.metrics.true_positives_at_thresholds(f["b"], f["s"], [0.2, 0.5])
    ),
    "auc": lambda tf, f: tf.metrics.auc(f["b"], f["s"]),
    "auc weighted": lambda tf, f: tf.metrics.auc(
        f["b"], f["s"], f["w"], num_thresholds=20
    ),
    "auc PR": lambda tf, f: tf.metrics.auc(f["b"], f["s"], curve="PR"),
    "auc careful": lambda tf, f: tf.metrics.auc(
        f["b"], f["s"], curve="PR", summation_method="careful_interpolation"
    ),
    "auc minoring": lambda tf, f: tf.metrics.auc(
        f["b"], f["s"], summation_method="minoring"
    ),
    "auc majoring": lambda tf, f: tf.metrics.auc(
        f["b"], f["s"], summation_method="majoring"
    ),
    "sensitivity_at_specificity": lambda tf, f: tf.metrics.sensitivity_at_specificity(
        f["b"], f["s"], 0.6
    ),
    "specificity_at_sensitivity": lambda tf, f: tf.metrics.specificity_at_sensitivity(
        f["b"], f["s"], 0.6
    ),
    "mean_iou": lambda tf, f: tf.metrics.mean_iou(f["c"], f["d"], 4),
    "mean_iou weighted": lambda tf, f: tf.metrics.mean_iou(f["c"], f["d"], 4, f["w"]),
    "mean_per_class_accuracy": lambda tf, f: tf.metrics.mean_per_class_accuracy(
        f["c"], f["d"], 4
    ),
    "recall_at_k": lambda tf, f: tf.metrics.recall_at_k(
        tf.cast(f["c"], tf.int64), f["l"], 2
    ),
    "recall_at_k class": lambda tf, f: tf.metrics.recall_at_k(
        tf.cast(f["c"], tf.int64), f["l"], 2, class_id=1
    ),
    "recall_at_k many": lambda tf, f: tf.metrics.recall_at_k(
        tf.stack([tf.cast(f["c"], tf.int64), tf.cast(f["d"], tf.int64)], 1),
        f["l"],
        2,
        weights=f["w"],
    ),
    "precision_at_k": lambda tf, f: tf.metrics.precision_at_k(
        tf.cast(f["c"], tf.int64), f["l"], 2
    ),
    "precision_at_k class": lambda tf, f: tf.metrics.precision_at_k(
        tf.cast(f["c"], tf.int64), f["l"], 2, class_id=1
    ),
}


def computed(tf):
    """Return by names what each metric gives after each batch, its value, its variables."""
    batches = [batch(1), batch(2)]
    with tf.Graph().as_default() as graph:
        fed = {
            name: tf.placeholder(tf.as_dtype(value.dtype.name), value.shape)
            for name, value in batches[0].items()
        }
        metrics, variables = {}, {}
        for name, make in CASES.items():
            before = len(tf.local_variables())
            with tf.name_scope(None):
                metrics[name] = make(tf, fed)
            variables[name] = [v.op.name for v in tf.local_variables()[before:]]
        updates = {name: update for name, (_, update) in metrics.items()}
        values = {name: value for name, (value, _) in metrics.items()}
        with tf.Session(graph=graph) as session:
            session.run(tf.local_variables_initializer())
            results = [
                session.run(updates, {fed[name]: value for name, value in each.items()})
                for each in batches
            ]
            found = session.run(values)
        assert tf.global_variables() == []
    return {
        name: {
            "updates": [np.asarray(each[name]).tolist() for each in results],
            "value": np.asarray(found[name]).tolist(),
            "variables": variables[name],
        }
        for name in CASES
    }
