"""What a metric is: a value, a function of the next batch, and a start anew."""

import keras
import numpy as np
import pytest

from argscope import metrics


def test_it_unpacks_as_value_and_update():
    value, update = metrics.streaming_mean([1.0, 3.0])
    assert float(value) == 2.0
    assert float(update([5.0])) == 3.0


def test_it_is_its_value_where_a_number_is_wanted():
    metric = metrics.streaming_mean([1.0, 2.0])
    assert float(metric) == 1.5
    assert np.asarray(metric) == 1.5
    assert metric([3.0]) == 2.0
    assert repr(metric) == "<StreamingMetric mean: 2.0>"


def test_it_has_the_name_that_was_given():
    assert metrics.streaming_accuracy(name="top_1").name == "top_1"
    assert metrics.streaming_mean_squared_error().name == "mean_squared_error"


def test_reset_forgets_all_batches():
    metric = metrics.streaming_mean([100.0])
    metric.reset()
    assert metric.result() == 0
    assert metric.update([1.0]) == 1


def test_value_before_the_first_batch_has_the_shape_of_the_value():
    thresholds = metrics.streaming_recall_at_thresholds(thresholds=[0.1, 0.9])
    assert thresholds.result().tolist() == [0, 0]
    assert metrics.streaming_concat().result().shape == (0,)
    assert np.isnan(metrics.streaming_covariance().result())
    curve = metrics.streaming_curve_points(num_thresholds=7)
    assert curve.result().shape == (7, 2)
    assert metrics.auc_with_confidence_intervals().result() == (0, 0, 0)


def test_tensors_of_the_backend_are_taken():
    predictions = keras.ops.convert_to_tensor([1, 0, 1])
    labels = keras.ops.convert_to_tensor([1, 1, 1])
    metric = metrics.streaming_accuracy(predictions, labels)
    assert float(metric) == pytest.approx(2 / 3)


def test_a_last_axis_of_size_1_goes():
    metric = metrics.streaming_accuracy([[1], [0]], [1, 1], weights=[[1], [3]])
    assert float(metric) == 0.25


def test_counting_goes_on_where_float32_stops():
    metric = metrics.count()
    for _ in range(3):
        metric.update([0.0], weights=2.0**24 + 1)
    assert metric._sums["count"] == 3 * (2**24 + 1)


def test_dividing_nothing_by_nothing_is_0_or_not_a_number():
    assert metrics.streaming_precision([0, 0], [0, 1]).result() == 0
    assert metrics.streaming_mean([1.0], weights=[0.0]).result() == 0
    assert np.isnan(metrics.streaming_covariance([1.0], [1.0]).result())
    assert np.isnan(metrics.streaming_pearson_correlation([1.0, 1], [1.0, 2]).result())
    nothing = metrics.streaming_sparse_recall_at_k([[0.1, 0.9]], [[0]], k=1, class_id=1)
    assert np.isnan(nothing.result())
    assert metrics.cohen_kappa([1, 1], [1, 1], 2).result() == 0


def test_confidence_intervals_do_not_depend_on_the_last_batch():
    metric = metrics.auc_with_confidence_intervals([0, 1, 0, 1], [0.1, 0.4, 0.5, 0.9])
    before = metric.result().auc
    after = metric.update([1, 1], [0.6, 0.7]).auc  # labels of one kind
    assert 0 < before < after < 1


@pytest.mark.parametrize("curve", ["ROC", "PR"])
def test_predictions_of_weight_0_leave_an_exact_area_as_it_is(curve):
    labels, predictions, weights = [1, 0, 1, 0], [0.9, 0.6, 0.4, 0.3], [0, 1, 1, 1]
    weighted = metrics.streaming_dynamic_auc(
        labels, predictions, curve, weights=weights
    )
    without = metrics.streaming_dynamic_auc(labels[1:], predictions[1:], curve)
    assert float(weighted) == pytest.approx(float(without))


def test_several_metrics_are_aggregated_by_place_and_by_name():
    values, updates = metrics.aggregate_metrics(
        metrics.streaming_mean([1.0]), metrics.streaming_accuracy([1], [0])
    )
    assert [float(value) for value in values] == [1.0, 0.0]
    assert [float(updates[0]([3.0])), float(updates[1]([1], [1]))] == [2.0, 0.5]
    values, updates = metrics.aggregate_metric_map(
        {"loss": metrics.streaming_mean([4.0])}
    )
    assert list(values) == list(updates) == ["loss"]


def test_thresholds_stand_in_any_order():
    batch = ([0.2, 0.5, 0.7, float("nan")], [0, 1, 1, 1])
    counts = metrics.streaming_true_positives_at_thresholds
    assert counts(*batch, [0.6, 0.1, 0.5]).result().tolist() == [1, 2, 1]


RNG = np.random.default_rng(0)
BITS = RNG.integers(2, size=(2, 8))
NUMBERS = RNG.normal(size=(2, 8)).astype("float32")
CLASSES = RNG.integers(3, size=(2, 8)).astype("int32")
PROBABILITIES = RNG.uniform(size=8).astype("float32")
# Named in docs/reference/metrics.md as what to give to `compile`.
TWINS = [
    (metrics.streaming_mean_squared_error, keras.metrics.MeanSquaredError(), NUMBERS),
    (
        metrics.streaming_root_mean_squared_error,
        keras.metrics.RootMeanSquaredError(),
        NUMBERS,
    ),
    (metrics.streaming_mean_absolute_error, keras.metrics.MeanAbsoluteError(), NUMBERS),
    (metrics.streaming_precision, keras.metrics.Precision(), BITS),
    (metrics.streaming_recall, keras.metrics.Recall(), BITS),
    (metrics.streaming_accuracy, keras.metrics.Accuracy(), CLASSES),
    (
        lambda *batch: metrics.streaming_mean_iou(*batch, num_classes=3),
        keras.metrics.MeanIoU(num_classes=3),
        CLASSES,
    ),
    (metrics.streaming_auc, keras.metrics.AUC(), (PROBABILITIES, BITS[0])),
]


# Keras 3.15's MeanIoU asks JAX for int64.
@pytest.mark.filterwarnings("ignore:Explicitly requested dtype int64:UserWarning")
@pytest.mark.parametrize(
    ("metric", "twin", "batch"), TWINS, ids=[twin.name for _, twin, _ in TWINS]
)
def test_the_metric_of_keras_that_the_docs_name_has_the_same_value(metric, twin, batch):
    predictions, labels = batch
    twin.reset_state()
    twin.update_state(labels, predictions)
    assert float(metric(predictions, labels)) == pytest.approx(
        float(twin.result()), abs=1e-5
    )
