"""Functions of each number by itself, and softmax: `tf.nn.relu` and its like."""

from __future__ import annotations

from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._ops.values import Array, array


@op("Relu", "nn.relu")
def relu(features: Array, name: str | None = None) -> Array:
    """Return what is positive, and 0 for the rest."""
    return ops.relu(array(features))
