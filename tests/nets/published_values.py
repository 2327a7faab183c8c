"""The values of the variables and inputs of the cases in `published/`, by name.

NumPy only, and the same streams for ever (`RandomState` is frozen by NEP 19).
"""

import zlib

import numpy as np

POSITIVE = {"moving_variance"}
SCALES = {"gamma"}


def _stream(name):
    return np.random.RandomState(zlib.crc32(name.encode()))


def variable_value(name, shape, gain=1.6):
    """Return the value of a variable; `gain` scales weights to keep signals of order 1."""
    shape = tuple(shape)
    drawn = _stream(name).standard_normal(shape)
    leaf = name.rpartition("/")[2]
    if leaf in POSITIVE:
        value = 1 + 0.2 * np.abs(drawn)
    elif leaf in SCALES:
        value = 1 + 0.1 * drawn
    elif len(shape) >= 2:
        inputs = np.prod(shape[:-2] if "depthwise" in leaf else shape[:-1])
        value = drawn * float(np.clip(np.sqrt(gain / max(inputs, 1)), 0.005, 0.5))
    else:
        value = 0.05 * drawn
    return value.astype("float32")


def input_value(name, shape, low=-1.0, high=1.0):
    """Return the value of an input."""
    return _stream(f"input:{name}").uniform(low, high, tuple(shape)).astype("float32")


def sample_indices(size, count):
    """Return the places of `count` samples in a flat array of `size` elements."""
    if size <= count:
        return np.arange(size)
    return np.unique(np.floor(np.linspace(0, size - 1, count)).astype(np.int64))
