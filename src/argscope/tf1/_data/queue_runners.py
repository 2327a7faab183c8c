"""`tf.train.QueueRunner`: threads that fill a queue."""

from __future__ import annotations

import atexit
import random
import threading
from collections.abc import Sequence
from typing import Any, Final, final
from weakref import WeakSet

from argscope.layers._state.run import Run, running
from argscope.tf1._data.coordinator import Coordinator
from argscope.tf1._data.functions import Seeds
from argscope.tf1._data.queue_contents import close_all
from argscope.tf1._data.queues import QueueBase
from argscope.tf1._data.states import on_behalf_of
from argscope.tf1._graph.evaluation import Evaluation
from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.program import Program
from argscope.tf1._graph.swapped import Swapped
from argscope.tf1._host.statuses import KINDS
from argscope.tf1._names.collections import GraphKeys, add_to_collection
from argscope.tf1._session.session import Session, get_default_session

_ENDS: Final = (KINDS["OutOfRange"], KINDS["Cancelled"])

_RUNNING: Final[WeakSet[threading.Thread]] = WeakSet()
_EXITING: Final = threading.Event()
_PATIENCE: Final = 1.0
"""Seconds to wait for a thread when the interpreter ends."""


@final
@symbol("train.QueueRunner", "train.queue_runner.QueueRunner")
class QueueRunner:
    """Threads that run the operations which fill a queue, until there is no more.

    What they compute is computed on the host, operation by operation: images of many
    sizes would be compiled for each of them.

    Args:
        queue: The queue.
        enqueue_ops: The operations: one for each thread.
        close_op: Accepted: the queue itself is closed.
        cancel_op: Likewise.
        queue_closed_exception_types: The errors that are the end; default:
            OutOfRangeError.
    """

    def __init__(
        self,
        queue: QueueBase,
        enqueue_ops: Sequence[Operation],
        close_op: Any = None,
        cancel_op: Any = None,
        queue_closed_exception_types: Any = None,
        **_rest: Any,
    ) -> None:
        del close_op, cancel_op
        self.queue = queue
        self.enqueue_ops = list(enqueue_ops)
        self._ends = (*_ENDS, *(queue_closed_exception_types or ()))
        self._left: dict[Any, int] = {}
        self._lock = threading.Lock()
        self.exceptions_raised: list[BaseException] = []

    @property
    def name(self) -> str:
        """The name of the queue."""
        return self.queue.name

    def create_threads(
        self,
        sess: Any,
        coord: Coordinator | None = None,
        daemon: bool = False,
        start: bool = False,
    ) -> list[threading.Thread]:
        """Return the threads, for one session.

        Args:
            sess: The session.
            coord: Asks them to stop, and is told when one of them fails.
            daemon: Whether the program may end before they do.
            start: Whether to start them.
        """
        if self._left.get(sess, 0):
            return []
        self._left[sess] = len(self.enqueue_ops)
        threads = [
            threading.Thread(
                target=self._run,
                args=(_Step(sess, each, number), coord),
                daemon=True,
                name=f"argscope.tf1 {self.name}",
            )
            for number, each in enumerate(self.enqueue_ops)
        ]
        if coord is not None:
            closing = threading.Thread(
                target=self._close_on_stop, args=(sess, coord), daemon=True
            )
            threads.append(closing)
            for thread in threads:
                coord.register_thread(thread)
        _RUNNING.update(threads)
        for thread in threads if start else ():
            thread.start()
        del daemon  # they wait for nothing that has to be done
        return threads

    def _run(self, step: _Step, coord: Coordinator | None) -> None:
        sess = step.sess
        try:
            while not (_EXITING.is_set() or (coord and coord.should_stop())):
                step.compute()
        except self._ends:
            pass
        except Exception as error:
            if coord is None:
                self.exceptions_raised.append(error)
                raise
            coord.request_stop(error)
        finally:
            with self._lock:
                self._left[sess] -= 1
                is_last = not self._left[sess]
            if is_last:
                self.queue.contents.of(_session(sess)).close()

    def _close_on_stop(self, sess: Any, coord: Coordinator) -> None:
        while not coord.wait_for_stop(0.05):
            if not self._left.get(sess, 0) or _EXITING.is_set():
                return
        self.queue.contents.of(_session(sess)).close()


@atexit.register
def _end_all() -> None:
    """End what still runs before the interpreter does: it may be computing."""
    _EXITING.set()
    close_all()
    for thread in list(_RUNNING):
        if thread.is_alive():
            thread.join(_PATIENCE)


@final
class _Step:
    """One operation, computed on the host with the values of a session's variables.

    Args:
        sess: The session.
        operation: The operation.
        number: Which of the threads of a queue computes it.
    """

    def __init__(self, sess: Any, operation: Operation, number: int) -> None:
        self.sess = sess
        self._session = _session(sess)
        self._graph = operation.graph
        self._program = Program([], [operation])
        used = [v for each in self._program.operations for v in each.variables]
        self._variables = list({id(each): each for each in used}.values())
        seed = self._graph.seed
        first = random.getrandbits(31) if seed is None else seed
        self._seeds = Seeds(first, operation.number, number)

    def compute(self) -> None:
        """Compute it once."""
        run = Run(self._graph.run.store, training=True)
        run.seed = self._seeds
        session = self._session
        seen = [self._graph.variable_of(each) for each in self._variables]
        held = [session.value_of(each) for each in seen] if session else []
        with (
            on_behalf_of(session),
            Swapped(self._variables if session else [], held) as scope,
            running(run),
        ):
            self._program.results(Evaluation({}, run))
        if session is not None:
            for index, value in scope.changes(self._variables).items():
                session.assign(seen[index], value)


def _session(sess: Any) -> Session | None:
    """Return the session in what may be around it."""
    while sess is not None and not isinstance(sess, Session):
        sess = getattr(sess, "session", None) or getattr(sess, "_sess", None)
    return sess


@symbol("train.add_queue_runner", "train.queue_runner.add_queue_runner")
def add_queue_runner(
    qr: QueueRunner, collection: str = GraphKeys.QUEUE_RUNNERS
) -> None:
    """Let `start_queue_runners` start it."""
    add_to_collection(collection, qr)


@symbol("train.start_queue_runners", "train.queue_runner.start_queue_runners")
def start_queue_runners(
    sess: Any = None,
    coord: Coordinator | None = None,
    daemon: bool = True,
    start: bool = True,
    collection: str = GraphKeys.QUEUE_RUNNERS,
) -> list[threading.Thread]:
    """Start the threads of all queues of a session's graph, and return them.

    Raises:
        ValueError: There is no session.
    """
    sess = get_default_session() if sess is None else sess
    if sess is None:
        raise ValueError(
            "Cannot start queue runners: No default session is registered. Use `with "
            "sess.as_default()` or pass an explicit session to "
            "tf.start_queue_runners(sess=sess)"
        )
    graph = getattr(sess, "graph", None) or get_default_graph()
    return [
        thread
        for runner in graph.get_collection(collection)
        for thread in runner.create_threads(sess, coord, daemon, start)
    ]
