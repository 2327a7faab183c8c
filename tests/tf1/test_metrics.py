"""Metrics over batches, in local variables, give what TensorFlow's gave.

`recorded_loops/metrics.json` was recorded by tools/record_tf1_metrics.py.
"""

import functools
import json
from pathlib import Path

import numpy as np
import pytest
from tests.tf1 import metric_cases

from argscope import tf1

tf = tf1.namespace()
slim = tf.contrib.slim

RECORDED = json.loads(
    Path(__file__).with_name("recorded_loops").joinpath("metrics.json").read_text()
)


@functools.cache
def computed():
    return metric_cases.computed(tf)


@pytest.mark.parametrize("name", metric_cases.CASES)
def test_a_metric_gives_what_tensorflow_gave(name):
    expected, found = RECORDED[name], computed()[name]
    assert found["variables"] == expected["variables"]
    np.testing.assert_allclose(found["value"], expected["value"], rtol=1e-5, atol=1e-6)
    for one, other in zip(found["updates"], expected["updates"], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


@pytest.fixture
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def test_the_metrics_of_slim_take_predictions_first(graph):
    predictions, labels = tf.constant([1, 1, 0, 0]), tf.constant([1, 0, 0, 0])
    values, updates = slim.metrics.aggregate_metric_map(
        {
            "accuracy": slim.metrics.streaming_accuracy(predictions, labels),
            "precision": slim.metrics.streaming_precision(predictions, labels),
            "recall_2": slim.metrics.streaming_recall_at_k(
                tf.one_hot(predictions, 3), labels, 1
            ),
        }
    )
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        session.run(list(updates.values()))
        assert session.run(values) == {
            "accuracy": 0.75,
            "precision": 0.5,
            "recall_2": 0.75,
        }


def test_metrics_are_put_into_collections(graph):
    value, update = tf.metrics.mean([1.0], None, ["values"], ["updates"])
    assert tf.get_collection("values") == [value]
    assert tf.get_collection("updates") == [update]
    assert len(tf.get_collection(tf.GraphKeys.METRIC_VARIABLES)) == 2
    assert slim.metrics.aggregate_metrics((value, update)) == ([value], [update])


ERRORS = {
    "curve must be either ROC or PR, DET unknown": lambda: tf.metrics.auc(
        [True], [0.5], curve="DET"
    ),
    "Invalid summation_method: simpson": lambda: tf.metrics.auc(
        [True], [0.5], summation_method="simpson"
    ),
    "`specificity` must be in the range [0, 1].": lambda: (
        tf.metrics.sensitivity_at_specificity([True], [0.5], 1.5)
    ),
    "`sensitivity` must be in the range [0, 1].": lambda: (
        tf.metrics.specificity_at_sensitivity([True], [0.5], -1)
    ),
    "Expected at least one value_tensor/update_op pair": lambda: (  # noqa: PLW0108
        slim.metrics.aggregate_metrics()
    ),
    (
        "weights can not be broadcast to values. values.rank=1. weights.rank=3. "
        "values.shape=(1,). weights.shape=(1, 1, 1)."
    ): lambda: tf.metrics.mean([1.0], [[[1.0]]]),
}


@pytest.mark.parametrize("text", ERRORS)
def test_what_is_wrong_is_told(graph, text):
    with pytest.raises(ValueError) as raised:  # the whole text is below
        ERRORS[text]()
    assert str(raised.value) == text
