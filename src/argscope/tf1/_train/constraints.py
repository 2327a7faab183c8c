"""Constraints of variables: what they are held to after each update."""

from __future__ import annotations

from typing import Any

import keras

from argscope.tf1._graph.op import op
from argscope.tf1._graph.variable import Variable
from argscope.tf1._ops.values import Array, array, dtype_of


def constrained(variable: Variable) -> Any:
    """Return a tensor that puts a variable to where its constraint wants it."""
    target = variable.keras_variable
    return _constrained(variable, target)


@op("Assign", has_effect=True, calls_back=True)
def _constrained(value: Array, target: keras.Variable) -> Array:
    del value
    target.assign(array(target.constraint(target.value), dtype_of(target)))
    return target.value
