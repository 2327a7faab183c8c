"""`tf.train.SyncReplicasOptimizer`, where one process is all the workers.

Source:
    tensorflow/python/training/sync_replicas_optimizer.py of TensorFlow 1.15.
"""

from __future__ import annotations

from typing import Any

from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.variable import Variable
from argscope.tf1._names.graphs import control_dependencies, no_op
from argscope.tf1._train.optimizer import GradientsAndVariables
from argscope.tf1._train.optimizer_errors import (
    OptimizerArgumentError,
    SeveralWorkersError,
)
from argscope.tf1._train.wrapped_optimizer import WrappedOptimizer


@symbol("train.SyncReplicasOptimizer")
class SyncReplicasOptimizer(WrappedOptimizer):
    """Does as another optimizer: with one worker there is nobody to wait for.

    Args:
        opt: The other optimizer.
        replicas_to_aggregate: How many gradients make one step: 1.
        total_num_replicas: How many workers there are: 1.
        variable_averages: A moving average to move after each step.
        variables_to_average: Of what.
        use_locking: See `Optimizer`.
        name: See `Optimizer`.

    Raises:
        SeveralWorkersError: There are to be several.
    """

    def __init__(
        self,
        opt: Any,
        replicas_to_aggregate: int,
        total_num_replicas: int | None = None,
        variable_averages: Any = None,
        variables_to_average: Any = None,
        use_locking: bool = False,
        name: str = "sync_replicas",
    ) -> None:
        total = (
            replicas_to_aggregate if total_num_replicas is None else total_num_replicas
        )
        if replicas_to_aggregate != 1 or total != 1:
            raise SeveralWorkersError.about(replicas_to_aggregate, total)
        super().__init__(opt, use_locking=use_locking, name=name)
        self._variable_averages = variable_averages
        self._variables_to_average = variables_to_average

    def apply_gradients(
        self,
        grads_and_vars: GradientsAndVariables,
        global_step: Variable | None = None,
        name: str | None = None,
    ) -> Operation:
        """Return an operation that updates variables and counts a step.

        Raises:
            OptimizerArgumentError: Nothing counts the steps.
        """
        if global_step is None:
            raise OptimizerArgumentError.about(
                "SyncReplicasOptimizer.apply_gradients",
                "global_step",
                None,
                "what counts the steps",
            )
        done: Operation = self._opt.apply_gradients(grads_and_vars, global_step, name)
        # What Supervisor runs at the start: there are no tokens and no local steps here.
        self.chief_init_op = self.local_step_init_op = no_op()
        self.ready_for_local_init_op = no_op()
        if self._variable_averages is None:
            return done
        with control_dependencies([done]):
            moved: Operation = self._variable_averages.apply(self._variables_to_average)
        return moved

    def get_init_tokens_op(self, num_tokens: int = -1) -> Operation:
        """Return an operation that does nothing: no worker waits for tokens."""
        del num_tokens
        return no_op("init_tokens")

    def get_chief_queue_runner(self) -> Any:
        """Return a queue runner that runs nothing."""
        return SYMBOLS["train.QueueRunner"](None, [])

    def make_session_run_hook(self, is_chief: bool, num_tokens: int = -1) -> Any:
        """Return a hook that does nothing."""
        del is_chief, num_tokens
        return SYMBOLS["train.SessionRunHook"]()
