"""The guide's table of names to replace in a network, and what is asked of both sides.

A cell's expressions are evaluated as they stand there, with `x` and such from `names_of`.
"""

import re
from contextlib import nullcontext
from pathlib import Path

import numpy as np

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "from-tf-slim.md"
IMAGES = np.linspace(-1, 1, 48, dtype="float32").reshape(2, 4, 3, 2)


def rows():
    """Return the pairs of cells of the table."""
    text = GUIDE.read_text()
    table = text.split("these are the names to replace:\n\n")[1].split("\n\n")[0]
    lines = [line.strip("| ") for line in table.splitlines()[2:]]
    return [tuple(re.split(r" +\| +", line)) for line in lines]


def optimizer_row():
    """Return the two cells about an optimizer, of the table of what is around a network."""
    lines = GUIDE.read_text().splitlines()
    (line,) = [line for line in lines if line.startswith("| `tf.train.Adam")]
    return tuple(re.split(r" +\| +", line.strip("| ")))


def names_of(cell):
    """Return the first names of a cell, without arguments: what a row is about."""
    return re.findall(r"`((?:tf|x)\.[\w.]+)", cell)


def values_in(cell, names):
    """Return the values of the expressions in a cell; blocks have a colon."""
    pieces = re.findall(r"`([^`]+)`", cell.partition(";")[0])
    return [eval(piece.rstrip(":"), dict(names)) for piece in pieces]  # noqa: S307


# What is asked, by the first name of the row: a function of the values in the cell, of the
# module of the layers, and of images. It returns a tensor, or plain data.


def ones(shape, dtype=None, partition_info=None):
    """Initialize variables of either side."""
    return np.ones(shape, "float32")


def _variables(it, slim, x):
    variable_scope, get_variable, auto_reuse = it
    for _ in range(2):
        with variable_scope("outer"), variable_scope("inner", reuse=auto_reuse):
            w = get_variable("w", [2], initializer=ones)
    return x * w


def _scope_name(it, slim, x):
    return [it[0].name, it[0].reuse or False]


def _keys(it, slim, x):
    keys = "GLOBAL_VARIABLES LOSSES MODEL_VARIABLES REGULARIZATION_LOSSES "
    keys += "TRAINABLE_VARIABLES UPDATE_OPS"
    return [getattr(it[0], key, None) for key in keys.split()]


def _block(it, slim, x):
    with it[0] if it else nullcontext():
        return slim.fully_connected(x, 2, weights_initializer=ones)


def _initialized(it, slim, x):
    made = [slim.variable(f"v{i}", [3], initializer=each) for i, each in enumerate(it)]
    return sum(made, 0.0)


def _drawn(it, slim, x):
    return 1.0 * slim.variable("v", [100, 100], initializer=it[0])


def _functions(it, slim, x):
    relu, concat, mean = it
    return concat([relu(x), mean(x, 3, keepdims=True)], 3)


def _first(it, slim, x):
    return it[0]


USES = {
    "tf.variable_scope": _variables,
    "tf.get_variable_scope": _scope_name,
    "tf.GraphKeys": _keys,
    "tf.name_scope": _block,
    "tf.zeros_initializer": _initialized,
    "tf.truncated_normal_initializer": _drawn,
    "tf.nn.relu": _functions,
    "tf.pad": _first,
    "x.get_shape": _first,
    "tf.shape": _first,
    "tf.image.resize_bilinear": _first,
}
# Both sides draw other numbers, of one distribution.
RANDOM = {"tf.truncated_normal_initializer"}


def names(x):
    """Return what stands in the cells besides modules."""
    return {"x": x, "size": [7, 9], "paddings": [[0, 0], [1, 2], [0, 3], [0, 0]]}


# Gradients so small that epsilon counts.
START, SLOPE, STEPS = [1.0, -2.0], [1e-7, 3e-8], 3


def told(name, value):
    """Return a value as what is compared: of random ones, what their distribution is."""
    if isinstance(value, list | str | int):
        return value
    value = np.asarray(value, "float64")
    if name in RANDOM:
        return [float(value.mean()), float(value.std()), float(np.abs(value).max())]
    return value.tolist()
