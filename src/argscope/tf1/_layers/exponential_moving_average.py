"""`tf.train.ExponentialMovingAverage`: averages of variables, beside them.

Source:
    `tensorflow/python/training/moving_averages.py` of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras import ops

from argscope.tf1._graph.op import SYMBOLS, op, symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._layers.moving_averages import assign_moving_average
from argscope.tf1._names.collections import (
    GraphKeys,
    add_to_collection,
    get_collection,
)
from argscope.tf1._names.graphs import control_dependencies, group
from argscope.tf1._names.scopes import name_scope
from argscope.tf1._names.slots import create_slot, create_zeros_slot
from argscope.tf1._ops.values import Array, array


@symbol(
    "train.ExponentialMovingAverage",
    "python.training.moving_averages.ExponentialMovingAverage",
)
class ExponentialMovingAverage:
    """Averages in which the past counts less and less.

    Args:
        decay: The share of the old average that stays at an update.
        num_updates: The number of updates so far, by which the share is smaller at
            first: `min(decay, (1 + num_updates) / (10 + num_updates))`.
        zero_debias: Whether averages of tensors are corrected for having started at zero.
        name: What averages are called, below what they are averages of.
    """

    def __init__(
        self,
        decay: Any,
        num_updates: Any = None,
        zero_debias: bool = False,
        name: str = "ExponentialMovingAverage",
    ) -> None:
        self._decay = decay
        self._num_updates = num_updates
        self._zero_debias = zero_debias
        self._name = name
        self._averages: dict[Tensor, Variable] = {}

    @property
    def name(self) -> str:
        """What averages are called."""
        return self._name

    def apply(self, var_list: Iterable[Tensor] | None = None) -> Operation:
        """Return an operation that updates averages; make those that there are not.

        Args:
            var_list: What to average; default: the variables that training changes.

        Raises:
            TypeError: Something has whole numbers.
        """
        averaged = _or_trainable(var_list)
        for each in averaged:
            if not each.dtype.is_floating:
                raise TypeError(
                    f"Averages are of variables with fractions, got {each.name!r} of "
                    f"{each.dtype.name}."
                )
            if each not in self._averages:
                # What is awaited here is not for initial values to wait for.
                with control_dependencies(None):
                    self._averages[each] = self._made_for(each)
        with name_scope(self._name) as scope:
            decay = self._decay
            if self._num_updates is not None:
                decay = _decay_after(self._num_updates, decay)
            updates = [self._update(each, decay) for each in averaged]
            return group(*updates, name=scope)

    def average(self, var: Tensor) -> Variable | None:
        """Return the average of a variable or tensor, if there is one."""
        return self._averages.get(var)

    def average_name(self, var: Tensor) -> str:
        """Return the name that the average of a variable has, or would have."""
        average = self.average(var)
        return f"{var.op.name}/{self._name}" if average is None else average.op.name

    def variables_to_restore(
        self, moving_avg_variables: Iterable[Tensor] | None = None
    ) -> dict[str, Tensor]:
        """Return variables by the names under which a checkpoint has what to restore.

        Args:
            moving_avg_variables: Those for which it is the averages; default: the
                variables that training changes, and all that have averages.
        """
        averaged = _or_trainable(moving_avg_variables)
        if moving_avg_variables is None:
            averaged += get_collection(GraphKeys.MOVING_AVERAGE_VARIABLES)
        names = {self.average_name(each): each for each in averaged}
        for each in get_collection(GraphKeys.GLOBAL_VARIABLES):
            if each not in averaged and each.op.name not in names:
                names[each.op.name] = each
        return names

    def _made_for(self, averaged: Tensor) -> Variable:
        if not isinstance(averaged, Variable):
            return create_zeros_slot(averaged, self._name)
        add_to_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, averaged)
        return create_slot(averaged, averaged.initialized_value(), self._name)

    def _update(self, averaged: Tensor, decay: Any) -> Any:
        debias = self._zero_debias and not isinstance(averaged, Variable)
        average = self._averages[averaged]
        return assign_moving_average(average, averaged, decay, zero_debias=debias)


def _or_trainable(variables: Iterable[Tensor] | None) -> list[Any]:
    if variables is not None:
        return list(variables)
    return list(SYMBOLS["trainable_variables"]())


@op("Minimum")
def _decay_after(updates: Array, decay: Any) -> Array:
    done = ops.cast(array(updates), "float32")
    return ops.minimum(decay, (1.0 + done) / (10.0 + done))
