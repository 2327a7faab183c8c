"""Hooks that look at numbers, feed some, or compute some at the end.

Source:
    tensorflow/python/training/basic_session_run_hooks.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from logging import INFO, WARNING
from typing import Any

import numpy as np

from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.op import symbol
from argscope.tf1._host.logs import log
from argscope.tf1._loops.counting_hooks import SecondOrStepTimer
from argscope.tf1._loops.run_hooks import SessionRunArgs, SessionRunHook


@symbol("train.LoggingTensorHook", "estimator.LoggingTensorHook")
class LoggingTensorHook(SessionRunHook):
    """Logs the values of tensors.

    Args:
        tensors: Tensors or their names; a dictionary names them in the log.
        every_n_iter: After how many runs.
        every_n_secs: After how many seconds, instead.
        at_end: Whether at the end, too.
        formatter: Makes a line of a dictionary of values.

    Raises:
        ValueError: When is not told.
    """

    def __init__(
        self,
        tensors: Any,
        every_n_iter: int | None = None,
        every_n_secs: float | None = None,
        at_end: bool = False,
        formatter: Callable[[dict[str, Any]], str] | None = None,
    ) -> None:
        only_at_end = at_end and every_n_iter is None and every_n_secs is None
        if not only_at_end and (every_n_iter is None) == (every_n_secs is None):
            raise ValueError(
                "either at_end and/or exactly one of every_n_iter and every_n_secs must "
                "be provided."
            )
        if every_n_iter is not None and every_n_iter <= 0:
            raise ValueError(f"invalid every_n_iter={every_n_iter}.")
        self._given: dict[str, Any] = (
            dict(tensors)
            if isinstance(tensors, Mapping)
            else {_tag(each): each for each in tensors}
        )
        self._timer = (
            None if only_at_end else SecondOrStepTimer(every_n_secs, every_n_iter)
        )
        self._at_end = at_end
        self._formatter = formatter

    def begin(self) -> None:
        """See `SessionRunHook`."""
        if self._timer is not None:
            self._timer.reset()
        self._runs = 0
        self._tensors = {tag: _tensor(each) for tag, each in self._given.items()}

    def before_run(self, run_context: Any) -> SessionRunArgs | None:
        """See `SessionRunHook`."""
        del run_context
        self._is_due = self._timer is not None and (
            self._timer.should_trigger_for_step(self._runs)
        )
        return SessionRunArgs(self._tensors) if self._is_due else None

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """See `SessionRunHook`."""
        del run_context
        if self._is_due:
            self._log_tensors(run_values.results)
        self._runs += 1

    def end(self, session: Any) -> None:
        """See `SessionRunHook`."""
        if self._at_end:
            self._log_tensors(session.run(self._tensors))

    def _log_tensors(self, tensor_values: dict[str, Any]) -> None:
        secs = None
        if self._timer is not None:
            secs, _ = self._timer.update_last_triggered_step(self._runs)
        if self._formatter is not None:
            log(INFO, self._formatter(tensor_values))
            return
        with np.printoptions(suppress=True):
            values = ", ".join(
                f"{tag} = {tensor_values[tag]!s}" for tag in self._tensors
            )
        if secs is None:
            log(INFO, "%s", values)
        else:
            log(INFO, "%s (%.3f sec)", values, secs)


def _tag(tensor: Any) -> str:
    return tensor if isinstance(tensor, str) else str(tensor.name)


def _tensor(given: Any) -> Any:
    """Return a tensor, or the only one of the operation of that name."""
    if not isinstance(given, str):
        return given
    return get_default_graph().get_tensor_by_name(
        given if ":" in given else f"{given}:0"
    )


@symbol("train.NanLossDuringTrainingError", "estimator.NanLossDuringTrainingError")
class NanLossDuringTrainingError(RuntimeError):
    """A loss is no number any more."""

    def __str__(self) -> str:
        return "NaN loss during training."


@symbol("train.NanTensorHook", "estimator.NanTensorHook")
class NanTensorHook(SessionRunHook):
    """Ends a loop in which a loss is no number any more.

    Args:
        loss_tensor: The loss.
        fail_on_nan_loss: Whether that is an error.
    """

    def __init__(self, loss_tensor: Any, fail_on_nan_loss: bool = True) -> None:
        self._loss = loss_tensor
        self._fail = fail_on_nan_loss

    def before_run(self, run_context: Any) -> SessionRunArgs:
        """See `SessionRunHook`."""
        del run_context
        return SessionRunArgs(self._loss)

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """See `SessionRunHook`.

        Raises:
            NanLossDuringTrainingError: The loss is no number, and that is an error.
        """
        if not np.isnan(run_values.results):
            return
        if self._fail:
            log(40, "Model diverged with loss = NaN.")
            raise NanLossDuringTrainingError
        log(WARNING, "Model diverged with loss = NaN.")
        run_context.request_stop()


@symbol("train.FinalOpsHook", "estimator.FinalOpsHook")
class FinalOpsHook(SessionRunHook):
    """Computes tensors at the end.

    Args:
        final_ops: A structure of them.
        final_ops_feed_dict: What is fed for them.

    Attributes:
        final_ops_values: Their values.
    """

    def __init__(self, final_ops: Any, final_ops_feed_dict: Any = None) -> None:
        self._final_ops = final_ops
        self._feeds = final_ops_feed_dict
        self.final_ops_values: Any = None

    def end(self, session: Any) -> None:
        """See `SessionRunHook`."""
        if self._final_ops is not None:
            self.final_ops_values = session.run(self._final_ops, feed_dict=self._feeds)


@symbol("train.FeedFnHook", "estimator.FeedFnHook")
class FeedFnHook(SessionRunHook):
    """Feeds what a function gives.

    Args:
        feed_fn: Returns what is fed in a run.
    """

    def __init__(self, feed_fn: Callable[[], Any]) -> None:
        self.feed_fn = feed_fn

    def before_run(self, run_context: Any) -> SessionRunArgs:
        """See `SessionRunHook`."""
        del run_context
        return SessionRunArgs(fetches=None, feed_dict=self.feed_fn())


@symbol("train.ProfilerHook", "estimator.ProfilerHook")
class ProfilerHook(SessionRunHook):
    """Accepted: nothing measures single operations here.

    Args:
        *_args: As TensorFlow's has them.
        **_kwargs: Likewise.
    """

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        pass
