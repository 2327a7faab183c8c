"""What a case is, and the direction in which its gradient is taken (NumPy only).

`tools/record_edges.py` runs the cases on the original, the tests run them here.
"""

from typing import Any, NamedTuple

import numpy as np

INF = float("inf")


class Library(NamedTuple):
    """What a case is written in: the original's, or ours.

    Attributes:
        slim: The layers and losses.
        metric_learning: The losses of embeddings.
        nn: Activations.
        ones: Makes the initializer of ones.
    """

    slim: Any
    metric_learning: Any
    nn: Any
    ones: Any


class Case:
    """A function of a library and of tensors, and the numbers to call it with."""

    def __init__(self, function, *inputs):
        self.function = function
        self.inputs = [_array(each) for each in inputs]


def direction(shape):
    """Return the gradient by the outputs: no two elements alike."""
    return np.arange(1.0, 1.0 + np.prod(shape), dtype="float32").reshape(shape)


def _array(values):
    array = np.asarray(values)
    wide = {"float64": "float32", "int64": "int32"}
    return array.astype(wide.get(str(array.dtype), array.dtype))
