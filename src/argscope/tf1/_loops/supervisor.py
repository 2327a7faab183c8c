"""`tf.train.Supervisor`: a session that saves and summarizes in threads, as long as it runs.

Source:
    tensorflow/python/training/supervisor.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from logging import INFO
from pathlib import Path
from typing import Any, Final

from argscope._base.stopping import (
    Stopped,
    StopRequest,
    listening,
    stoppable,
)
from argscope.tf1._data.coordinator import Coordinator
from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._host.events import FileWriter
from argscope.tf1._host.global_step import get_global_step
from argscope.tf1._host.logs import log
from argscope.tf1._host.protos import message
from argscope.tf1._loops.looping import LooperThread
from argscope.tf1._loops.scaffold import Scaffold
from argscope.tf1._loops.services import (
    StepCounterThread,
    SummaryThread,
    TimedCheckpointThread,
)
from argscope.tf1._loops.session_manager import SessionManager
from argscope.tf1._names.collections import GraphKeys

DEFAULT: Final[Any] = 0  # which programs may hand on, as `Supervisor.USE_DEFAULT`


@symbol("train.Supervisor")
class Supervisor:
    """Makes a session, goes on from the newest checkpoint, and saves and summarizes.

    What is not given is looked up in the graph's collections, then made; None is nothing.

    Args:
        graph: The graph; default: the open one.
        ready_op: Gives the names of what has no values.
        ready_for_local_init_op: Likewise, before `local_init_op`.
        is_chief: Must be true: there is one process.
        init_op: What gives variables their initial values.
        init_feed_dict: What is fed to that.
        local_init_op: What gives local variables their values.
        logdir: The folder of checkpoints and of summaries; None: nothing is written.
        summary_op: The summary.
        saver: What saves.
        global_step: What counts steps.
        save_summaries_secs: After how many seconds to summarize; 0: never.
        save_model_secs: After how many seconds to save; 0: never.
        recovery_wait_secs: How long to wait between two looks for a checkpoint.
        stop_grace_secs: How long threads may go on after the end.
        checkpoint_basename: How the files' names begin.
        session_manager: Makes the session.
        summary_writer: Writes summaries.
        init_fn: Called with the session after `init_op`.
        local_init_run_options: Accepted.

    Raises:
        ValueError: `is_chief` is false.
    """

    USE_DEFAULT = DEFAULT

    def __init__(
        self,
        graph: Any = None,
        ready_op: Any = DEFAULT,
        ready_for_local_init_op: Any = DEFAULT,
        is_chief: bool = True,
        init_op: Any = DEFAULT,
        init_feed_dict: Any = None,
        local_init_op: Any = DEFAULT,
        logdir: Any = None,
        summary_op: Any = DEFAULT,
        saver: Any = DEFAULT,
        global_step: Any = DEFAULT,
        save_summaries_secs: float = 120,
        save_model_secs: float = 600,
        recovery_wait_secs: float = 30,
        stop_grace_secs: float = 120,
        checkpoint_basename: str = "model.ckpt",
        session_manager: Any = None,
        summary_writer: Any = DEFAULT,
        init_fn: Callable[[Any], Any] | None = None,
        local_init_run_options: Any = None,
    ) -> None:
        del local_init_run_options
        if not is_chief:
            raise ValueError(
                "tf.train.Supervisor(is_chief=False) is a worker among several "
                "processes. argscope.tf1 trains in one process: pass is_chief=True."
            )
        self._graph = graph or get_default_graph()
        with self._graph.as_default():
            self.global_step = _given(global_step, get_global_step)
            self.init_op = _given(init_op, _first(GraphKeys.INIT_OP, _initialized))
            self.local_init_op = _given(
                local_init_op,
                _first(GraphKeys.LOCAL_INIT_OP, Scaffold.default_local_init_op),
            )
            self.saver = _given(saver, _first(GraphKeys.SAVERS, _saver))
            self.summary_op = _given(
                summary_op, _first(GraphKeys.SUMMARY_OP, SYMBOLS["summary.merge_all"])
            )
            self.ready_op = _given(ready_op, _first(GraphKeys.READY_OP))
            ready_for_local_init_op = _given(
                ready_for_local_init_op, _first(GraphKeys.READY_FOR_LOCAL_INIT_OP)
            )
        self.is_chief = True
        self.init_feed_dict = init_feed_dict
        self.coord = Coordinator()
        self.save_summaries_secs = save_summaries_secs
        self.save_model_secs = save_model_secs
        self.save_path = logdir and str(Path(str(logdir), checkpoint_basename))
        self._init_fn = init_fn
        self._logdir = logdir
        self._grace_secs = stop_grace_secs
        self._threads: list[Any] = []
        self._owns_writer = summary_writer is DEFAULT
        self.summary_writer = _given(
            summary_writer, lambda: FileWriter(logdir) if logdir else None
        )
        self.session_manager = session_manager or SessionManager(
            local_init_op=self.local_init_op,
            ready_op=self.ready_op,
            ready_for_local_init_op=ready_for_local_init_op,
            graph=self._graph,
            recovery_wait_secs=recovery_wait_secs,
        )

    # --- the session

    @contextmanager
    def managed_session(
        self,
        master: str = "",
        config: Any = None,
        start_standard_services: bool = True,
        close_summary_writer: bool = True,
    ) -> Iterator[Any]:
        """Yield a session that is ready; afterwards threads are stopped.

        The end of the data, `OutOfRangeError`, is no error here. A Ctrl-C ends the block
        after the run of the session that is going on, and what there is is saved; a
        second one ends it at once.
        """
        session, is_to_save = None, False
        try:
            with stoppable() as request, listening(request):
                session = self.prepare_or_wait_for_session(
                    master, config, start_standard_services=start_standard_services
                )
                yield session
        except Stopped:
            is_to_save = True
            raise
        except Exception as error:  # noqa: BLE001  # raised where threads are joined
            self.coord.request_stop(error)
        finally:
            try:
                self.stop(
                    close_summary_writer=close_summary_writer and self._owns_writer
                )
            finally:
                if is_to_save:  # after the thread that saves from time to time
                    self._save(session)
                if session is not None:
                    session.close()

    def prepare_or_wait_for_session(
        self,
        master: str = "",
        config: Any = None,
        wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200,
        start_standard_services: bool = True,
    ) -> Any:
        """Return a session that is ready, with the threads that belong to it."""
        self.coord.clear_stop()
        if self.summary_writer is not None:
            self.summary_writer.reopen()
        session = self.session_manager.prepare_session(
            master,
            init_op=self.init_op,
            saver=self.saver,
            checkpoint_dir=self._logdir,
            wait_for_checkpoint=wait_for_checkpoint,
            max_wait_secs=max_wait_secs,
            config=config,
            init_feed_dict=self.init_feed_dict,
            init_fn=self._init_fn,
        )
        if self.summary_writer is not None:
            self.summary_writer.add_graph(self._graph)
            kind = message("SessionLog")
            self.summary_writer.add_session_log(
                kind(status=kind.START), self.step(session)
            )
        if start_standard_services:
            if self._logdir:
                log(INFO, "Starting standard services.")
                self.start_standard_services(session)
            log(INFO, "Starting queue runners.")
            self.start_queue_runners(session)
        return session

    def step(self, session: Any) -> int | None:
        """Return the global step of a session, if there is one."""
        if self.global_step is None:
            return None
        return int(SYMBOLS["train.global_step"](session, self.global_step))

    # --- threads

    def start_standard_services(self, sess: Any) -> list[Any]:
        """Start what saves and summarizes, and return the threads.

        Raises:
            ValueError: There is no folder to write to.
        """
        if not self._logdir:
            raise ValueError("Cannot start services when logdir is not set.")
        threads: list[Any] = []
        if self.save_summaries_secs and self.summary_writer is not None:
            if self.summary_op is not None:
                threads.append(SummaryThread(self, sess))
            if self.global_step is not None:
                threads.append(StepCounterThread(self, sess))
        if self.saver is not None and self.save_model_secs:
            threads.append(TimedCheckpointThread(self, sess))
        for thread in threads:
            thread.start()
        self._threads += threads
        return threads

    def start_queue_runners(
        self, sess: Any, queue_runners: Sequence[Any] | None = None
    ) -> list[Any]:
        """Start the threads of queues, by default of those in the collection."""
        if queue_runners is None:
            queue_runners = self._graph.get_collection(GraphKeys.QUEUE_RUNNERS)
        threads: list[Any] = []
        for runner in queue_runners:
            threads += runner.create_threads(
                sess, coord=self.coord, daemon=True, start=True
            )
        self._threads += threads
        return threads

    def loop(
        self,
        timer_interval_secs: float | None,
        target: Callable[..., Any],
        args: Sequence[Any] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Start a thread that calls a function from time to time."""
        looper = LooperThread(self.coord, timer_interval_secs, target, args, kwargs)
        looper.start()
        self._threads.append(looper)
        return looper

    Loop = loop

    # --- the end

    def stop(
        self,
        threads: Sequence[Any] | None = None,
        close_summary_writer: bool = True,
        ignore_live_threads: bool = False,
    ) -> None:
        """Stop the threads, and wait for them."""
        self.coord.request_stop()
        try:
            self.coord.join(
                [*(self._threads if threads is None else threads)],
                stop_grace_period_secs=self._grace_secs,
                ignore_live_threads=ignore_live_threads,
            )
        finally:
            if close_summary_writer and self.summary_writer is not None:
                kind = message("SessionLog")
                self.summary_writer.add_session_log(kind(status=kind.STOP))
                self.summary_writer.close()
        self._threads = []

    Stop = stop

    def request_stop(self, ex: Any = None) -> None:
        """Ask for an end."""
        self.coord.request_stop(ex=ex)

    RequestStop = request_stop

    def should_stop(self) -> bool:
        """Return whether it is to end."""
        return bool(self.coord.should_stop())

    ShouldStop = should_stop

    def stop_on_exception(self) -> AbstractContextManager[None]:
        """Return a context in which an error asks for an end."""
        context: AbstractContextManager[None] = self.coord.stop_on_exception()
        return context

    def wait_for_stop(self) -> None:
        """Wait until an end is asked for."""
        self.coord.wait_for_stop()

    def summary_computed(
        self, sess: Any, summary: Any, global_step: int | None = None
    ) -> None:
        """Write a summary.

        Raises:
            RuntimeError: There is nothing that writes it.
        """
        if self.summary_writer is None:
            raise RuntimeError("Writing a summary requires a summary writer.")
        step = self.step(sess) if global_step is None else global_step
        self.summary_writer.add_summary(summary, step)

    def _save(self, session: Any) -> None:
        """Save what there is, if it has a place."""
        if self._logdir and self.saver is not None and session is not None:
            log(INFO, "Stopped. Saving model to disk.")
            with listening(StopRequest()):  # that of before is heeded already
                self.saver.save(session, self.save_path, global_step=self.global_step)


def _given(value: Any, default: Callable[[], Any]) -> Any:
    """Return what is given, None too; where that is the default, what is made."""
    is_default = isinstance(value, int) and not isinstance(value, bool) and value == 0
    return default() if is_default else value


def _first(
    collection: str, default: Callable[[], Any] | None = None
) -> Callable[[], Any]:
    """Return what looks up the first of a collection, and makes it if there is none."""

    def find() -> Any:
        found = SYMBOLS["get_collection"](collection)
        if found:
            return found[0]
        made = None if default is None else default()
        if made is not None:
            SYMBOLS["add_to_collection"](collection, made)
        return made

    return find


def _initialized() -> Any:
    return SYMBOLS["global_variables_initializer"]()


def _saver() -> Any:
    has_variables = bool(SYMBOLS["global_variables"]())
    return SYMBOLS["train.Saver"]() if has_variables else None
