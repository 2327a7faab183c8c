"""Training steps: what the original computed in five steps, and what is refused."""

import json
from pathlib import Path

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers
from tests.layers.parity.program import Network
from tests.layers.parity.values import input_value, variable_value

import argscope.slim as slim

CASES = sorted(Path(__file__).with_name("cases").glob("*.json"))
RTOL = 2e-5

OPTIMIZERS = {
    "sgd": keras.optimizers.SGD,
    "momentum": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    "adam": lambda rate: keras.optimizers.Adam(rate, epsilon=1e-8),
}


def decayed(rate, step):
    """Halve the rate every two steps."""
    return rate * keras.ops.power(
        0.5, keras.ops.floor(keras.ops.cast(step, "float32") / 2)
    )


def train_op_of(case, model):
    options = dict(case.get("kwargs", {}))
    if case["api"] == "create_train_op":
        optimizer = OPTIMIZERS[case["optimizer"]](case["lr"])
        return slim.learning.create_train_op(model, optimizer, **options)
    if options.pop("decay", False):
        options["learning_rate_decay_fn"] = decayed
    return slim.optimize_loss(model, None, case["lr"], case["optimizer"], **options)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_five_steps_are_those_of_the_original(path):
    case = json.loads(path.read_text())["case"]
    expected = np.load(path.with_suffix(".npz"))
    network = Network({**case, "fetch": [case["loss"]]})
    model = slim.layers.Model(lambda inputs: network(inputs)[case["loss"]], seed=1)
    batch = {name: input_value(name, spec) for name, spec in case["inputs"].items()}
    model(batch)
    for variable in model.variables_in_order:
        variable.assign(variable_value(variable.path, variable.shape))

    train_op = train_op_of(case, model)
    losses = [train_op(batch) for _ in range(case["steps"])]

    np.testing.assert_allclose(losses, expected["loss_per_step"], rtol=RTOL)
    for variable in model.variables_in_order:
        wanted = expected[f"after/{variable.path}"]
        np.testing.assert_allclose(
            numbers(variable), wanted, rtol=0, atol=RTOL * np.abs(wanted).max()
        )
    assert int(train_op.optimizer.iterations) == case["steps"]
