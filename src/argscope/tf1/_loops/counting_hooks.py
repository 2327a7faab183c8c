"""Hooks that count steps.

Source:
    tensorflow/python/training/basic_session_run_hooks.py of TensorFlow 1.15.
"""

from __future__ import annotations

import time
from logging import INFO
from typing import Any, final

from argscope.tf1._graph.op import symbol
from argscope.tf1._host.events import FileWriterCache
from argscope.tf1._host.global_step import get_global_step
from argscope.tf1._host.logs import log
from argscope.tf1._host.protos import message
from argscope.tf1._loops.run_hooks import SessionRunArgs, SessionRunHook


@final
@symbol("train.SecondOrStepTimer", "estimator.SecondOrStepTimer")
class SecondOrStepTimer:
    """Tells when so many seconds, or so many steps, have passed.

    Args:
        every_secs: How many seconds; None, or steps.
        every_steps: How many steps.

    Raises:
        ValueError: Not one of the two is given.
    """

    def __init__(
        self, every_secs: float | None = None, every_steps: int | None = None
    ) -> None:
        if every_secs is None and every_steps is None:
            raise ValueError("Either every_secs or every_steps should be provided.")
        if every_secs is not None and every_steps is not None:
            raise ValueError("Can not provide both every_secs and every_steps.")
        self._every_secs = every_secs
        self._every_steps = every_steps
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self._step: int | None = None
        self._time: float | None = None

    def should_trigger_for_step(self, step: int) -> bool:
        """Return whether it is time, at a step."""
        if self._step is None or self._time is None:
            return True
        if step == self._step:
            return False
        if self._every_secs is not None:
            return time.time() >= self._time + self._every_secs
        return self._every_steps is not None and step >= self._step + self._every_steps

    def update_last_triggered_step(self, step: int) -> tuple[Any, Any]:
        """Note that it was time; returns how many seconds and steps have passed."""
        now = time.time()
        passed = (
            (None, None)
            if self._step is None or self._time is None
            else (now - self._time, step - self._step)
        )
        self._time, self._step = now, step
        return passed

    def last_triggered_step(self) -> int | None:
        """Return the step at which it was time the last time."""
        return self._step


def step_tensor(hook: str) -> Any:
    """Return the global step, for a hook.

    Raises:
        RuntimeError: There is none.
    """
    found = get_global_step()
    if found is None:
        raise RuntimeError(f"Global step should be created to use {hook}.")
    return found


@symbol("train.StopAtStepHook", "estimator.StopAtStepHook")
class StopAtStepHook(SessionRunHook):
    """Ends a loop after so many steps, or at a step.

    Args:
        num_steps: How many steps; None, or the last one.
        last_step: The step.

    Raises:
        ValueError: Not one of the two is given.
    """

    def __init__(
        self, num_steps: int | None = None, last_step: int | None = None
    ) -> None:
        if num_steps is None and last_step is None:
            raise ValueError("One of num_steps or last_step must be specified.")
        if num_steps is not None and last_step is not None:
            raise ValueError("Only one of num_steps or last_step can be specified.")
        self._num_steps = num_steps
        self._last_step = last_step

    def begin(self) -> None:
        """See `SessionRunHook`."""
        self._global_step = step_tensor("StopAtStepHook")

    def after_create_session(self, session: Any, coord: Any) -> None:
        """See `SessionRunHook`."""
        del coord
        if self._num_steps is not None and self._last_step is None:
            self._last_step = int(session.run(self._global_step)) + self._num_steps

    def before_run(self, run_context: Any) -> SessionRunArgs:
        """See `SessionRunHook`."""
        del run_context
        return SessionRunArgs(self._global_step)

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """See `SessionRunHook`."""
        last = self._last_step
        # What was fetched is the step before the run or after it.
        if last is None or int(run_values.results) + 1 < last:
            return
        if int(run_context.session.run(self._global_step)) >= last:
            run_context.request_stop()


@symbol("train.StepCounterHook", "estimator.StepCounterHook")
class StepCounterHook(SessionRunHook):
    """Logs how many steps are made in a second, and writes it as a summary.

    Args:
        every_n_steps: After how many steps.
        every_n_secs: After how many seconds, instead.
        output_dir: Where summaries are written.
        summary_writer: What writes them, instead.
    """

    def __init__(
        self,
        every_n_steps: int | None = 100,
        every_n_secs: float | None = None,
        output_dir: Any = None,
        summary_writer: Any = None,
    ) -> None:
        if (every_n_steps is None) == (every_n_secs is None):
            raise ValueError(
                "exactly one of every_n_steps and every_n_secs should be provided."
            )
        self._timer = SecondOrStepTimer(every_n_secs, every_n_steps)
        self._writer = summary_writer
        self._folder = output_dir

    def begin(self) -> None:
        """See `SessionRunHook`."""
        if self._writer is None and self._folder:
            self._writer = FileWriterCache.get(self._folder)
        self._global_step = step_tensor("StepCounterHook")
        self._tag = f"{self._global_step.op.name}/sec"

    def before_run(self, run_context: Any) -> SessionRunArgs:
        """See `SessionRunHook`."""
        del run_context
        return SessionRunArgs(self._global_step)

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """See `SessionRunHook`."""
        if not self._timer.should_trigger_for_step(int(run_values.results) + 1):
            return
        step = int(run_context.session.run(self._global_step))
        if self._timer.should_trigger_for_step(step):
            secs, steps = self._timer.update_last_triggered_step(step)
            if secs is not None:
                self._log_and_record(steps, secs, step)

    def _log_and_record(
        self, elapsed_steps: int, elapsed_time: float, global_step: int
    ) -> None:
        rate = elapsed_steps / max(elapsed_time, 1e-9)
        log(INFO, "%s: %g", self._tag, rate)
        if self._writer is not None:
            summary = message("Summary")()
            summary.value.add(tag=self._tag, simple_value=rate)
            self._writer.add_summary(summary, global_step)


@symbol("train.GlobalStepWaiterHook", "estimator.GlobalStepWaiterHook")
class GlobalStepWaiterHook(SessionRunHook):
    """Waits until another one has come to a step.

    Args:
        wait_until_step: The step.
    """

    def __init__(self, wait_until_step: int) -> None:
        self._wait_until_step = wait_until_step

    def begin(self) -> None:
        """See `SessionRunHook`."""
        self._global_step = step_tensor("_GlobalStepWaiterHook")

    def before_run(self, run_context: Any) -> None:
        """See `SessionRunHook`."""
        while int(run_context.session.run(self._global_step)) < self._wait_until_step:
            time.sleep(0.5)
