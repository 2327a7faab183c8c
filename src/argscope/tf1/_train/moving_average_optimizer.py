"""`tf.contrib.opt.MovingAverageOptimizer`: an optimizer that averages what it trains.

Source:
    tensorflow/contrib/opt/python/training/moving_average_optimizer.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.variable import Variable
from argscope.tf1._layers.exponential_moving_average import ExponentialMovingAverage
from argscope.tf1._names.collections import global_variables
from argscope.tf1._names.graphs import control_dependencies, group
from argscope.tf1._train.optimizer import GradientsAndVariables
from argscope.tf1._train.optimizer_errors import OptimizerArgumentError
from argscope.tf1._train.wrapped_optimizer import WrappedOptimizer


@symbol("contrib.opt.MovingAverageOptimizer")
class MovingAverageOptimizer(WrappedOptimizer):
    """Trains by another optimizer, and averages the variables.

    Args:
        opt: The other optimizer.
        average_decay: See `tf.train.ExponentialMovingAverage`, as for the next.
        num_updates: The number of updates so far.
        sequential_update: Whether averages are moved after the updates; else at any time.
    """

    def __init__(
        self,
        opt: Any,
        average_decay: float = 0.9999,
        num_updates: Any = None,
        sequential_update: bool = True,
    ) -> None:
        super().__init__(opt, name=opt.get_name())
        self._ema = ExponentialMovingAverage(average_decay, num_updates)
        self._sequential_update = sequential_update
        self._swapped: dict[str, Any] | None = None

    def apply_gradients(
        self,
        grads_and_vars: GradientsAndVariables,
        global_step: Variable | None = None,
        name: str | None = None,
    ) -> Operation:
        """Return an operation that updates variables and moves their averages."""
        pairs = list(grads_and_vars)
        step = self._opt.apply_gradients(pairs, global_step, name)
        trained = [variable for gradient, variable in pairs if gradient is not None]
        with control_dependencies([step] if self._sequential_update else []):
            moved = self._ema.apply(trained)
        self._swapped = {}
        for variable in trained:
            average: Any = self._ema.average(variable)
            self._swapped[variable.op.name] = average
            self._swapped[average.op.name] = variable
        return group(step, moved, name="train_with_avg")

    def swapping_saver(
        self, var_list: Any = None, name: str = "swapping_saver", **kwargs: Any
    ) -> Any:
        """Return a saver that writes averages under the names of variables.

        Raises:
            OptimizerArgumentError: Nothing has been minimized yet.
        """
        if self._swapped is None:
            raise OptimizerArgumentError.about(
                "swapping_saver",
                "var_list",
                var_list,
                "variables that are trained: call minimize before it",
            )
        found = global_variables() if var_list is None else var_list
        if not isinstance(found, Mapping):
            found = {variable.op.name: variable for variable in found}
        swapped = {key: self._swapped.get(v.op.name, v) for key, v in found.items()}
        return SYMBOLS["train.Saver"](swapped, name=name, **kwargs)
