"""Metrics agree with what the original computed, after each batch of a stream."""

import json
from pathlib import Path

import numpy as np
import pytest

from argscope import metrics

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "recorded.json").read_text())
CASES = sorted((HERE / "cases").glob("*.json"))

# The original sums in float32, ours in float64.
RTOL = 2e-5


def name_of(case):
    inputs = ",".join(name for name in case["batches"][0] if name == "weights")
    options = ",".join(f"{k}={v}" for k, v in case["arguments"].items())
    return "-".join(filter(None, [case["function"], inputs, options]))


def assert_same(actual, expected):
    if isinstance(actual, tuple):
        for mine, theirs in zip(actual, expected, strict=True):
            np.testing.assert_allclose(mine, theirs, RTOL, atol=1e-6)
    else:
        assert np.shape(actual) == np.shape(expected)
        np.testing.assert_allclose(actual, expected, RTOL, atol=1e-6)


@pytest.mark.parametrize("case", RECORDED, ids=name_of)
def test_value_after_each_batch_is_that_of_the_original(case):
    function = getattr(metrics, case["function"])
    first, *others = case["batches"]
    if case["function"] == "accuracy":
        actual = [function(**batch) for batch in (first, *others)]
    else:
        metric = function(**first, **case["arguments"])
        actual = [metric.result(), *(metric.update(**batch) for batch in others)]
    for mine, theirs in zip(actual, case["values"], strict=True):
        assert_same(mine, theirs)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_value_of_parity_case_is_that_of_the_original(path):
    case = json.loads(path.read_text())["case"]
    batches = [case["batches"][name] for name in case["order"]]
    function = getattr(metrics, case["fn"].removeprefix("metrics."))
    metric = function(**case["kwargs"])
    actual = [metric.update(*batch) for batch in zip(*batches, strict=True)]
    np.testing.assert_allclose(
        actual, np.load(path.with_suffix(".npz"))["values"], RTOL
    )


def test_every_metric_is_recorded():
    tools = {name for name in metrics.__all__ if not name.islower()}
    recorded = {case["function"] for case in RECORDED}
    assert set(metrics.__all__) - tools - recorded == {
        "aggregate_metric_map",
        "aggregate_metrics",
    }
