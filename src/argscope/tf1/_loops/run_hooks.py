"""What is called around each run of a session: `tf.train.SessionRunHook`."""

from __future__ import annotations

from typing import Any, NamedTuple, final

from argscope.tf1._graph.op import symbol


@final
@symbol("train.SessionRunArgs", "estimator.SessionRunArgs")
class SessionRunArgs(NamedTuple):
    """What a hook adds to a run.

    Attributes:
        fetches: What it wants to know.
        feed_dict: What it feeds.
        options: Options of the run.
    """

    fetches: Any
    feed_dict: Any = None
    options: Any = None


@final
@symbol("train.SessionRunValues", "estimator.SessionRunValues")
class SessionRunValues(NamedTuple):
    """What a hook gets of a run.

    Attributes:
        results: The values of what it fetched.
        options: The options of the run.
        run_metadata: Its metadata.
    """

    results: Any
    options: Any = None
    run_metadata: Any = None


@final
@symbol("train.SessionRunContext", "estimator.SessionRunContext")
class SessionRunContext:
    """A run, as hooks see it.

    Attributes:
        original_args: What the program runs.
        session: The session.
        stop_requested: Whether a hook asked for an end of the loop.
    """

    def __init__(self, original_args: SessionRunArgs, session: Any) -> None:
        self.original_args = original_args
        self.session = session
        self.stop_requested = False

    def request_stop(self) -> None:
        """Ask for an end of the loop."""
        self.stop_requested = True


@symbol("train.SessionRunHook", "estimator.SessionRunHook")
class SessionRunHook:
    """Called around each run of a session; to derive from. Here nothing is done."""

    def begin(self) -> None:
        """Called once, before the session is made; the graph may be changed."""

    def after_create_session(self, session: Any, coord: Any) -> None:
        """Called when the session is made."""
        del session, coord

    def before_run(self, run_context: Any) -> Any:
        """Called before each run; may return `SessionRunArgs`, which are added."""
        del run_context

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """Called after each run that did not fail."""
        del run_context, run_values

    def end(self, session: Any) -> None:
        """Called at the end of the session, if it did not fail."""
        del session
