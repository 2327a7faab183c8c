"""`tf.train.SessionManager`: a session whose variables have values, from a checkpoint or new.

Source:
    tensorflow/python/training/session_manager.py of TensorFlow 1.15.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from logging import INFO
from typing import Any

import numpy as np

from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._host.logs import log
from argscope.tf1._names.collections import global_variables, local_variables


@symbol("train.SessionManager")
class SessionManager:
    """Makes sessions of a graph.

    Args:
        local_init_op: What gives local variables their values.
        ready_op: Gives the names of what has no values; default: the variables.
        ready_for_local_init_op: Likewise, before `local_init_op`.
        graph: The graph; default: the open one.
        recovery_wait_secs: How long to wait between two looks for a checkpoint.
        local_init_run_options: Accepted.
        local_init_feed_dict: What is fed to `local_init_op`.
    """

    def __init__(
        self,
        local_init_op: Any = None,
        ready_op: Any = None,
        ready_for_local_init_op: Any = None,
        graph: Any = None,
        recovery_wait_secs: float = 30,
        local_init_run_options: Any = None,
        local_init_feed_dict: Any = None,
    ) -> None:
        del local_init_run_options
        self._local_init_op = local_init_op
        self._local_init_feeds = local_init_feed_dict
        self._ready_op = ready_op
        self._ready_for_local_init_op = ready_for_local_init_op
        self._graph = graph
        self._wait_secs = recovery_wait_secs

    def prepare_session(
        self,
        master: str = "",
        init_op: Any = None,
        saver: Any = None,
        checkpoint_dir: Any = None,
        checkpoint_filename_with_path: Any = None,
        wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200,
        config: Any = None,
        init_feed_dict: Any = None,
        init_fn: Callable[[Any], Any] | None = None,
    ) -> Any:
        """Return a session that is ready: restored, or initialized.

        Raises:
            RuntimeError: Variables have no values after that.
        """
        session, is_loaded = self._restored(
            master,
            saver,
            checkpoint_dir,
            checkpoint_filename_with_path,
            wait_for_checkpoint,
            max_wait_secs,
            config,
        )
        if not is_loaded:
            if init_op is None and not init_fn and self._local_init_op is None:
                raise RuntimeError(
                    "Model is not initialized and no init_op or init_fn or local_init_op "
                    "was given"
                )
            if init_op is not None:
                session.run(init_op, feed_dict=init_feed_dict)
            if init_fn:
                init_fn(session)
        self._initialize_local(session)
        missing = self._not_ready(session, self._ready_op)
        if missing:
            raise RuntimeError(
                "Init operations did not make model ready.  Init op: "
                f"{getattr(init_op, 'name', init_op)}, init fn: {init_fn}, local_init_op: "
                f"{getattr(self._local_init_op, 'name', None)}, error: Variables not "
                f"initialized: {', '.join(missing)}"
            )
        return session

    def recover_session(
        self,
        master: str = "",
        saver: Any = None,
        checkpoint_dir: Any = None,
        checkpoint_filename_with_path: Any = None,
        wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200,
        config: Any = None,
    ) -> tuple[Any, bool]:
        """Return a session, and whether it was restored from a checkpoint and is ready."""
        session, is_loaded = self._restored(
            master,
            saver,
            checkpoint_dir,
            checkpoint_filename_with_path,
            wait_for_checkpoint,
            max_wait_secs,
            config,
        )
        self._initialize_local(session)
        return session, is_loaded and not self._not_ready(session, self._ready_op)

    def wait_for_session(
        self, master: str = "", config: Any = None, max_wait_secs: float = float("inf")
    ) -> Any:
        """Return a session of another process's variables: there are none here.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError(
            "SessionManager.wait_for_session() waits for variables of another process. "
            "argscope.tf1 trains in one process: pass is_chief=True."
        )

    def _restored(
        self,
        master: str,
        saver: Any,
        folder: Any,
        path: Any,
        wait: bool,
        max_wait_secs: float,
        config: Any,
    ) -> tuple[Any, bool]:
        """Return a session, and whether a checkpoint was found for it."""
        session = SYMBOLS["Session"](master, graph=self._graph, config=config)
        if saver is None or not (folder or path):
            return session, False
        if path:
            saver.restore(session, path)
            return session, True
        until = time.monotonic() + max_wait_secs
        while True:
            state = SYMBOLS["train.get_checkpoint_state"](folder)
            if state and state.model_checkpoint_path:
                break
            if not wait or time.monotonic() > until:
                return session, False
            log(INFO, "Waiting for checkpoint to be available.")
            time.sleep(self._wait_secs)
        saver.restore(session, state.model_checkpoint_path)
        saver.recover_last_checkpoints(state.all_model_checkpoint_paths)
        return session, True

    def _initialize_local(self, session: Any) -> None:
        if self._local_init_op is None:
            return
        if self._ready_for_local_init_op is not None and (
            self._not_ready(session, self._ready_for_local_init_op)
        ):
            return
        log(INFO, "Running local_init_op.")
        session.run(self._local_init_op, feed_dict=self._local_init_feeds)
        log(INFO, "Done running local_init_op.")

    def _not_ready(self, session: Any, ready_op: Any) -> list[str]:
        """Return the names of what has no values."""
        if ready_op is not None:
            found = np.asarray(session.run(ready_op), object).ravel()
            return [x.decode() if isinstance(x, bytes) else str(x) for x in found]
        return uninitialized(session, self._graph)


def uninitialized(session: Any, graph: Any = None) -> list[str]:
    """Return the names of the variables of a graph that have no values in a session."""
    with graph.as_default() if graph is not None else nullcontext():
        variables = [*global_variables(), *local_variables()]
    return [each.op.name for each in variables if not session.has_value(each)]
