"""Metrics over batches are those of TensorFlow 1."""

import json
from pathlib import Path

import numpy as np
import pytest

from argscope import tf1
from tests.tf1.metrics import BATCHES, METRICS, placeholders

tf = tf1.namespace()
RECORDED = json.loads(Path(__file__).with_name("recorded_metrics.json").read_text())


@pytest.mark.parametrize("call", METRICS)
def test_results_and_variables_are_those_of_tensorflow_1(call):
    graph = tf1.Graph()
    with graph.as_default():
        inputs = placeholders(tf)
        value, update = eval(call, {"tf": tf, **inputs})
        variables = tf.get_collection("metric_variables")
        assert tf.get_collection("local_variables") == variables
        assert tf.trainable_variables() == []
    graph.finish()
    results = []
    for batch in BATCHES:
        feeds = {inputs[name]: batch[name] for name in batch}
        taken = tf1.run(graph, update, feeds)
        results.append(tf1.run(graph, value))
        np.testing.assert_allclose(taken, results[-1], rtol=1e-6)
    recorded = RECORDED[call]
    assert [[v.op.name, v.shape.as_list()] for v in variables] == recorded["variables"]
    for found, expected in zip(results, recorded["results"], strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=2e-6)


def test_slim_puts_predictions_first_and_collects_metrics():
    slim = tf.contrib.slim
    graph = tf1.Graph()
    with graph.as_default():
        logits = tf.constant([[0.1, 0.6, 0.3], [0.5, 0.2, 0.3]])
        values, updates = slim.metrics.aggregate_metric_map(
            {
                "recall": slim.metrics.streaming_recall_at_k(logits, [2, 0], 1),
                "precision": slim.metrics.streaming_precision([1, 1, 0], [1, 0, 0]),
            }
        )
    graph.finish()
    assert tf1.run(graph, updates) == {"recall": 0.5, "precision": 0.5}
    assert tf1.run(graph, values) == {"recall": 0.5, "precision": 0.5}


def test_collections_get_the_result_and_the_update():
    with tf1.Graph().as_default():
        value, update = tf.metrics.mean([1.0], None, ["results"], "updates")
        assert tf.get_collection("results") == [value]
        assert tf.get_collection("updates") == [update]


def test_an_area_by_another_sum_is_refused():
    with pytest.raises(ValueError) as error, tf1.Graph().as_default():  # noqa: PT011  # below
        tf.metrics.auc([1.0], [1.0], summation_method="careful_interpolation")
    assert str(error.value) == (
        "tf.metrics.auc sums trapezoids under the curve 'ROC' or 'PR' here, got "
        "summation_method='careful_interpolation' and curve='ROC'."
    )


def test_no_metrics_cannot_be_collected():
    with pytest.raises(
        ValueError, match=r"^Expected at least one value_tensor/update_op "
    ):
        tf.contrib.metrics.aggregate_metrics()
