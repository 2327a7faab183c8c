"""What the original's networks computed, compared with what ours compute.

`cases/` holds what TF-Slim's own networks gave, on given values of all variables.
"""

import functools
import json
from pathlib import Path

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers
from tests.layers.parity.values import input_value, variable_value
from tests.nets.built import built, end_points
from tests.nets.one_pass import one_pass

import argscope
from argscope import nets  # noqa: F401  # by name

CASES = Path(__file__).with_name("cases")
ALL = sorted(path.stem for path in CASES.glob("*.json"))

# Of the largest magnitude. While training, the last layers normalize with statistics of
# very few pixels, which amplifies rounding; `sensitivity` in a case says how much.
RTOL = {"eval": 1e-4, "train": 1e-2, "net_inception_v1_train": 1e-3}

# Gradients jump where a ReLU or a maximum switches, which rounding can decide; so their
# norms agree less closely than the outputs.
# In this Inception a change of the images by 1e-6 moves the outputs by 2e-4 (the case's
# `sensitivity`); on JAX one of its norms is off by 1.03 %, all others by less than 1 %.
RTOL_GRADIENTS = {"eval": 5e-3, "train": 1e-2, "net_inception_v3_train": 2e-2}

# Gradients of biases that a normalization takes out again are 0 but for rounding.
NO_GRADIENT = 1e-6


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_network_agrees_with_the_original(name):
    record = json.loads((CASES / f"{name}.json").read_text())
    case, result = record["case"], record["result"]
    model = model_of(case)
    check_variables(model, result)

    images = input_value("images", case["input"])
    training = case["kwargs"]["is_training"]
    outputs, norms, after = one_pass(model, images, energy, training=training)

    mode = name.rpartition("_")[2]
    rtol = RTOL.get(name, RTOL[mode])
    close(outputs["out"], np.load(CASES / f"{name}.npz")["out"], rtol, "out")
    check_statistics(end_points(outputs), result["end_points"], rtol)
    rtol = RTOL_GRADIENTS.get(name, RTOL_GRADIENTS[mode])
    check_norms(norms, dict(result["grad_l2"]), rtol)
    updated = dict(result.get("after_update", []))
    check_statistics({path: after[path] for path in updated}, updated.items(), rtol)
    assert len(updated) == result["update_ops"]


def model_of(case):
    network = functools.partial(named(case["net"]), **case["kwargs"])
    scope = named(case["arg_scope"])(**case["arg_scope_kwargs"])
    return built(network, scope, case["input"]["shape"], variable_value)


def named(name):
    return functools.reduce(getattr, name.split("."), argscope)


def energy(out):
    return keras.ops.sum(keras.ops.square(out))


def check_variables(model, result):
    found = [[v.path, list(v.shape)] for v in model.variables_in_order]
    assert found == result["variables"]
    trained = [variable.path for variable in model.trainable_variables]
    everything = [path for path, _ in result["variables"]]
    recorded = result["trainable_variables"]
    assert trained == (everything if recorded == "all" else recorded)
    sizes = {"all": model.count_params(), "trainable": 0}
    sizes["trainable"] = sum(int(np.prod(v.shape)) for v in model.trainable_variables)
    assert sizes == result["parameters"]
    assert len(model.losses) == result["n_regularization_losses"]
    penalty = float(numbers(sum(model.losses)))
    assert penalty == pytest.approx(result["regularization_loss_total"], rel=1e-5)


def check_statistics(found, recorded, rtol):
    assert list(found) == [name for name, _ in recorded]
    for name, stats in recorded:
        array = np.asarray(found[name], "float64")
        assert list(array.shape) == stats["shape"], name
        places = np.linspace(0, array.size - 1, len(stats["sample"])).astype(int)
        summary = [array.mean(), array.std(), np.abs(array).mean(), array.max()]
        expected = [stats[key] for key in ("mean", "std", "absmean", "max")]
        largest = max(map(abs, [*expected, *stats["sample"]]))
        close([*summary, *array.flat[places]], [*expected, *stats["sample"]],
              rtol, name, largest)  # fmt: skip


def check_norms(found, recorded, rtol):
    assert list(found) == list(recorded)
    least = NO_GRADIENT * max(recorded.values())
    for path, norm in recorded.items():
        wanted = max(norm, 0.0)  # -1: the output does not depend on the variable
        assert found[path] == pytest.approx(wanted, rel=rtol, abs=least), path


def close(found, expected, rtol, name, largest=None):
    largest = np.abs(expected).max() if largest is None else largest
    np.testing.assert_allclose(
        found, expected, rtol=0, atol=rtol * largest, err_msg=name
    )
