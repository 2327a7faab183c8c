"""`tf.train.MonitoredSession`: a session with hooks, for one loop.

A Ctrl-C ends the loop after the step that runs, and hooks save what there is, as at the
end of it; a second one ends it at once.

Source:
    tensorflow/python/training/monitored_session.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from logging import INFO
from typing import Any, Self

from argscope._base.stopping import (
    Stopped,
    StopRequest,
    listening,
    stoppable,
)
from argscope.tf1._data.coordinator import Coordinator
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._host.logs import log
from argscope.tf1._host.statuses import KINDS
from argscope.tf1._loops.run_hooks import (
    SessionRunArgs,
    SessionRunContext,
    SessionRunValues,
)
from argscope.tf1._loops.scaffold import Scaffold
from argscope.tf1._loops.session_manager import SessionManager
from argscope.tf1._names.collections import GraphKeys, get_collection


class SessionCreator:
    """Makes a session; to derive from."""

    def create_session(self) -> Any:
        """Return a session.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError("create_session is not implemented.")


SYMBOLS["train.SessionCreator"] = SessionCreator


@symbol("train.ChiefSessionCreator", "train.WorkerSessionCreator")
class ChiefSessionCreator(SessionCreator):
    """Makes a session of a scaffold, restored from a checkpoint if there is one.

    Args:
        scaffold: The scaffold; default: one of the graph.
        master: Accepted.
        config: How the session computes.
        checkpoint_dir: The folder of checkpoints.
        checkpoint_filename_with_path: A checkpoint, instead.
    """

    def __init__(
        self,
        scaffold: Scaffold | None = None,
        master: str = "",
        config: Any = None,
        checkpoint_dir: Any = None,
        checkpoint_filename_with_path: Any = None,
    ) -> None:
        self._scaffold = scaffold or Scaffold()
        self._master = master
        self._config = config
        self._folder = checkpoint_dir
        self._path = checkpoint_filename_with_path

    def create_session(self) -> Any:
        """See `SessionCreator`."""
        scaffold = self._scaffold.finalize()
        log(INFO, "Graph was finalized.")
        manager = SessionManager(
            local_init_op=scaffold.local_init_op,
            ready_op=scaffold.ready_op,
            ready_for_local_init_op=scaffold.ready_for_local_init_op,
            graph=SYMBOLS["get_default_graph"](),
            local_init_feed_dict=scaffold.local_init_feed_dict,
        )
        return manager.prepare_session(
            self._master,
            saver=scaffold.saver,
            checkpoint_dir=self._folder,
            checkpoint_filename_with_path=self._path,
            config=self._config,
            init_op=scaffold.init_op,
            init_feed_dict=scaffold.init_feed_dict,
            init_fn=scaffold.init_fn,
        )


class StepContext:
    """What a function of a step gets; see `MonitoredSession.run_step_fn`.

    Attributes:
        session: The session, without hooks.
    """

    def __init__(self, session: Any, run: Callable[..., Any]) -> None:
        self.session = session
        self._run = run
        self.stop_requested = False

    def run_with_hooks(self, *args: Any, **kwargs: Any) -> Any:
        """Run as the monitored session does."""
        return self._run(*args, **kwargs)

    def request_stop(self) -> None:
        """Ask for an end of the loop."""
        self.stop_requested = True


@symbol("train.MonitoredSession", "train.SingularMonitoredSession")
class MonitoredSession:
    """A session with hooks. It is made at once, and closed by `close` or `with`.

    Args:
        session_creator: Makes the session; `SingularMonitoredSession` of TensorFlow had
            `hooks` here.
        hooks: The hooks.
        stop_grace_period_secs: How long threads may go on after the end.
        scaffold: What the session is made of, without `session_creator`.
        master: Accepted.
        config: How the session computes, without `session_creator`.
        checkpoint_dir: The folder of checkpoints, without `session_creator`.
        checkpoint_filename_with_path: A checkpoint, instead.
    """

    StepContext = StepContext

    def __init__(
        self,
        session_creator: Any = None,
        hooks: Sequence[Any] | None = None,
        stop_grace_period_secs: float = 120,
        scaffold: Scaffold | None = None,
        master: str = "",
        config: Any = None,
        checkpoint_dir: Any = None,
        checkpoint_filename_with_path: Any = None,
    ) -> None:
        if isinstance(session_creator, list | tuple):
            session_creator, hooks = None, session_creator
        self._hooks = list(hooks or ())
        self._grace_secs = stop_grace_period_secs
        self._is_running = self._wants_stop = self._is_closed = False
        for hook in self._hooks:
            hook.begin()
        creator = session_creator or ChiefSessionCreator(
            scaffold, master, config, checkpoint_dir, checkpoint_filename_with_path
        )
        self._session = creator.create_session()
        self._coord = Coordinator(clean_stop_exception_types=())
        for runner in get_collection(GraphKeys.QUEUE_RUNNERS):
            runner.create_threads(
                self._session, coord=self._coord, daemon=True, start=True
            )
        for hook in self._hooks:
            hook.after_create_session(self._session, self._coord)

    @property
    def graph(self) -> Any:
        """The graph."""
        return self._session.graph

    def raw_session(self) -> Any:
        """Return the session, without hooks."""
        return self._session

    # --- running

    def run(
        self,
        fetches: Any,
        feed_dict: Any = None,
        options: Any = None,
        run_metadata: Any = None,
    ) -> Any:
        """Run, with what the hooks want besides, as `Session.run` does.

        Raises:
            RuntimeError: An end was asked for before.
        """
        if self._is_closed:
            raise RuntimeError("Attempted to use a closed Session.")
        if self.should_stop():
            raise RuntimeError("Run called even after should_stop requested.")
        with stoppable() as request:
            self._is_running = True
            result = self._run(fetches, feed_dict, options, run_metadata)
            self._is_running = False
            request.heed("after a step")
        return result

    def run_step_fn(self, step_fn: Callable[..., Any]) -> Any:
        """Call a function with a `StepContext`, which can run with hooks or without."""
        context = StepContext(self._session, self.run)
        result = step_fn(context)
        self._wants_stop |= context.stop_requested
        return result

    def should_stop(self) -> bool:
        """Return whether the loop is to end."""
        return self._is_closed or self._wants_stop or bool(self._coord.should_stop())

    def _run(
        self, fetches: Any, feed_dict: Any, options: Any, run_metadata: Any
    ) -> Any:
        original = SessionRunArgs(fetches, feed_dict, options)
        context = SessionRunContext(original, self._session)
        asked = [(each, each.before_run(context)) for each in self._hooks]
        feeds = dict(feed_dict or {})
        for _, extra in asked:
            _feed(feeds, feed_dict or {}, extra)
        wanted = {
            index: extra.fetches
            for index, (_, extra) in enumerate(asked)
            if extra is not None and extra.fetches is not None
        }
        try:
            own, results = self._session.run(
                [fetches, wanted],
                feed_dict=feeds,
                options=options,
                run_metadata=run_metadata,
            )
        except KINDS["Cancelled"]:
            self._coord.raise_requested_exception()
            raise
        for index, hook in enumerate(self._hooks):
            hook.after_run(
                context, SessionRunValues(results.get(index), options, run_metadata)
            )
        self._wants_stop |= context.stop_requested
        return own

    # --- the end

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: object, _trace: object
    ) -> bool:
        is_end = kind is not None and issubclass(
            kind, (KINDS["OutOfRange"], StopIteration)
        )
        self._close(ends_well=kind is None or is_end or self._is_between_steps(kind))
        return is_end

    def _is_between_steps(self, kind: type[BaseException]) -> bool:
        """Return whether an error is an interrupt that left no step half done."""
        is_interrupt = issubclass(kind, KeyboardInterrupt)
        return issubclass(kind, Stopped) or (is_interrupt and not self._is_running)

    def close(self) -> None:
        """End the loop: hooks do what they do at the end."""
        self._close(ends_well=True)

    def _close(self, ends_well: bool) -> None:
        if self._is_closed:
            return
        try:
            if ends_well:
                # What asked for the end must not stop what is done at the end.
                with listening(StopRequest()):
                    for hook in self._hooks:
                        hook.end(self._session)
        finally:
            self._is_closed = True
            self._coord.request_stop()
            try:
                self._coord.join(
                    stop_grace_period_secs=self._grace_secs, ignore_live_threads=True
                )
            finally:
                self._session.close()


def _feed(feeds: dict[Any, Any], given: Any, extra: SessionRunArgs | None) -> None:
    """Add what a hook feeds.

    Raises:
        RuntimeError: Something else feeds it, too.
    """
    for tensor, value in ((extra and extra.feed_dict) or {}).items():
        if tensor in feeds:
            by = "a SessionRunHook and user" if tensor in given else "two hooks"
            raise RuntimeError(f"Same tensor is fed by {by}.")
        feeds[tensor] = value
