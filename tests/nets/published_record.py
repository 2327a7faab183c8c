"""The records in `published/`: a network's pass is compared with what the original gave."""

import functools
import json
from pathlib import Path

import keras
from tests.layers.parity.agreement import differences
from tests.nets import descriptions, published_values
from tests.nets.built import built
from tests.nets.one_pass import forward_pass, one_pass

FOLDER = Path(__file__).with_name("published")

# Of the largest magnitude; while training, statistics of few pixels amplify rounding.
RTOL = {"eval": 1e-4, "train": 1e-3}


def record_of(name):
    return json.loads((FOLDER / f"{name}.json").read_text())


def modes_of(names):
    """Return the pairs of a record's name and a mode that it has."""
    return [(name, mode) for name in names for mode in record_of(name)["modes"]]


def disagreements(name, mode, call, *, without=(), rtol=None):
    """Return how a network differs from what is recorded, one text a difference.

    Args:
        name: Name of the record.
        mode: `eval` or `train`.
        call: The network, its arg scope, its arguments, shape of the inputs.
        without: End points of the record that the network does not have.
        rtol: Of the largest magnitude in an output; None for that of the mode.
    """
    record = record_of(name)
    network, scope, arguments, shape = call
    training = mode == "train"
    network = functools.partial(network, **arguments, is_training=training)
    value_of = functools.partial(published_values.variable_value, gain=record["gain"])
    model = built(network, scope(), shape, value_of)

    before = descriptions.state_of(model)
    images = published_values.input_value("x", shape)
    recorded = descriptions.in_order(record["modes"][mode], without)
    norms = {}
    if "grad_l2" in recorded:
        outputs, norms, after = one_pass(model, images, _energy, training=training)
        del norms["input:images"]
    else:
        outputs, after = forward_pass(model, images, training=training)

    found = descriptions.Found(model, outputs, norms, after, before)
    variables, result = descriptions.published(found, recorded, rtol or RTOL[mode])
    shapes = [list(item) for item in record["variables"].items()]
    averages = [name for name in record["variables"] if "/moving_" in name]
    return [
        *differences(variables, shapes),
        *differences(_untrained(model), averages),
        *differences(result, recorded),
    ]


def _energy(out):
    return keras.ops.mean(keras.ops.square(out))


def _untrained(model):
    return [v.path for v in model.variables_in_order if not v.trainable]
