"""What the comparison of whole networks notices: everything that is recorded.

Recorded networks are large, so a small one stands for them here: its record is what it
computes, in the form of theirs.
"""

import json
from pathlib import Path

import keras
import numpy as np
import pytest
from tests.layers.parity.agreement import Near, NotCompared, differences, not_compared
from tests.layers.parity.mutations import mutations
from tests.layers.parity.values import input_value, variable_value
from tests.nets import descriptions
from tests.nets.built import built
from tests.nets.one_pass import one_pass

from argscope import arg_scope, layers

HERE = Path(__file__).parent
SHAPE = (2, 6, 6, 3)


def network(images):
    end_points = {}
    net = layers.conv2d(images, 3, 3, normalizer_fn=layers.batch_norm, scope="a")
    end_points["a"] = net
    net = layers.flatten(net)
    end_points["b"] = layers.fully_connected(net, 2, activation_fn=None, scope="b")
    return end_points["b"], end_points


@pytest.fixture(scope="module")
def found():
    with arg_scope(
        [layers.conv2d], weights_regularizer=layers.l2_regularizer(0.1)
    ) as scope:
        pass
    model = built(network, scope, SHAPE, variable_value)
    before = descriptions.state_of(model)
    images = input_value("images", {"shape": SHAPE})

    def energy(out):
        return keras.ops.sum(out**2)

    outputs, norms, after = one_pass(model, images, energy, training=True)
    return descriptions.Found(model, outputs, norms, after, before)


def plain(ours):
    """Return a record that agrees with ours."""
    if isinstance(ours, dict):
        return {key: plain(value) for key, value in ours.items()}
    if isinstance(ours, list):
        return [plain(each) for each in ours]
    if isinstance(ours, NotCompared):
        return 0.5
    return ours.value if isinstance(ours, Near) else ours


def test_every_change_of_a_record_is_noticed(found):
    ours, arrays = descriptions.ours(found, 1e-3, 1e-2)
    recorded = plain(ours)
    assert notices_everything(ours, recorded) == {
        ("build_s",),
        ("run_s",),
        ("sensitivity",),
    }
    out = {"out": found.outputs["out"]}
    assert notices_everything(arrays, out) == set()


def test_every_change_of_a_published_record_is_noticed(found):
    points = found.outputs.items()
    counts = {
        n.partition(":")[2]: {"samples": [0] * 8} for n, _ in points if n != "out"
    }
    form = {"output": {"samples": [0] * 4}, "end_points": list(counts.items())}
    for ours in descriptions.published(found, form, 1e-3):
        assert notices_everything(ours, plain(ours)) == set()


def notices_everything(ours, recorded):
    """Fail if a wrong record agrees with ours; return what is not compared."""
    assert differences(ours, recorded) == []
    free = set(not_compared(ours))
    for place, what, wrong in mutations(recorded):
        unseen = any(place[: len(each)] == each for each in free)
        assert (differences(ours, wrong) == []) == unseen, (place, what)
    return free


def test_the_small_record_has_every_field_of_the_large_ones(found):
    ours, _ = descriptions.ours(found, 1e-3, 1e-2)
    for path in (HERE / "cases").glob("*.json"):
        recorded = json.loads(path.read_text())["result"]
        assert recorded.keys() <= ours.keys()
        assert recorded["end_points"][0][1].keys() == ours["end_points"][0][1].keys()
    form = {"output": {"samples": []}, "end_points": []}
    _, ours = descriptions.published(found, form, 1e-3)
    for path in (HERE / "published").glob("*.json"):
        for recorded in json.loads(path.read_text())["modes"].values():
            assert recorded.keys() <= ours.keys()
            assert recorded["output"].keys() == ours["output"].keys()


def test_a_number_that_is_slightly_off_is_noticed(found):
    ours, arrays = descriptions.ours(found, 1e-3, 1e-2)
    recorded = plain(ours)
    for name in ("end_points", "after_update"):
        _, stats = recorded[name][0]
        largest = max(abs(each) for each in [stats["max"], *stats["sample"]])
        stats["sample"][0] += 3e-3 * largest
        assert len(differences(ours[name], recorded[name])) == 1
    out = found.outputs["out"].copy()
    out.flat[0] += 3e-3 * np.abs(out).max()
    assert len(differences(arrays, {"out": out})) == 1


def test_no_gradient_agrees_with_none_and_with_rounding_alone(found):
    norms = {**found.norms, "a/weights": 0.0}
    found = descriptions.Found(
        found.model, found.outputs, norms, found.after, found.before
    )
    ours = dict(descriptions.ours(found, 1e-3, 1e-2)[0]["grad_l2"])["a/weights"]
    largest = max(norms.values())
    assert [
        ours.agrees(each) for each in (-1.0, 0.0, 1e-7 * largest, 1e-5 * largest)
    ] == [*(True, True, True, False)]
