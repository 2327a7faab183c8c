"""`slim.learning.train`: TF-Slim's loop of training.

Source:
    tf_slim 1.1.0, tf_slim/learning.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from logging import INFO
from typing import Any, Final

from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._host.global_step import get_or_create_global_step
from argscope.tf1._host.logs import log
from argscope.tf1._host.statuses import KINDS
from argscope.tf1._loops.supervisor import DEFAULT, Supervisor

_EVERYWHERE: Final = ("contrib.slim.learning", "contrib.slim.python.slim.learning")


@symbol(*(f"{path}.train_step" for path in _EVERYWHERE))
def train_step(
    sess: Any, train_op: Any, global_step: Any, train_step_kwargs: dict[str, Any]
) -> tuple[Any, Any]:
    """Make a step of training.

    Args:
        sess: The session.
        train_op: A tensor: computed it makes the step, and gives the loss.
        global_step: What counts steps.
        train_step_kwargs: `should_log` and `should_stop`, tensors that tell whether to
            log the loss and to stop; `should_trace` is accepted.

    Returns:
        The loss, and whether to stop.

    Raises:
        ValueError: There is `should_trace` without `logdir`.
    """
    if "should_trace" in train_step_kwargs and "logdir" not in train_step_kwargs:
        raise ValueError(
            "logdir must be present in train_step_kwargs when should_trace is present"
        )
    start = time.time()
    total_loss = sess.run(train_op)
    elapsed = time.time() - start
    # TensorFlow read it in the same run, of a variable that the step had changed.
    step = sess.run(global_step)
    if "should_log" in train_step_kwargs and sess.run(train_step_kwargs["should_log"]):
        log(
            INFO,
            "global step %d: loss = %.4f (%.3f sec/step)",
            step,
            total_loss,
            elapsed,
        )
    if "should_stop" not in train_step_kwargs:
        return total_loss, False
    return total_loss, sess.run(train_step_kwargs["should_stop"])


@symbol(*(f"{path}.train" for path in _EVERYWHERE))
def train(
    train_op: Any,
    logdir: Any,
    train_step_fn: Callable[..., Any] = train_step,
    train_step_kwargs: Any = DEFAULT,
    log_every_n_steps: int = 1,
    graph: Any = None,
    master: str = "",
    is_chief: bool = True,
    global_step: Any = None,
    number_of_steps: int | None = None,
    init_op: Any = DEFAULT,
    init_feed_dict: Any = None,
    local_init_op: Any = DEFAULT,
    init_fn: Callable[[Any], Any] | None = None,
    ready_op: Any = DEFAULT,
    summary_op: Any = DEFAULT,
    save_summaries_secs: float = 600,
    summary_writer: Any = DEFAULT,
    startup_delay_steps: int = 0,
    saver: Any = None,
    save_interval_secs: float = 600,
    sync_optimizer: Any = None,
    session_config: Any = None,
    session_wrapper: Callable[[Any], Any] | None = None,
    trace_every_n_steps: int | None = None,
    ignore_live_threads: bool = False,
) -> Any:
    """Train, going on from the newest checkpoint of a folder, and save there.

    Args:
        train_op: A tensor: computed it makes a step, and gives the loss.
        logdir: The folder of checkpoints and of summaries; None: nothing is written.
        train_step_fn: Makes a step; see `train_step`.
        train_step_kwargs: What is handed to it.
        log_every_n_steps: After how many steps to log the loss.
        graph: The graph; default: the open one.
        master: Accepted.
        is_chief: Must be true: there is one process.
        global_step: What counts steps.
        number_of_steps: The step at which to stop; None: never.
        init_op: See `Supervisor`, as the next seven.
        init_feed_dict: As above.
        local_init_op: As above.
        init_fn: As above.
        ready_op: As above.
        summary_op: As above.
        save_summaries_secs: As above.
        summary_writer: As above.
        startup_delay_steps: Accepted.
        saver: What saves.
        save_interval_secs: After how many seconds to save.
        sync_optimizer: Must be None: there is one process.
        session_config: How the session computes.
        session_wrapper: Returns what to use for a session.
        trace_every_n_steps: Accepted: nothing measures single operations here.
        ignore_live_threads: Whether threads may go on at the end.

    Returns:
        The loss of the last step.

    Raises:
        ValueError: The arguments contradict each other, or there would be more processes.
    """
    _check(train_op, logdir, summary_op, saver, trace_every_n_steps)
    _check_numbers(number_of_steps, sync_optimizer)
    graph = graph or get_default_graph()
    with graph.as_default():
        if global_step is None:
            global_step = get_or_create_global_step()
        saver = saver or SYMBOLS["train.Saver"]()
        if train_step_kwargs is DEFAULT:
            train_step_kwargs = _when(global_step, number_of_steps, log_every_n_steps)
    supervisor = Supervisor(
        graph=graph,
        is_chief=is_chief,
        logdir=logdir,
        init_op=init_op,
        init_feed_dict=init_feed_dict,
        local_init_op=local_init_op,
        ready_for_local_init_op=None,
        ready_op=ready_op,
        summary_op=summary_op,
        summary_writer=summary_writer,
        global_step=global_step,
        saver=saver,
        save_summaries_secs=save_summaries_secs,
        save_model_secs=save_interval_secs,
        init_fn=init_fn,
    )
    if summary_writer is not None:
        train_step_kwargs["summary_writer"] = supervisor.summary_writer
    with supervisor.managed_session(
        master, start_standard_services=False, config=session_config
    ) as session:
        log(INFO, "Starting Session.")
        if session_wrapper is not None:
            log(INFO, "Wrapping session with wrapper function: %s", session_wrapper)
        sess = session if session_wrapper is None else session_wrapper(session)
        if logdir:
            supervisor.start_standard_services(sess)
        threads = supervisor.start_queue_runners(sess)
        log(INFO, "Starting Queues.")
        total_loss = _looped(
            supervisor,
            lambda: train_step_fn(sess, train_op, global_step, train_step_kwargs),
        )
        if logdir:
            log(INFO, "Finished training! Saving model to disk.")
            supervisor.saver.save(
                sess, supervisor.save_path, global_step=supervisor.global_step
            )
            supervisor.stop(
                threads,
                close_summary_writer=True,
                ignore_live_threads=ignore_live_threads,
            )
    return total_loss


def _looped(supervisor: Supervisor, step: Callable[[], tuple[Any, Any]]) -> Any:
    """Make steps until one says stop, or the data end; return the last loss."""
    total_loss = None
    try:
        while not supervisor.should_stop():
            total_loss, should_stop = step()
            if should_stop:
                log(INFO, "Stopping Training.")
                supervisor.request_stop()
    except KINDS["OutOfRange"] as error:
        log(INFO, "Caught OutOfRangeError. Stopping Training. %s", error)
    return total_loss


def _check(
    train_op: Any,
    logdir: Any,
    summary_op: Any,
    saver: Any,
    trace_every_n_steps: Any,
) -> None:
    """Refuse arguments that contradict each other."""
    if train_op is None:
        raise ValueError("train_op cannot be None.")
    if logdir is None:
        given = {
            "summary_op": None if summary_op is DEFAULT else summary_op,
            "saver": saver,
            "trace_every_n_steps": trace_every_n_steps,
        }
        for name, value in given.items():
            if value is not None:
                raise ValueError(f"Cannot provide {name} because logdir=None")


def _check_numbers(number_of_steps: int | None, sync_optimizer: Any) -> None:
    """Refuse no steps, and more processes than one."""
    if number_of_steps is not None and number_of_steps <= 0:
        raise ValueError("`number_of_steps` must be either None or a positive number.")
    if sync_optimizer is not None:
        raise ValueError(
            "slim.learning.train(sync_optimizer=...) is for several processes, whose "
            "gradients are added up. argscope.tf1 trains in one: leave it away, and hand "
            "create_train_op the optimizer itself."
        )


def _when(
    global_step: Any, number_of_steps: int | None, log_every_n_steps: int
) -> dict[str, Any]:
    """Return the tensors that tell whether to stop, and whether to log."""
    with SYMBOLS["name_scope"]("train_step"):
        made = {
            "should_stop": SYMBOLS["greater_equal"](global_step, number_of_steps)
            if number_of_steps
            else SYMBOLS["constant"](value=False)
        }
        if log_every_n_steps > 0:
            made["should_log"] = SYMBOLS["equal"](
                SYMBOLS["mod"](global_step, log_every_n_steps), 0
            )
    return made
