"""The threads of a supervisor: they summarize, count steps and save.

Source:
    tensorflow/python/training/supervisor.py of TensorFlow 1.15.
"""

from __future__ import annotations

import time
from logging import INFO
from typing import Any

from argscope.tf1._host.logs import log
from argscope.tf1._host.protos import message
from argscope.tf1._loops.looping import LooperThread


class SummaryThread(LooperThread):
    """Writes the summary from time to time."""

    def __init__(self, sv: Any, sess: Any) -> None:
        super().__init__(sv.coord, sv.save_summaries_secs)
        self._sv, self._sess = sv, sess

    def run_loop(self) -> None:
        """See `LooperThread`."""
        summary = self._sess.run(self._sv.summary_op)
        step = self._sv.step(self._sess)
        log(INFO, "Recording summary at step %s.", step)
        self._sv.summary_writer.add_summary(summary, step)


class StepCounterThread(LooperThread):
    """Tells how many steps are made in a second."""

    def __init__(self, sv: Any, sess: Any) -> None:
        super().__init__(sv.coord, sv.save_summaries_secs)
        self._sv, self._sess = sv, sess
        self._tag = f"{sv.global_step.op.name}/sec"

    def start_loop(self) -> None:
        """See `LooperThread`."""
        self._last = time.time(), self._sv.step(self._sess)

    def run_loop(self) -> None:
        """See `LooperThread`."""
        now, step = time.time(), self._sv.step(self._sess)
        then, before = self._last
        self._last = now, step
        rate = (step - before) / (now - then) if now > then else float("inf")
        log(INFO, "%s: %g", self._tag, rate)
        summary = message("Summary")()
        summary.value.add(tag=self._tag, simple_value=rate)
        self._sv.summary_writer.add_summary(summary, step)


class TimedCheckpointThread(LooperThread):
    """Saves from time to time."""

    def __init__(self, sv: Any, sess: Any) -> None:
        super().__init__(sv.coord, sv.save_model_secs)
        self._sv, self._sess = sv, sess

    def run_loop(self) -> None:
        """See `LooperThread`."""
        log(INFO, "Saving checkpoint to path %s", self._sv.save_path)
        self._sv.saver.save(
            self._sess, self._sv.save_path, global_step=self._sv.global_step
        )
        writer = self._sv.summary_writer
        if writer is not None:
            kind = message("SessionLog")
            log_of_saving = kind(
                status=kind.CHECKPOINT, checkpoint_path=self._sv.save_path
            )
            writer.add_session_log(log_of_saving, self._sv.step(self._sess))
