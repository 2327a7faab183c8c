"""Metrics agree with what the original computed, after each batch of a stream."""

import functools
import json
from pathlib import Path

import numpy as np
import pytest
from tests.layers.parity.agreement import Near, differences
from tests.layers.parity.mutations import mutations

from argscope import metrics

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "recorded.json").read_text())
CASES = sorted((HERE / "cases").glob("*.json"))

# The original sums in float32, ours in float64.
RTOL = 2e-5

# The original's sums by ours, where they have other names. It keeps none of ours that
# its value does not need.
SUMS = {
    "mean_iou": {"matrix": "total_confusion_matrix"},
    "recall_at_2": {"tp": "true_positive_at_2", "fn": "false_negative_at_2"},
}


def name_of(case):
    inputs = ",".join(name for name in case["batches"][0] if name == "weights")
    options = ",".join(f"{k}={v}" for k, v in case["arguments"].items())
    return "-".join(filter(None, [case["function"], inputs, options]))


def near(value):
    """Return what agrees with a value of ours: a number, or a list of lists of them.

    The dtype is not compared: values of ours are float32, the original's also float64.
    """
    if isinstance(value, tuple):
        return [near(each) for each in value]
    if np.ndim(value):
        return [near(each) for each in np.asarray(value)]
    return Near(float(value), 1e-6 + RTOL * abs(float(value)))


@functools.cache
def values(index):
    """Return the values after each batch of a recorded stream."""
    case = RECORDED[index]
    function = getattr(metrics, case["function"])
    first, *others = case["batches"]
    if case["function"] == "accuracy":
        return [near(function(**batch)) for batch in (first, *others)]
    metric = function(**first, **case["arguments"])
    found = [near(metric.result())]
    return found + [near(metric.update(**batch)) for batch in others]


@pytest.mark.parametrize("index", range(len(RECORDED)), ids=map(name_of, RECORDED))
def test_value_after_each_batch_is_that_of_the_original(index):
    assert differences(values(index), RECORDED[index]["values"]) == []


@functools.cache
def parity(path):
    """Return ours and what was recorded for a parity case."""
    record = json.loads(path.read_text())
    case = record["case"]
    batches = [case["batches"][name] for name in case["order"]]
    metric = getattr(metrics, case["fn"].removeprefix("metrics."))(**case["kwargs"])
    found, updates = [], []
    for batch in zip(*batches, strict=True):
        found.append(near(metric.update(*batch)))
        # The original's update is the new value, but for one metric, where it is the sum.
        matrix = metric.name == "mean_iou"
        updates.append(near(metric._sums["matrix"]) if matrix else found[-1])
    names = SUMS.get(metric.name, {"total": "total", "count": "count"})
    sums = [
        {"name": f"{metric.name}/{name}", "shape": list(metric._sums[key].shape)}
        for key, name in names.items()
    ]
    ours = {"values": found, "updates": updates, "local_variables": sums}
    with np.load(path.with_suffix(".npz")) as arrays:
        return ours, record["result"] | {key: arrays[key].tolist() for key in arrays}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_value_of_parity_case_is_that_of_the_original(path):
    assert differences(*parity(path)) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_change_of_a_parity_case_is_noticed(path):
    ours, recorded = parity(path)
    for place, what, wrong in mutations(recorded):
        assert differences(ours, wrong), (place, what)


@pytest.mark.parametrize("index", range(len(RECORDED)), ids=map(name_of, RECORDED))
def test_every_change_of_a_value_is_noticed(index):
    for place, what, wrong in mutations(RECORDED[index]["values"]):
        assert differences(values(index), wrong), (place, what)


def test_a_value_that_is_slightly_off_is_noticed():
    wrong = [value * 1.0001 for value in RECORDED[0]["values"]]
    off = [value for value in wrong if value]
    assert len(differences(values(0), wrong)) == len(off) > 0


def test_every_metric_is_recorded():
    tools = {name for name in metrics.__all__ if not name.islower()}
    recorded = {case["function"] for case in RECORDED}
    assert set(metrics.__all__) - tools - recorded == {
        "aggregate_metric_map",
        "aggregate_metrics",
    }
