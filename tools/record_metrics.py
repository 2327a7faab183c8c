"""Record what TF-Slim's metrics compute, for tests/metrics/test_recorded.py.

Run by an interpreter with tf_slim 1.1.0 and TensorFlow 2.12:
    python tools/record_metrics.py
"""

import json
from pathlib import Path

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim

TARGET = Path(__file__).parents[1] / "tests" / "metrics" / "recorded.json"


def draw(kind, rng, shape=(6,)):
    """Return an array of the kind of values, rounded to be short in a file."""
    if kind == "number":
        return rng.normal(size=shape).round(3).astype("float32")
    if kind == "probability":
        return rng.uniform(size=shape).round(3).astype("float32")
    if kind == "tied":  # some equal predictions
        return (rng.integers(5, size=shape) / 4).astype("float32")
    if kind == "weight":
        return (rng.integers(4, size=shape) / 2).astype("float32")
    return rng.integers({"bit": 2, "class": 4}[kind], size=shape)


def scored(size, labels):
    """Return the specification of inputs with several classes an example."""
    return {"predictions": ("probability", (size, 5)), "labels": ("class", labels)}


def answered(size, labels):
    """Return the specification of inputs with several answers an example."""
    return {"top_k_predictions": ("class", (size, 3)), "labels": ("class", labels)}


BITS = {"predictions": ("bit", (6,)), "labels": ("bit", (6,))}
NUMBERS = {"predictions": ("number", (6,)), "labels": ("number", (6,))}
DETECTOR = {"predictions": ("probability", (6,)), "labels": ("bit", (6,))}
TIED = {"predictions": ("tied", (6,)), "labels": ("bit", (6,))}
CLASSES = {"predictions": ("class", (6,)), "labels": ("class", (6,))}
WEIGHTS = {"weights": ("weight", (6,))}
VALUES = {"values": ("number", (4, 3))}
THRESHOLDS = {"thresholds": [0.25, 0.5, 0.75]}
COUNTED = [
    "true_positives", "true_negatives", "false_positives", "false_negatives",
    "precision", "recall", "false_positive_rate", "false_negative_rate",
]  # fmt: skip
POINTS = {
    "streaming_sensitivity_at_specificity": {"specificity": 0.6},
    "streaming_specificity_at_sensitivity": {"sensitivity": 0.6},
    "precision_at_recall": {"target_recall": 0.6},
    "recall_at_precision": {"precision": 0.6},
    "f1_score": {},
    "streaming_auc": {},
}


def cases():
    """Yield the function, the specification of its inputs and its other arguments."""
    for weights in ({}, WEIGHTS):
        for name in ("accuracy", "mean_iou", *COUNTED):
            more = {"num_classes": 4} if name == "mean_iou" else {}
            inputs = CLASSES if name in {"accuracy", "mean_iou"} else BITS
            yield f"streaming_{name}", inputs | weights, more
        for name in (
            "mean_absolute_error", "mean_squared_error", "root_mean_squared_error",
            "covariance", "pearson_correlation",
        ):  # fmt: skip
            yield f"streaming_{name}", NUMBERS | weights, {}
        for name in COUNTED:
            yield f"streaming_{name}_at_thresholds", DETECTOR | weights, THRESHOLDS
        for name, more in POINTS.items():
            for inputs in (DETECTOR, TIED):
                yield name, inputs | weights, {**more, "num_thresholds": 20}
        for curve in ("ROC", "PR"):
            yield "streaming_auc", DETECTOR | weights, {"curve": curve}
            yield "streaming_dynamic_auc", TIED | weights, {"curve": curve}
            yield (
                "streaming_curve_points",
                DETECTOR | weights,
                {"curve": curve, "num_thresholds": 4},
            )
        for name in (True, False):
            yield (
                "auc_with_confidence_intervals",
                TIED | weights,
                {"logit_transformation": name},
            )
        yield (
            "recall_at_precision",
            TIED | weights,
            {"precision": 0.7, "strict_mode": True},
        )
        yield (
            "precision_recall_at_equal_thresholds",
            DETECTOR | weights,
            {"num_thresholds": 5},
        )
        yield (
            "cohen_kappa",
            {"labels": CLASSES["labels"], "predictions_idx": CLASSES["labels"]}
            | weights,
            {"num_classes": 4},
        )
        yield (
            "streaming_mean_relative_error",
            {**NUMBERS, "normalizer": ("weight", (6,)), **weights},
            {},
        )
        yield "accuracy", CLASSES | weights, {}
    yield from (
        (
            "auc_using_histogram",
            {"boolean_labels": ("bit", (6,)), "scores": ("number", (6,))},
            {"score_range": [-1.0, 2.0], "nbins": 7},
        ),
    )
    yield from values()
    yield from several()


def values():
    """Yield cases of plain values, with weights of each shape."""
    for shape in ((), (1, 3), (4, 1), (4, 3), (4,)):
        weights = {"weights": ("weight", shape)}
        yield "streaming_mean", VALUES | weights, {}
        yield "streaming_mean_tensor", VALUES | weights, {}
        yield "count", VALUES | weights, {}
        yield "streaming_percentage_less", VALUES | weights, {"threshold": 0.2}
    yield "count", VALUES, {}
    yield "streaming_percentage_less", VALUES, {"threshold": 0.2}
    yield "streaming_concat", VALUES, {"axis": 1}
    yield "streaming_concat", VALUES, {"max_size": 6}
    vectors = {"predictions": ("number", (4, 3)), "labels": ("number", (4, 3))}
    yield "streaming_mean_cosine_distance", vectors, {"dim": 1}
    yield (
        "streaming_mean_cosine_distance",
        vectors | {"weights": ("weight", (4, 1))},
        {"dim": 1},
    )


def several():
    """Yield cases of several classes an example."""
    weights = {"weights": ("weight", (4,))}
    yield "streaming_recall_at_k", scored(4, (4,)), {"k": 2}
    yield "streaming_recall_at_k", scored(4, (4,)) | weights, {"k": 2}
    for labels in ((4,), (4, 1), (4, 2)):
        for more in ({}, weights):
            for name in ("recall", "precision", "average_precision"):
                yield (
                    f"streaming_sparse_{name}_at_k",
                    scored(4, labels) | more,
                    {"k": 3},
                )
    for more in ({}, weights):
        for class_id in (None, 2):
            of = {} if class_id is None else {"class_id": class_id}
            yield "streaming_sparse_precision_at_top_k", answered(4, (4, 2)) | more, of
            yield "sparse_recall_at_top_k", answered(4, (4, 2)) | more, of
        yield (
            "streaming_sparse_recall_at_k",
            scored(4, (4, 2)) | more,
            {"k": 3, "class_id": 2},
        )
        yield (
            "streaming_sparse_precision_at_k",
            scored(4, (4, 2)) | more,
            {"k": 3, "class_id": 2},
        )
        yield (
            "streaming_sparse_average_precision_at_top_k",
            answered(4, (4, 2)) | more,
            {},
        )


def record(function, inputs, more, seed):
    """Return a case and what the original computes over three batches."""
    rng = np.random.default_rng(seed)
    batches = [
        {n: draw(*spec[:1], rng, spec[1]) for n, spec in inputs.items()}
        for _ in range(3)
    ]
    with tf.Graph().as_default(), tf.Session() as session:
        fed = {n: tf.placeholder(a.dtype, a.shape) for n, a in batches[0].items()}
        given = dict(fed)
        for name in ("labels", "boolean_labels"):
            if name in fed and function in {
                "precision_recall_at_equal_thresholds",
                "auc_using_histogram",
            }:
                given[name] = tf.cast(fed[name], tf.bool)
        result = getattr(slim.metrics, function)(**given, **more)
        value, update = (result, tf.no_op()) if function == "accuracy" else result
        session.run(
            [tf.local_variables_initializer(), tf.global_variables_initializer()]
        )
        found = []
        for batch in batches:
            feed = {fed[n]: a for n, a in batch.items()}
            session.run(update, feed)
            found.append(session.run(value, feed))
    return {
        "function": function,
        "arguments": more,
        "batches": [{n: a.tolist() for n, a in batch.items()} for batch in batches],
        "values": [
            np.asarray(each).tolist()
            if not isinstance(each, tuple)
            else [np.asarray(p).tolist() for p in each]
            for each in found
        ],
    }


def main():
    """Write the file, one case a line."""
    lines = [json.dumps(record(*case, seed=seed)) for seed, case in enumerate(cases())]
    TARGET.write_text("[\n" + ",\n".join(lines) + "\n]\n")
    print(f"{len(lines)} cases in {TARGET}")


if __name__ == "__main__":
    main()
