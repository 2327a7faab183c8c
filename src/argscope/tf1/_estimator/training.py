"""`tf.estimator.train_and_evaluate`: training, with evaluations of what it saves.

Source:
    tensorflow_estimator/python/estimator/training.py of 1.15.
"""

from __future__ import annotations

import time
from logging import INFO
from typing import Any

from argscope.tf1._estimator.estimator import Estimator
from argscope.tf1._estimator.specs import EvalSpec, TrainSpec
from argscope.tf1._graph.op import symbol
from argscope.tf1._host.logs import log
from argscope.tf1._loops.saving_hooks import CheckpointSaverListener


class _Evaluating(CheckpointSaverListener):
    """Evaluates what was saved, if the last evaluation was long enough ago."""

    def __init__(self, estimator: Estimator, spec: EvalSpec) -> None:
        self._estimator = estimator
        self._spec = spec
        self._is_first = True
        self._last = time.monotonic()
        self._step: int | None = None
        self.result: Any = None

    def after_save(self, session: Any, global_step_value: int) -> None:
        """See `CheckpointSaverListener`."""
        del session
        self._step = None
        if self._is_first:  # what training begins with
            self._is_first = False
        elif time.monotonic() - self._last >= self._spec.throttle_secs:
            self._evaluate(global_step_value)

    def end(self, session: Any, global_step_value: int) -> None:
        """See `CheckpointSaverListener`."""
        del session
        if self._step != global_step_value:
            self._evaluate(global_step_value)

    def _evaluate(self, step: int) -> None:
        self._step = step
        self._last = time.monotonic()
        self.result = self._estimator.evaluate(
            self._spec.input_fn,
            steps=self._spec.steps,
            hooks=self._spec.hooks,
            name=self._spec.name,
        )


@symbol("estimator.train_and_evaluate")
def train_and_evaluate(
    estimator: Estimator, train_spec: TrainSpec, eval_spec: EvalSpec
) -> tuple[Any, list[Any]]:
    """Train, evaluate what is saved from time to time, and at the end.

    Returns:
        The metrics of the last evaluation, and the exported models: none.
    """
    log(INFO, "Running training and evaluation locally (non-distributed).")
    evaluating = _Evaluating(estimator, eval_spec)
    estimator.train(
        train_spec.input_fn,
        hooks=train_spec.hooks,
        max_steps=train_spec.max_steps,
        saving_listeners=[evaluating],
    )
    return evaluating.result, []
