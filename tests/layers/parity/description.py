"""What we compute for a case, in the form in which the original's results are recorded.

`described` runs the case's program and returns a result and arrays like those of a
record; `agreement.differences` compares the two. The form is that of
`tools/record_parity.py`, which says what each field means.
"""

import keras
import numpy as np
from tests.layers.arrays import numbers
from tests.layers.parity import exceptions
from tests.layers.parity.agreement import Array, Like, Near, OneOf
from tests.layers.parity.built import Built, inputs_of, precision_of
from tests.layers.parity.initial_values import SIGMAS
from tests.layers.parity.program import Network, value_of
from tests.layers.parity.updates import RTOL, Updates

from argscope.layers._state.graph_keys import GraphKeys

# What TensorFlow's own layers call a variable in the names of its regularization losses.
KERAS_NAMES = {
    "weights": "kernel",
    "biases": "bias",
    "depthwise_weights": "depthwise_kernel",
    "pointwise_weights": "pointwise_kernel",
}


def described(record):
    """Return the result and the arrays of a case that is a network."""
    case = record.case
    inputs = inputs_of(case)
    if record.name in exceptions.ON_NUMBERS:
        return _without_model(case, inputs)
    with precision_of(inputs):
        built = Built(case, inputs)
        result, arrays = built.described(), {}
        if case.get("stats_only"):
            result |= _statistics_of_random(built)
        elif not case.get("build_only"):
            result |= _losses(built)
            more, arrays = _passes(built, record, result["update_ops"])
            result |= more
    if record.name in exceptions.WRONG_ARRAYS:
        arrays = dict.fromkeys(arrays, exceptions.WRONG_ARRAYS[record.name])
    return result, arrays


def described_initializer(case):
    """Return the statistics of a draw of the initializer that is a case."""
    shape = tuple(case["shape"])
    drawn = value_of(case["init"], {}).draw(shape, np.random.default_rng(0))
    mean, std = float(drawn.mean()), float(drawn.std())
    # Two draws of n numbers: five standard errors of the difference, at most, of their
    # mean and of their std; a right one is refused once in a million times.
    error = 5 * np.sqrt(2 / drawn.size)
    ends = {key: float(getattr(drawn, key)()) for key in ("min", "max")}
    return {
        "shape": list(drawn.shape),
        "stats": {
            "mean": Near(mean, error * std),
            "std": Near(std, error * std),
            **{key: Near(value, 0.02 * abs(value)) for key, value in ends.items()},
        },
        "kurtosis": Near(float(((drawn - mean) ** 4).mean()) / std**4, 0.1),
    }


def described_error(error):
    """Return how an error is recorded."""
    kinds = tuple(kind.__name__ for kind in type(error).__mro__)
    return {"raises": OneOf(kinds), "message": exceptions.MESSAGE}


def _losses(built):
    """Return the losses that the program adds, and the penalties on its variables."""
    built.give_documented_values()
    collections = built.network.collections
    if (
        GraphKeys.LOSSES in collections
        or GraphKeys.REGULARIZATION_LOSSES in collections
    ):
        # Those that the program adds itself are those of its last run; they come first.
        built.model(built.inputs)
    collections = built.network.collections
    added = collections.get(GraphKeys.LOSSES, [])
    own = collections.get(GraphKeys.REGULARIZATION_LOSSES, [])
    penalized = [v for v in built.model.variables_in_order if v.regularizer is not None]
    values = [float(numbers(loss)) for loss in built.model.losses]
    assert len(values) == len(added) + len(own) + len(penalized)
    names = [
        *(["get_regularization_penalty"] * len(own)),
        *(_penalty_name(variable) for variable in penalized),
    ]
    found = {
        # TensorFlow numbers its operations called `value`, and others too.
        "losses": [
            _loss(f"{alias}(_[0-9]+)?", value)
            for (alias, _), value in zip(added, values, strict=False)
        ],
        "regularization_losses": [
            _loss(name, value)
            for name, value in zip(names, values[len(added) :], strict=True)
        ],
    }
    return {key: losses for key, losses in found.items() if losses}


def _loss(pattern, value):
    return {"op": Like(pattern), "value": Near(value, RTOL * abs(value))}


def _penalty_name(variable):
    """Return the pattern of the name that the original gives to a variable's penalty."""
    scope, slash, name = variable.path.rpartition("/")
    kind = type(variable.regularizer).__name__
    kinds = {"SumRegularizer": "(sum|l1_l2)", "NormRegularizer": "l1|l2"}
    if kind == "NormRegularizer":
        kinds[kind] = variable.regularizer.norm
    return (
        f"{scope}{slash}({name}|{KERAS_NAMES.get(name, name)})"
        f"/Regularizer/{kinds[kind]}_regularizer"
    )


def _passes(built, record, update_ops):
    """Return outputs, gradients and updated averages of training passes."""
    if built.case.get("grad") is False:
        outputs = built.model(built.inputs).items()
        found = {f"out/{name}": Array(numbers(y), RTOL) for name, y in outputs}
        return {"after_forward": []}, found
    updates = Updates(built, record.name)
    first = updates.step()
    gradients = {f"grad/{path}": found for path, found in first.by_variable.items()}
    gradients |= {f"grad_input/{name}": found for name, found in first.by_input.items()}
    none = _not_connected(gradients, record.result["no_grad"])
    result = {"no_grad": none}
    arrays = {f"out/{name}": Array(y, RTOL) for name, y in first.outputs.items()}
    rounding = exceptions.ROUNDING if record.name in exceptions.CANCELLING else {}
    for key, gradient in gradients.items():
        if key not in none:
            arrays[key] = Array(gradient, RTOL, rounding.get(key, 0.0))
    more, averages = updates.described(update_ops)
    return result | more, arrays | averages


def _not_connected(gradients, recorded):
    """Return the gradients that are None.

    JAX has zeros for None, so there those that are recorded as None must be zero.
    """
    on_jax = keras.backend.backend() == "jax"
    return [
        key
        for key, gradient in gradients.items()
        if gradient is None or (on_jax and key in recorded and not gradient.any())
    ]


def _statistics_of_random(built):
    """Return the statistics of random outputs.

    The one case drops whole rows or doubles them; `n` rows are dropped or not.
    """
    found = {}
    for name, tensor in built.model(built.inputs, training=True).items():
        output = numbers(tensor)
        rows = len(output)
        deviation = SIGMAS * float(output.std()) / np.sqrt(rows)
        found[name] = {
            "shape": list(output.shape),
            "unique": np.unique(output).tolist(),
            "min": float(output.min()),
            "max": float(output.max()),
            "mean": Near(float(output.mean()), deviation),
            "std": Near(float(output.std()), deviation),
        }
    return {"output_stats": found, "after_forward": []}


def _without_model(case, inputs):
    """Return what a case gives that runs on numbers: no variables, a sparse tensor."""
    outputs = Network(case)(inputs)
    arrays = {
        f"out/{name}/{part}": Array(np.asarray(numbers(getattr(output, part))), 0.0)
        for name, output in outputs.items()
        for part in ("indices", "values", "dense_shape")
    }
    result = {
        "variables": [],
        "trainable_variables": [],
        "model_variables": [],
        "collections": {},
        "update_ops": 0,
        "output_static_shape": dict.fromkeys(outputs),
        "output_op": exceptions.OPERATION,
        "after_forward": [],
    }
    return result, arrays
