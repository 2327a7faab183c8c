"""Hooks that write: checkpoints and summaries.

Source:
    tensorflow/python/training/basic_session_run_hooks.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Sequence
from logging import INFO
from pathlib import Path
from typing import Any

from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._host.events import FileWriterCache
from argscope.tf1._host.logs import log
from argscope.tf1._host.protos import message
from argscope.tf1._loops.counting_hooks import SecondOrStepTimer, step_tensor
from argscope.tf1._loops.run_hooks import SessionRunArgs, SessionRunHook
from argscope.tf1._names.collections import GraphKeys


@symbol("train.CheckpointSaverListener", "estimator.CheckpointSaverListener")
class CheckpointSaverListener:
    """Called around each saving; to derive from. Here nothing is done."""

    def begin(self) -> None:
        """Called before the session is made."""

    def before_save(self, session: Any, global_step_value: int) -> None:
        """Called before each saving."""
        del session, global_step_value

    def after_save(self, session: Any, global_step_value: int) -> Any:
        """Called after each saving; True ends the loop."""
        del session, global_step_value

    def end(self, session: Any, global_step_value: int) -> None:
        """Called at the end."""
        del session, global_step_value


@symbol("train.CheckpointSaverHook", "estimator.CheckpointSaverHook")
class CheckpointSaverHook(SessionRunHook):
    """Saves a checkpoint at the beginning, from time to time, and at the end.

    Args:
        checkpoint_dir: The folder.
        save_secs: After how many seconds.
        save_steps: After how many steps, instead.
        saver: What saves; default: that of the scaffold, or of the graph.
        checkpoint_basename: How the files' names begin.
        scaffold: What has the saver.
        listeners: What is called around it.

    Raises:
        ValueError: There are a saver and a scaffold.
    """

    def __init__(
        self,
        checkpoint_dir: Any,
        save_secs: float | None = None,
        save_steps: int | None = None,
        saver: Any = None,
        checkpoint_basename: str = "model.ckpt",
        scaffold: Any = None,
        listeners: Sequence[Any] | None = None,
    ) -> None:
        log(INFO, "Create CheckpointSaverHook.")
        if saver is not None and scaffold is not None:
            raise ValueError("You cannot provide both saver and scaffold.")
        self._saver = saver
        self._folder = str(checkpoint_dir)
        self._path = str(Path(self._folder, checkpoint_basename))
        self._scaffold = scaffold
        self._timer = SecondOrStepTimer(save_secs, save_steps)
        self._listeners = list(listeners or ())

    def begin(self) -> None:
        """See `SessionRunHook`."""
        self._writer = FileWriterCache.get(self._folder)
        self._global_step = step_tensor("CheckpointSaverHook")
        for listener in self._listeners:
            listener.begin()

    def after_create_session(self, session: Any, coord: Any) -> None:
        """See `SessionRunHook`."""
        del coord
        step = int(session.run(self._global_step))
        self._writer.add_graph(get_default_graph())
        self._save(session, step)
        self._timer.update_last_triggered_step(step)

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
            self._timer.update_last_triggered_step(step)
            if self._save(run_context.session, step):
                run_context.request_stop()

    def end(self, session: Any) -> None:
        """See `SessionRunHook`."""
        step = int(session.run(self._global_step))
        if step != self._timer.last_triggered_step():
            self._save(session, step)
        for listener in self._listeners:
            listener.end(session, step)

    def _save(self, session: Any, step: int) -> bool:
        """Save, and return whether a listener wants an end."""
        log(INFO, "Saving checkpoints for %d into %s.", step, self._path)
        for listener in self._listeners:
            listener.before_save(session, step)
        self._get_saver().save(session, self._path, global_step=step)
        kind = message("SessionLog")
        self._writer.add_session_log(
            kind(status=kind.CHECKPOINT, checkpoint_path=self._path), step
        )
        wishes = [each.after_save(session, step) for each in self._listeners]
        return any(wishes)

    def _get_saver(self) -> Any:
        if self._saver is not None:
            return self._saver
        if self._scaffold is not None:
            return self._scaffold.saver
        return saver_of_graph()


def saver_of_graph() -> Any:
    """Return the saver in the collection of savers.

    Raises:
        RuntimeError: There is none, or more than one.
    """
    found = SYMBOLS["get_collection"](GraphKeys.SAVERS)
    if len(found) != 1:
        raise RuntimeError(
            f"{'No' if not found else 'More than one'} item in collection "
            f"{GraphKeys.SAVERS}. Please indicate which one to use by passing it to the "
            "constructor."
        )
    return found[0]


@symbol("train.SummarySaverHook", "estimator.SummarySaverHook")
class SummarySaverHook(SessionRunHook):
    """Writes summaries from time to time, of the first step too.

    Args:
        save_steps: After how many steps.
        save_secs: After how many seconds, instead.
        output_dir: Where they are written.
        summary_writer: What writes them, instead.
        scaffold: What has the summary.
        summary_op: The summary, or several, instead.

    Raises:
        ValueError: Not one of `scaffold` and `summary_op` is given.
    """

    def __init__(
        self,
        save_steps: int | None = None,
        save_secs: float | None = None,
        output_dir: Any = None,
        summary_writer: Any = None,
        scaffold: Any = None,
        summary_op: Any = None,
    ) -> None:
        if (scaffold is None) == (summary_op is None):
            raise ValueError("Exactly one of scaffold or summary_op must be provided.")
        self._summary_op = summary_op
        self._writer = summary_writer
        self._folder = output_dir
        self._scaffold = scaffold
        self._timer = SecondOrStepTimer(save_secs, save_steps)

    def begin(self) -> None:
        """See `SessionRunHook`."""
        if self._writer is None and self._folder:
            self._writer = FileWriterCache.get(self._folder)
        self._next_step: int | None = None
        self._global_step = step_tensor("SummarySaverHook")

    def before_run(self, run_context: Any) -> SessionRunArgs:
        """See `SessionRunHook`."""
        del run_context
        self._is_due = self._next_step is None or (
            self._timer.should_trigger_for_step(self._next_step)
        )
        fetches = {"global_step": self._global_step}
        summaries = self._summaries()
        if self._is_due and summaries:
            fetches["summary"] = summaries
        return SessionRunArgs(fetches)

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """See `SessionRunHook`."""
        if self._writer is None:
            return
        step = int(run_values.results["global_step"]) + 1
        if self._next_step is None or self._is_due:
            step = int(run_context.session.run(self._global_step))
        if self._next_step is None:
            kind = message("SessionLog")
            self._writer.add_session_log(kind(status=kind.START), step)
        if self._is_due:
            self._timer.update_last_triggered_step(step)
            for summary in run_values.results.get("summary", ()):
                self._writer.add_summary(summary, step)
        self._next_step = step + 1

    def end(self, session: Any) -> None:
        """See `SessionRunHook`."""
        del session
        if self._writer is not None:
            self._writer.flush()

    def _summaries(self) -> list[Any]:
        found = self._summary_op
        if found is None and self._scaffold is not None:
            found = self._scaffold.summary_op
        if found is None:
            return []
        return list(found) if isinstance(found, list | tuple) else [found]
