"""Two processes compute what one does, to rounding: JAX over gloo."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from tests.distribution import networks
from tests.distribution.started import run_together

pytest.importorskip("jax")
if os.environ.get("KERAS_BACKEND", "jax") != "jax":
    pytest.skip("processes of JAX", allow_module_level=True)

PROGRAM = Path(__file__).with_name("one_of_two.py")


@pytest.fixture(scope="module")
def alone():
    """What one device finds."""
    model, history = networks.trained()
    images, labels = networks.images_and_labels()
    return {
        "values": [np.asarray(v.value) for v in model.variables]
        + [np.asarray(v.value) for v in model.optimizer.variables],
        "history": history,
        "measured": [
            model.evaluate(images[:33], labels[:33], batch_size=33, verbose=0),
            model.predict(images[:3], verbose=0),
        ],
    }


@pytest.fixture(scope="module", params=["data", "model"])
def together(request, tmp_path_factory):
    """What two processes find that share the batch, or the variables."""
    folder = tmp_path_factory.mktemp("together")
    outputs = run_together(PROGRAM, 2, request.param, str(folder))
    values = np.load(folder / "values.npz")
    parts = 2 if request.param == "model" else 1
    # Above it gloo says that it is there.
    found = [json.loads(each.splitlines()[-1]) for each in outputs]
    return found, list(values.values()), parts


def test_twenty_steps_give_the_weights_of_one_device(alone, together):
    _, values, _ = together
    assert networks.farthest(alone["values"], values) < 1e-5


def test_every_process_tells_the_losses_and_metrics_of_one_device(alone, together):
    found, _, _ = together
    for each in found:
        for name in ("history", "measured"):
            told = each[name].values() if name == "history" else each[name]
            own = alone[name].values() if name == "history" else alone[name]
            assert networks.farthest(map(np.array, own), map(np.array, told)) < 1e-4


def test_a_process_holds_its_part(together):
    found, _, parts = together
    assert [each["held"] for each in found] == [4 * 4 * 8 * 32 * 4 // parts] * 2


def test_models_without_a_seed_begin_with_the_same_values(together):
    found, _, _ = together
    assert found[0]["seed"] == found[1]["seed"]
