"""What the original's networks computed, compared with what ours compute.

`cases/` holds what TF-Slim's own networks gave, on given values of all variables.
"""

import functools
import json
from pathlib import Path

import keras
import numpy as np
import pytest
from tests.layers.parity.agreement import differences
from tests.layers.parity.values import input_value, variable_value
from tests.nets import descriptions
from tests.nets.built import built
from tests.nets.one_pass import one_pass

import argscope
from argscope import nets  # noqa: F401  # by name

pytestmark = pytest.mark.usefixtures("both_ways")

CASES = Path(__file__).with_name("cases")
ALL = sorted(path.stem for path in CASES.glob("*.json"))

# Of the largest magnitude. While training, the last layers normalize with statistics of
# very few pixels, which amplifies rounding; `sensitivity` in a case says how much. The
# end points are off by less than 2e-4, those of Inception v3 by up to 8e-4 (on JAX).
RTOL = {"eval": 1e-4, "train": 1e-3, "net_inception_v3_train": 3e-3}

# Gradients jump where a ReLU or a maximum switches, which rounding can decide; so their
# norms agree less closely than the outputs.
# In this Inception a change of the images by 1e-6 moves the outputs by 2e-4 (the case's
# `sensitivity`); on JAX one of its norms is off by 1.03 %, all others by less than 1 %.
RTOL_GRADIENTS = {"eval": 5e-3, "train": 1e-2, "net_inception_v3_train": 2e-2}


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_network_agrees_with_the_original(name):
    record = json.loads((CASES / f"{name}.json").read_text())
    case = record["case"]
    model = model_of(case)
    before = descriptions.state_of(model)
    training = case["kwargs"]["is_training"]
    images = input_value("images", case["input"])
    outputs, norms, after = one_pass(model, images, energy, training=training)

    found = descriptions.Found(model, outputs, norms, after, before)
    mode = name.rpartition("_")[2]
    tolerances = (each.get(name, each[mode]) for each in (RTOL, RTOL_GRADIENTS))
    result, arrays = descriptions.ours(found, *tolerances)
    assert differences(result, record["result"]) == []
    with np.load(CASES / f"{name}.npz") as recorded:
        assert differences(arrays, dict(recorded), "arrays") == []


def model_of(case):
    network = functools.partial(named(case["net"]), **case["kwargs"])
    scope = named(case["arg_scope"])(**case["arg_scope_kwargs"])
    return built(network, scope, case["input"]["shape"], variable_value)


def named(name):
    return functools.reduce(getattr, name.split("."), argscope)


def energy(out):
    return keras.ops.sum(keras.ops.square(out))
