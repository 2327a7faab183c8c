"""What the original (TF-Slim) computed, compared with what we compute.

`cases/` holds programs and what was recorded for them; `values.py` gives every variable
and input its value from its name, so that both sides start from the same numbers. All
that is recorded is compared but what `exceptions.py` names.
"""

import numpy as np
import pytest
from tests.layers.arrays import numbers
from tests.layers.parity.agreement import differences
from tests.layers.parity.built import Built, inputs_of
from tests.layers.parity.description import (
    described,
    described_error,
    described_initializer,
)
from tests.layers.parity.exceptions import (
    ACCEPTED,
    CANCELLING,
    MOVED_TWICE,
    ON_NUMBERS,
    RIGHT_HERE,
    WRONG_ARRAYS,
)
from tests.layers.parity.program import CASES, case_of, load

from argscope import ArgScopeError, layers

pytestmark = pytest.mark.usefixtures("both_ways")

ALL = sorted(path.stem for path in CASES.glob("*.json"))
INITIALIZERS = [name for name in ALL if case_of(name).get("kind") == "init"]
REFUSED = [
    name
    for name in ALL
    if "raises" in case_of(name) and name not in (*RIGHT_HERE, *ACCEPTED)
]
BUILD_ONLY = [name for name in ALL if case_of(name).get("build_only")]
NETWORKS = sorted({*ALL} - {*INITIALIZERS, *REFUSED, *RIGHT_HERE, *ACCEPTED})


@pytest.mark.parametrize("name", NETWORKS)
def test_agrees_with_the_original(name):
    record = load(name)
    result, arrays = described(record)
    assert differences(result, record.result) == []
    assert differences(arrays, record.arrays, "arrays") == []


@pytest.mark.parametrize("name", INITIALIZERS)
def test_initializers_have_the_statistics_of_the_original(name):
    record = load(name)
    assert differences(described_initializer(record.case), record.result) == []


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_what_the_original_refuses(name):
    record = load(name)
    with pytest.raises(ArgScopeError) as caught:
        Built(record.case, inputs_of(record.case))
    assert differences(described_error(caught.value), record.result) == []
    assert record.case["raises"] == record.result["raises"]


@pytest.mark.parametrize("name", RIGHT_HERE)
def test_computes_where_the_original_is_wrong(name):
    case = case_of(name)
    built = Built(case, inputs_of(case))
    _, expected = RIGHT_HERE[name]
    assert shapes(built.model(built.inputs)) == expected


@pytest.mark.parametrize("name", BUILD_ONLY)
def test_runs_what_the_original_only_builds(name):
    record = load(name)
    built = Built(record.case, inputs_of(record.case))
    found = shapes(built.model(built.inputs))
    recorded = record.result["output_static_shape"]
    assert found == {key: tuple(shape) for key, shape in recorded.items()}


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepts_what_the_original_refuses_without_need(name):
    (node,) = case_of(name)["program"]
    assert getattr(layers, node["call"])(*node["args"]) is not None


def test_maxout_takes_the_maximum_of_consecutive_features_along_any_axis():
    case = case_of("maxout_axis1")
    built = Built(case, inputs_of(case))
    expected = built.inputs["x"].reshape(2, 3, 2, 4).max(axis=2)
    np.testing.assert_array_equal(numbers(built.model(built.inputs)["y"]), expected)


def test_every_case_is_compared_in_one_way():
    ways = [NETWORKS, INITIALIZERS, REFUSED, list(RIGHT_HERE), list(ACCEPTED)]
    assert sorted(name for way in ways for name in way) == ALL
    special = {*MOVED_TWICE, *CANCELLING, *ON_NUMBERS, *WRONG_ARRAYS, *BUILD_ONLY}
    assert special <= {*NETWORKS}
    assert len(ALL) == 250


def shapes(outputs):
    return {name: tuple(output.shape) for name, output in outputs.items()}
