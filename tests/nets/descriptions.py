"""What a network computes, in the forms in which the originals' results are recorded.

`ours` is what `agreement.differences` compares with `cases/`, `published` with
`published/`.
"""

from dataclasses import dataclass

import numpy as np
from tests.layers.arrays import numbers
from tests.layers.parity.agreement import Array, Between, Near, NotCompared
from tests.nets import published_values
from tests.nets.built import end_points

# The penalty is a sum over all weights in float32.
RTOL_OF_PENALTY = 1e-5

# A step moves an average by a thousandth or so, and so by little rounding: 1e-6.
RTOL_OF_AVERAGES = 1e-5

# Gradients of biases that a normalization takes out again are 0 but for rounding.
NO_GRADIENT = 1e-6

# While training; the published ones are of networks with few pixels at their ends.
RTOL_OF_PUBLISHED_GRADIENTS = 1e-2

SAMPLES = 16  # numbers of an array that are recorded in `cases/`

SECONDS = NotCompared("how long the original took")
SENSITIVITY = NotCompared(
    "how far rounding moves the output: why tolerances are as they are"
)


@dataclass(frozen=True)
class Found:
    """What a pass through a network gave.

    Attributes:
        model: The model.
        outputs: Arrays by name, the end points among them.
        norms: Norms of gradients by path.
        after: The variables that are not trained afterwards, by path.
        before: The same before.
    """

    model: object
    outputs: dict
    norms: dict
    after: dict
    before: dict

    def averages(self):
        """Return what the pass changed: (path, array) in the order of creation."""
        order = [variable.path for variable in self.model.variables_in_order]
        return [
            (path, self.after[path])
            for path in order
            if path in self.after and (self.after[path] != self.before[path]).any()
        ]


def state_of(model):
    """Return the values of the variables that are not trained, by path."""
    return {v.path: numbers(v).copy() for v in model.non_trainable_variables}


def ours(found, rtol, rtol_of_gradients):
    """Return the result and the array of a case.

    Args:
        found: What a pass gave.
        rtol: Of the largest magnitude in an output.
        rtol_of_gradients: Of the norm of a gradient.
    """
    model, averages = found.model, found.averages()
    paths = [variable.path for variable in model.variables_in_order]
    trained = [variable.path for variable in model.trainable_variables]
    result = {
        "variables": _shapes(model),
        "trainable_variables": "all" if trained == paths else trained,
        "parameters": {
            "all": model.count_params(),
            "trainable": sum(int(np.prod(v.shape)) for v in model.trainable_variables),
        },
        "n_regularization_losses": len(model.losses),
        "regularization_loss_total": _penalty(model),
        "end_points": [
            [name, _statistics(array, rtol)]
            for name, array in end_points(found.outputs).items()
        ],
        "grad_l2": _norms(found.norms, rtol_of_gradients),
        "update_ops": len(averages),
        "build_s": SECONDS,
        "run_s": SECONDS,
        "sensitivity": SENSITIVITY,
    }
    if averages:
        result["after_update"] = [
            [path, _statistics(array, RTOL_OF_AVERAGES)] for path, array in averages
        ]
    return result, {"out": Array(found.outputs["out"], rtol)}


def published(found, record, rtol):
    """Return the variables and the result of a published network in one mode.

    Args:
        found: What a pass gave.
        record: What was recorded, `in_order`; it says how many numbers of each array.
        rtol: Of the largest magnitude in an output.
    """
    counts = {name: len(each["samples"]) for name, each in record["end_points"]}
    output, count = found.outputs["out"], len(record["output"]["samples"])
    result = {
        "reg_losses": [len(found.model.losses), _penalty(found.model)],
        "output": _samples(output, count, rtol),
        "end_points": [
            [name, _samples(array, counts.get(name, 0), rtol)]
            for name, array in end_points(found.outputs).items()
        ],
    }
    if averages := found.averages():
        result["after_update"] = [
            [path, *_mean_and_length(array)] for path, array in averages
        ]
    if found.norms:
        result["grad_l2"] = _norms(found.norms, RTOL_OF_PUBLISHED_GRADIENTS)
    return _shapes(found.model), result


def in_order(record, without=()):
    """Return a published result with its end points as a list, but for some."""
    points = record["end_points"].items()
    points = [[name, each] for name, each in points if name not in without]
    return record | {"end_points": points}


def _shapes(model):
    return [[v.path, list(v.shape)] for v in model.variables_in_order]


def _penalty(model):
    total = float(numbers(sum(model.losses)))
    return Near(total, RTOL_OF_PENALTY * total)


def _norms(norms, rtol):
    largest = max(norms.values())
    return [[path, _norm(norm, rtol, largest)] for path, norm in norms.items()]


def _norm(norm, rtol, largest):
    least = NO_GRADIENT * largest
    if norm == 0.0:  # -1 is recorded where nothing depends on a variable
        return Between(-1.0, least)
    return Near(norm, max(rtol * norm, least))


def _statistics(array, rtol):
    array = np.asarray(array, "float64")
    places = np.linspace(0, array.size - 1, min(SAMPLES, array.size)).astype(int)
    found = {
        "mean": array.mean(),
        "std": array.std(),
        "absmean": np.abs(array).mean(),
        "max": array.max(),
        "sample": array.flat[places].tolist(),
    }
    return {"shape": list(array.shape), **_near(found, rtol)}


def _samples(array, count, rtol):
    array = np.asarray(array, "float64")
    places = published_values.sample_indices(array.size, count)
    found = {
        "min": array.min(),
        "max": array.max(),
        "samples": array.flat[places].tolist(),
    }
    return {"shape": list(array.shape), **_near(found, rtol)}


def _near(found, rtol):
    """Return the numbers, each as near as a share of the largest of them."""
    flat = [each for value in found.values() for each in np.ravel(value)]
    within = float(rtol * np.abs(flat).max())
    return {
        key: [Near(each, within) for each in value]
        if isinstance(value, list)
        else Near(float(value), within)
        for key, value in found.items()
    }


def _mean_and_length(array):
    length = float(np.linalg.norm(array))
    within = RTOL_OF_AVERAGES * length
    return Near(float(array.mean()), within), Near(length, within)
