"""Hooks of evaluations: they stop after so many batches, and summarize at the end.

Source:
    tf_slim 1.1.0, tf_slim/training/evaluation.py;
    tensorflow/python/training/evaluation.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Callable
from logging import INFO
from typing import Any, Final, TypeVar, cast

from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._host.events import FileWriterCache
from argscope.tf1._host.global_step import get_or_create_global_step
from argscope.tf1._host.logs import log
from argscope.tf1._loops.run_hooks import SessionRunArgs, SessionRunHook
from argscope.tf1._names.collections import GraphKeys, get_collection
from argscope.tf1._names.variables import get_variable

EVERYWHERE: Final = (
    "contrib.training",
    "contrib.slim.training",
    "contrib.slim.evaluation",
    "contrib.slim.python.slim.evaluation",
)


F = TypeVar("F", bound=Callable[..., Any])


def _everywhere(name: str) -> Callable[[F], F]:
    return symbol(*(f"{path}.{name}" for path in EVERYWHERE))


@_everywhere("get_or_create_eval_step")
def eval_step_of_graph() -> Tensor:
    """Return the variable that counts the batches of an evaluation."""
    found = get_collection(GraphKeys.EVAL_STEP)
    if found:
        return cast("Tensor", found[0])
    with SYMBOLS["variable_scope"](SYMBOLS["get_variable_scope"](), reuse=False):
        return get_variable(
            "eval_step",
            [],
            "int32",
            initializer=SYMBOLS["zeros_initializer"](),
            trainable=False,
            collections=[GraphKeys.LOCAL_VARIABLES, GraphKeys.EVAL_STEP],
        )


@_everywhere("StopAfterNEvalsHook")
class StopAfterNEvalsHook(SessionRunHook):
    """Ends an evaluation after so many batches.

    Args:
        num_evals: How many; None: the data end it.
        log_progress: Whether to tell how far it is.
    """

    def __init__(self, num_evals: int | None, log_progress: bool = True) -> None:
        self._num_evals = num_evals
        self._count: Any = None
        every = 1 if num_evals is None or num_evals < 20 else num_evals // 10
        self._every = every if log_progress else None

    def count_by(self, updated_eval_step: Any) -> None:
        """Take the tensor that counts batches."""
        self._count = updated_eval_step

    _set_evals_completed_tensor = count_by

    def before_run(self, run_context: Any) -> SessionRunArgs:
        """See `SessionRunHook`."""
        del run_context
        return SessionRunArgs({"evals_completed": self._count})

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """See `SessionRunHook`."""
        done = int(run_values.results["evals_completed"])
        if self._every and (done % self._every == 0 or done == self._num_evals):
            if self._num_evals is None:
                log(INFO, "Evaluation [%d]", done)
            else:
                log(INFO, "Evaluation [%d/%d]", done, self._num_evals)
        if self._num_evals is not None and done >= self._num_evals:
            run_context.request_stop()


@_everywhere("SummaryAtEndHook")
class SummaryAtEndHook(SessionRunHook):
    """Writes a summary at the end of an evaluation.

    Args:
        log_dir: Where to.
        summary_writer: What writes it, instead.
        summary_op: The summary; default: all of the collection.
        feed_dict: What is fed for it.

    Raises:
        ValueError: There is no place to write it to.
    """

    def __init__(
        self,
        log_dir: Any = None,
        summary_writer: Any = None,
        summary_op: Any = None,
        feed_dict: Any = None,
    ) -> None:
        if log_dir is None and summary_writer is None:
            raise ValueError("One of log_dir or summary_writer should be used.")
        self._summary_op = summary_op
        self._is_default = summary_op is None
        self._feeds = feed_dict
        self._writer = summary_writer
        self._folder = log_dir

    def begin(self) -> None:
        """See `SessionRunHook`."""
        if self._is_default:
            self._summary_op = SYMBOLS["summary.merge_all"]()
        self._global_step = get_or_create_global_step()

    def after_create_session(self, session: Any, coord: Any) -> None:
        """See `SessionRunHook`."""
        del session, coord
        if self._writer is None and self._folder:
            self._writer = FileWriterCache.get(self._folder)

    def end(self, session: Any) -> None:
        """See `SessionRunHook`."""
        if self._summary_op is not None:
            step = int(session.run(self._global_step))
            summary = session.run(self._summary_op, self._feeds)
            if self._writer is not None:
                self._writer.add_summary(summary, step)
        if self._writer is not None:
            self._writer.flush()
