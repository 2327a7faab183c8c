"""Programs with variables: what they make, and what they give for values of these.

Each module is a family, each public function of it a program: it gets `tf` and the inputs
of `tests/tf1/inputs.py` that it names, and returns a structure of tensors.
"""

import inspect
from importlib import import_module
from zlib import crc32

import numpy as np

FAMILIES = ("keras_layers", "layers", "moving_averages", "rnn")


def programs_of(family):
    """Return the programs of a family by name."""
    module = import_module(f"{__name__}.{family}")
    return {
        name: function
        for name, function in vars(module).items()
        if inspect.isfunction(function) and not name.startswith("_")
    }


def inputs_of(program):
    """Return the names of the inputs that a program takes."""
    return [name for name in inspect.signature(program).parameters if name != "tf"]


def value_of(name, shape):
    """Return the value that a variable is given, by its name."""
    draws = np.random.default_rng(crc32(name.encode())).standard_normal(shape) * 0.5
    return (np.abs(draws) + 0.5 if "variance" in name else draws).astype("float32")
