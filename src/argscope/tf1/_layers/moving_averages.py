"""Moving averages: `assign_moving_average`, and the updates of layers.

An update is an operation in the collection of updates: it happens where it is fetched.
Where a layer is called on values, from another layer, it happens in training steps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from argscope._base.paths import first_free
from argscope.layers._numerics.norm_ops import interpolate
from argscope.layers._state.graph_keys import GraphKeys
from argscope.layers._state.run import Run
from argscope.layers.initializers import ZEROS
from argscope.tf1._graph.evaluation import evaluation
from argscope.tf1._graph.graph import graph_run
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.recording import UpdateMark
from argscope.tf1._graph.variable import Variable
from argscope.tf1._names.collections import add_to_collection
from argscope.tf1._names.scopes import get_variable_scope, variable_scope
from argscope.tf1._names.variables import get_variable
from argscope.tf1._ops.values import Array, array

_NAME = "AssignMovingAvg"


@symbol("python.training.moving_averages.assign_moving_average")
def assign_moving_average(
    variable: Variable,
    value: Any,
    decay: Any,
    zero_debias: bool = True,
    name: str | None = None,
) -> Any:
    """Return a tensor that moves a variable to `value` where it is computed.

    Args:
        variable: The moving average.
        value: What it follows.
        decay: The share of the old average that stays.
        zero_debias: Whether to correct it for having started at zero.
        name: Name of the operation.
    """
    name = name or _NAME
    target = variable.keras_variable
    if not zero_debias:
        return _moved(variable, value, decay, target, name=name)
    with variable_scope(variable.op.name):
        biased = _of_debiasing("biased", variable)
        step = _of_debiasing("local_step", variable, ())
    behind = (biased.keras_variable, step.keras_variable)
    return _moved_debiased(
        variable, value, decay, biased, step, target, *behind, name=name
    )


def update_in_training(assign: Callable[[], Any], name: str = _NAME) -> None:
    """Put what `assign` records into the collection of updates."""
    if evaluation() is None:
        add_to_collection(GraphKeys.UPDATE_OPS, assign())
        return
    run: Run = graph_run()
    if run.training:
        assign()
    run.collect(GraphKeys.UPDATE_OPS, "", UpdateMark(run.scope.output_path(name)))


def _of_debiasing(name: str, average: Variable, shape: Any = None) -> Variable:
    scope, taken = get_variable_scope(), graph_run().taken
    if not scope.reuse:
        name = first_free(name, lambda each: scope.inner.path(each) in taken)
    shape = average.shape if shape is None else shape
    return get_variable(name, shape, average.dtype, ZEROS, trainable=False)


@op(_NAME, has_effect=True)
def _moved(
    average: Array,
    value: Array,
    decay: Any,
    target: keras.Variable,
    name: str | None = None,
) -> Array:
    del average, name
    target.assign(_nearer(target, value, decay))
    return target.value


@op(_NAME, has_effect=True)
def _moved_debiased(
    average: Array,
    value: Array,
    decay: Any,
    biased_value: Array,
    steps_done: Array,
    target: keras.Variable,
    biased: keras.Variable,
    steps: keras.Variable,
    name: str | None = None,
) -> Array:
    """Move a biased average, and keep what it is without its start at zero.

    Source:
        Kingma & Ba 2014, arXiv:1412.6980, section 3.
    """
    del average, biased_value, steps_done, name
    biased.assign(_nearer(biased, value, decay))
    steps.assign(steps.value + 1)
    target.assign(biased.value / (1.0 - decay**steps.value))
    return target.value


def _nearer(average: keras.Variable, value: Any, decay: Any) -> Array:
    new = array(value, keras.backend.standardize_dtype(average.dtype))
    return interpolate(average.value, ops.convert_to_tensor(new), 1.0 - decay)
