"""A stream cut into batches anywhere has the value of the whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argscope import metrics


def draw(rng, size):
    """Return one array of each kind for `size` examples."""
    return {
        "bits": rng.integers(2, size=size),
        "more_bits": rng.integers(2, size=size),
        "classes": rng.integers(4, size=size),
        "more_classes": rng.integers(4, size=size),
        "numbers": rng.normal(size=size),
        "more_numbers": rng.normal(size=size),
        "probabilities": rng.integers(9, size=size) / 8,  # some are equal
        "scores": rng.uniform(size=(size, 4)),
        "answers": rng.integers(4, size=(size, 2)),
        "weights": rng.integers(1, 4, size=size) / 2,
    }


BITS = ("bits", "more_bits")
CLASSES = ("classes", "more_classes")
NUMBERS = ("numbers", "more_numbers")
DETECTOR = ("probabilities", "bits")
LABELS_FIRST = ("bits", "probabilities")
STREAMS = {
    "count": (("numbers",), {}),
    "streaming_mean": (("numbers",), {}),
    "streaming_percentage_less": (("numbers",), {"threshold": 0.0}),
    "streaming_accuracy": (CLASSES, {}),
    "streaming_mean_iou": (CLASSES, {"num_classes": 4}),
    "cohen_kappa": (CLASSES, {"num_classes": 4}),
    **dict.fromkeys(
        [
            "streaming_true_positives",
            "streaming_true_negatives",
            "streaming_false_positives",
            "streaming_false_negatives",
            "streaming_precision",
            "streaming_recall",
            "streaming_false_positive_rate",
            "streaming_false_negative_rate",
        ],
        (BITS, {}),
    ),
    **dict.fromkeys(
        [
            "streaming_mean_absolute_error",
            "streaming_mean_squared_error",
            "streaming_root_mean_squared_error",
            "streaming_covariance",
            "streaming_pearson_correlation",
        ],
        (NUMBERS, {}),
    ),
    "streaming_mean_relative_error": ((*NUMBERS, "probabilities"), {}),
    "streaming_precision_at_thresholds": (DETECTOR, {"thresholds": [0.2, 0.6]}),
    "streaming_recall_at_thresholds": (DETECTOR, {"thresholds": [0.2, 0.6]}),
    "streaming_auc": (DETECTOR, {"curve": "PR"}),
    "streaming_sensitivity_at_specificity": (DETECTOR, {"specificity": 0.5}),
    "streaming_specificity_at_sensitivity": (DETECTOR, {"sensitivity": 0.5}),
    "precision_at_recall": (LABELS_FIRST, {"target_recall": 0.5}),
    "recall_at_precision": (LABELS_FIRST, {"precision": 0.5}),
    "f1_score": (LABELS_FIRST, {}),
    "auc_with_confidence_intervals": (LABELS_FIRST, {}),
    "precision_recall_at_equal_thresholds": (LABELS_FIRST, {"num_thresholds": 5}),
    "streaming_recall_at_k": (("scores", "classes"), {"k": 2}),
    "streaming_sparse_recall_at_k": (("scores", "answers"), {"k": 2}),
    "streaming_sparse_precision_at_k": (("scores", "answers"), {"k": 2}),
    "streaming_sparse_average_precision_at_k": (("scores", "answers"), {"k": 2}),
}
CUTS = st.lists(st.integers(1, 5), min_size=1, max_size=4)
SEEDS = st.integers(0, 2**32 - 1)


def batches_of(streams, sizes):
    """Cut every array into batches of these sizes."""
    places = np.cumsum(sizes)[:-1]
    return zip(*(np.split(stream, places) for stream in streams), strict=True)


@pytest.mark.parametrize("name", STREAMS)
@settings(max_examples=30)
@given(sizes=CUTS, seed=SEEDS)
def test_value_does_not_depend_on_how_a_stream_is_cut(name, sizes, seed):
    kinds, arguments = STREAMS[name]
    streams = draw(np.random.default_rng(seed), sum(sizes))
    batches = [streams[kind] for kind in (*kinds, "weights")]
    at_once, cut = (getattr(metrics, name)(**arguments) for _ in range(2))
    for batch in batches_of(batches, sizes):
        cut.update(*batch)
    np.testing.assert_allclose(cut.result(), at_once.update(*batches), rtol=1e-6)


def share(part, whole):
    return part.sum() / whole.sum() if whole.any() else 0


def iou(said, true):
    found = [(said == c) & (true == c) for c in range(4)]
    either = [(said == c) | (true == c) for c in range(4)]
    shares = [f.sum() / e.sum() for f, e in zip(found, either, strict=True) if e.any()]
    return np.mean(shares)


def rank_statistic(true, scores):
    """Return how often a positive example has a higher score than a negative one."""
    positive, negative = scores[true == 1], scores[true == 0]
    if not positive.size or not negative.size:
        return 0
    more = positive[:, None] - negative
    return np.mean((more > 0) + (more == 0) / 2)


FORMULAS = [
    ("streaming_mean", ("numbers",), {}, np.mean),
    ("streaming_percentage_less", ("numbers",), {"threshold": 0.3},
     lambda x: (x < 0.3).mean()),
    ("streaming_accuracy", CLASSES, {}, lambda p, t: (p == t).mean()),
    ("streaming_precision", BITS, {}, lambda p, t: share(p & t, p)),
    ("streaming_recall", BITS, {}, lambda p, t: share(p & t, t)),
    ("streaming_false_positive_rate", BITS, {}, lambda p, t: share(p & 1 - t, 1 - t)),
    ("streaming_false_negative_rate", BITS, {}, lambda p, t: share(1 - p & t, t)),
    ("streaming_true_positives", BITS, {}, lambda p, t: (p & t).sum()),
    ("streaming_true_negatives", BITS, {}, lambda p, t: (1 - p & 1 - t).sum()),
    ("streaming_false_positives", BITS, {}, lambda p, t: (p & 1 - t).sum()),
    ("streaming_false_negatives", BITS, {}, lambda p, t: (1 - p & t).sum()),
    ("streaming_mean_absolute_error", NUMBERS, {}, lambda p, t: abs(p - t).mean()),
    ("streaming_mean_squared_error", NUMBERS, {}, lambda p, t: ((p - t) ** 2).mean()),
    ("streaming_root_mean_squared_error", NUMBERS, {},
     lambda p, t: np.sqrt(((p - t) ** 2).mean())),
    ("streaming_covariance", NUMBERS, {}, lambda p, t: np.cov(p, t)[0, 1]),
    ("streaming_pearson_correlation", NUMBERS, {},
     lambda p, t: np.corrcoef(p, t)[0, 1]),
    ("streaming_mean_iou", CLASSES, {"num_classes": 4}, iou),
    ("streaming_dynamic_auc", LABELS_FIRST, {}, rank_statistic),
    ("streaming_concat", ("numbers",), {}, lambda x: x),
    ("streaming_recall_at_k", ("scores", "classes"), {"k": 1},
     lambda p, t: (p.argmax(1) == t).mean()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kinds", "arguments", "formula"), FORMULAS, ids=[f[0] for f in FORMULAS]
)
@settings(max_examples=30)
@given(sizes=CUTS.filter(lambda sizes: sum(sizes) > 1), seed=SEEDS)
def test_value_is_the_formula_of_all_batches(
    name, kinds, arguments, formula, *, sizes, seed
):
    drawn = draw(np.random.default_rng(seed), sum(sizes))
    streams = [drawn[kind] for kind in kinds]
    metric = getattr(metrics, name)(**arguments)
    for batch in batches_of(streams, sizes):
        metric.update(*batch)
    np.testing.assert_allclose(metric.result(), formula(*streams), rtol=1e-5, atol=1e-6)


@settings(max_examples=30)
@given(sizes=CUTS, seed=SEEDS)
def test_mean_tensor_is_the_mean_over_batches(sizes, seed):
    batches = np.random.default_rng(seed).normal(size=(len(sizes), 2, 3))
    metric = metrics.streaming_mean_tensor()
    for batch in batches:
        metric.update(batch)
    np.testing.assert_allclose(metric.result(), batches.mean(0), rtol=1e-5)
