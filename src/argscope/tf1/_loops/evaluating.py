"""`slim.evaluation` and `tf.contrib.training`: evaluations of the checkpoints of a folder.

Source:
    tf_slim 1.1.0, tf_slim/evaluation.py and tf_slim/training/evaluation.py;
    tensorflow/python/training/evaluation.py of TensorFlow 1.15.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from logging import INFO
from typing import Any, Final, TypeVar

from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._host.logs import log
from argscope.tf1._loops.evaluation_hooks import (
    EVERYWHERE,
    StopAfterNEvalsHook,
    SummaryAtEndHook,
    eval_step_of_graph,
)
from argscope.tf1._loops.monitored import ChiefSessionCreator, MonitoredSession
from argscope.tf1._loops.scaffold import Scaffold
from argscope.tf1._loops.watching_hooks import FinalOpsHook

_DEFAULT: Final[Any] = 0


F = TypeVar("F", bound=Callable[..., Any])


def _everywhere(name: str) -> Callable[[F], F]:
    return symbol(*(f"{path}.{name}" for path in EVERYWHERE))


@_everywhere("wait_for_new_checkpoint")
def wait_for_new_checkpoint(
    checkpoint_dir: Any,
    last_checkpoint: str | None = None,
    seconds_to_sleep: float = 1,
    timeout: float | None = None,
) -> str | None:
    """Return a checkpoint that is newer than the last one; None after a time."""
    log(INFO, "Waiting for new checkpoint at %s", checkpoint_dir)
    stop_time = None if timeout is None else time.time() + timeout
    while True:
        path: str | None = SYMBOLS["train.latest_checkpoint"](checkpoint_dir)
        if path is not None and path != last_checkpoint:
            log(INFO, "Found new checkpoint at %s", path)
            return path
        if stop_time is not None and time.time() + seconds_to_sleep > stop_time:
            return None
        time.sleep(seconds_to_sleep)


@_everywhere("checkpoints_iterator")
@symbol("train.checkpoints_iterator")
def checkpoints_iterator(
    checkpoint_dir: Any,
    min_interval_secs: float = 0,
    timeout: float | None = None,
    timeout_fn: Callable[[], bool] | None = None,
) -> Iterator[str]:
    """Yield the paths of checkpoints as they come.

    Args:
        checkpoint_dir: Their folder.
        min_interval_secs: How many seconds there are between two at least.
        timeout: How many seconds to wait for one; None: for ever.
        timeout_fn: Called when that is over; whether to stop waiting. None: stop.
    """
    path: str | None = None
    while True:
        found = wait_for_new_checkpoint(checkpoint_dir, path, timeout=timeout)
        if found is None:
            if timeout_fn is None:
                log(INFO, "Timed-out waiting for a checkpoint.")
                return
            if timeout_fn():
                return
            continue
        start = time.time()
        path = found
        yield path
        time.sleep(max(0.0, start + min_interval_secs - time.time()))


@symbol("contrib.training.evaluate_once", "contrib.slim.training.evaluate_once")
def evaluate_once(
    checkpoint_path: Any,
    master: str = "",
    scaffold: Scaffold | None = None,
    eval_ops: Any = None,
    feed_dict: Any = None,
    final_ops: Any = None,
    final_ops_feed_dict: Any = None,
    hooks: Sequence[Any] | None = None,
    config: Any = None,
) -> Any:
    """Evaluate a checkpoint: run `eval_ops` until a hook says stop, then `final_ops`.

    Returns:
        The values of `final_ops`.
    """
    hooks = list(hooks or ())
    eval_ops = _counted(eval_ops, hooks)
    final = FinalOpsHook(final_ops, final_ops_feed_dict)
    creator = ChiefSessionCreator(
        scaffold, master, config, checkpoint_filename_with_path=checkpoint_path
    )
    _evaluate(creator, [*hooks, final], eval_ops, feed_dict)
    return final.final_ops_values


@symbol(
    "contrib.training.evaluate_repeatedly",
    "contrib.slim.training.evaluate_repeatedly",
    "contrib.slim.evaluation.evaluate_repeatedly",
)
def evaluate_repeatedly(
    checkpoint_dir: Any,
    master: str = "",
    scaffold: Scaffold | None = None,
    eval_ops: Any = None,
    feed_dict: Any = None,
    final_ops: Any = None,
    final_ops_feed_dict: Any = None,
    eval_interval_secs: float = 60,
    hooks: Sequence[Any] | None = None,
    config: Any = None,
    max_number_of_evaluations: int | None = None,
    timeout: float | None = None,
    timeout_fn: Callable[[], bool] | None = None,
) -> Any:
    """Evaluate checkpoints as they come; see `evaluate_once`.

    Returns:
        The values of `final_ops` of the last evaluation.
    """
    hooks = list(hooks or ())
    eval_ops = _counted(eval_ops, hooks)
    final = FinalOpsHook(final_ops, final_ops_feed_dict)
    paths = checkpoints_iterator(
        checkpoint_dir, eval_interval_secs, timeout, timeout_fn
    )
    for count, path in enumerate(paths, start=1):
        creator = ChiefSessionCreator(
            scaffold, master, config, checkpoint_filename_with_path=path
        )
        _evaluate(creator, [*hooks, final], eval_ops, feed_dict)
        if max_number_of_evaluations is not None and count >= max_number_of_evaluations:
            break
    return final.final_ops_values


@symbol(
    "contrib.slim.evaluation.evaluate_once",
    "contrib.slim.python.slim.evaluation.evaluate_once",
)
def slim_evaluate_once(
    master: str,
    checkpoint_path: Any,
    logdir: Any,
    num_evals: int = 1,
    initial_op: Any = None,
    initial_op_feed_dict: Any = None,
    eval_op: Any = None,
    eval_op_feed_dict: Any = None,
    final_op: Any = None,
    final_op_feed_dict: Any = None,
    summary_op: Any = _DEFAULT,
    summary_op_feed_dict: Any = None,
    variables_to_restore: Any = None,
    session_config: Any = None,
    hooks: Sequence[Any] | None = None,
) -> Any:
    """Evaluate a checkpoint: run `eval_op` so many times, then `final_op`, and summarize.

    Returns:
        The value of `final_op`.
    """
    return evaluate_once(
        checkpoint_path,
        master,
        _scaffold(initial_op, initial_op_feed_dict, None, variables_to_restore),
        eval_op,
        eval_op_feed_dict,
        final_op,
        final_op_feed_dict,
        _hooks(num_evals, logdir, summary_op, summary_op_feed_dict, hooks),
        session_config,
    )


@symbol(
    "contrib.slim.evaluation.evaluation_loop",
    "contrib.slim.python.slim.evaluation.evaluation_loop",
)
def evaluation_loop(
    master: str,
    checkpoint_dir: Any,
    logdir: Any,
    num_evals: int = 1,
    initial_op: Any = None,
    initial_op_feed_dict: Any = None,
    init_fn: Any = None,
    eval_op: Any = None,
    eval_op_feed_dict: Any = None,
    final_op: Any = None,
    final_op_feed_dict: Any = None,
    summary_op: Any = _DEFAULT,
    summary_op_feed_dict: Any = None,
    variables_to_restore: Any = None,
    eval_interval_secs: float = 60,
    max_number_of_evaluations: int | None = None,
    session_config: Any = None,
    timeout: float | None = None,
    timeout_fn: Callable[[], bool] | None = None,
    hooks: Sequence[Any] | None = None,
) -> Any:
    """Evaluate checkpoints as they come; see `slim_evaluate_once`.

    Returns:
        The value of `final_op` of the last evaluation.
    """
    return evaluate_repeatedly(
        checkpoint_dir,
        master,
        _scaffold(initial_op, initial_op_feed_dict, init_fn, variables_to_restore),
        eval_op,
        eval_op_feed_dict,
        final_op,
        final_op_feed_dict,
        eval_interval_secs,
        _hooks(num_evals, logdir, summary_op, summary_op_feed_dict, hooks),
        session_config,
        max_number_of_evaluations,
        timeout,
        timeout_fn,
    )


def _scaffold(
    initial_op: Any, feeds: Any, init_fn: Any, variables_to_restore: Any
) -> Scaffold:
    saver = None
    if variables_to_restore is not None:
        saver = SYMBOLS["train.Saver"](variables_to_restore)
    return Scaffold(
        init_op=initial_op, init_feed_dict=feeds, init_fn=init_fn, saver=saver
    )


def _hooks(
    num_evals: int,
    logdir: Any,
    summary_op: Any,
    summary_feeds: Any,
    hooks: Sequence[Any] | None,
) -> list[Any]:
    if isinstance(summary_op, int) and summary_op == _DEFAULT:
        summary_op = SYMBOLS["summary.merge_all"]()
    made: list[Any] = [StopAfterNEvalsHook(num_evals)]
    if summary_op is not None:
        made.append(
            SummaryAtEndHook(
                log_dir=logdir, summary_op=summary_op, feed_dict=summary_feeds
            )
        )
    return [*made, *(hooks or ())]


def _counted(eval_ops: Any, hooks: Sequence[Any]) -> Any:
    """Return operations with one more that counts how often they are run, for hooks."""
    eval_step = eval_step_of_graph()
    if eval_ops is None:
        return None
    update = SYMBOLS["assign_add"](eval_step, 1)
    for hook in hooks:
        if isinstance(hook, StopAfterNEvalsHook):
            hook.count_by(update)
    if isinstance(eval_ops, dict):
        return {**eval_ops, "update_eval_step": update}
    if isinstance(eval_ops, list | tuple):
        return [*eval_ops, update]
    return [eval_ops, update]


def _evaluate(
    creator: ChiefSessionCreator, hooks: Sequence[Any], eval_ops: Any, feeds: Any
) -> None:
    log(INFO, f"Starting evaluation at {_now()}")
    with MonitoredSession(session_creator=creator, hooks=hooks) as session:
        if eval_ops is not None:
            while not session.should_stop():
                session.run(eval_ops, feeds)
    log(INFO, f"Finished evaluation at {_now()}")


def _now() -> str:
    return time.strftime("%Y-%m-%d-%H:%M:%S", time.gmtime())
