"""`tf.Session`: runs parts of a graph, with values of variables of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from threading import RLock
from typing import Any, Final, Self, final

import keras
import numpy as np

from argscope._base.stopping import heed
from argscope.tf1._graph.graph import Graph, get_default_graph
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.structure import leaves, replaced
from argscope.tf1._graph.tensor import OPERATORS, Symbol, Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._session.execution import Execution
from argscope.tf1._session.feeding import elements, fed, fetched, numbers_in
from argscope.tf1._session.growth import Growth
from argscope.tf1._session.profile import noted
from argscope.tf1._session.state import State
from argscope.tf1.errors import ClosedSessionError, NoSessionError

_DEFAULT: Final[ContextVar[Session | None]] = ContextVar(
    "argscope.tf1.session", default=None
)
_RUNNING: Final[ContextVar[Session | None]] = ContextVar(
    "argscope.tf1.running_session", default=None
)


@symbol("Session")
class Session:
    """Computes tensors and operations of a graph.

    Each set of fetches is compiled once for each shape of what is fed. As a context
    manager it is the default session, and its graph the default graph.

    Args:
        target: Accepted: there is one process.
        graph: The graph; default: the one that is open.
        config: Accepted: the backend decides how it computes.
    """

    def __init__(
        self, target: str = "", graph: Graph | None = None, config: Any = None
    ) -> None:
        del target, config
        self._graph = get_default_graph() if graph is None else graph
        self._state = State()
        self._lock = RLock()
        self._executions: dict[Any, Execution] = {}
        self._growth = Growth(self._graph)
        self._entered: list[Any] = []
        self._is_closed = False
        self.draws: dict[int, int] = {}
        seeds = self._graph.run.store.seed_generator
        first = (
            seeds.state.value if self._graph.seed is None else _seed(self._graph.seed)
        )
        self._state.values[id(seeds.state)] = keras.ops.convert_to_tensor(first)

    @property
    def graph(self) -> Graph:
        """The graph."""
        return self._graph

    @property
    def graph_def(self) -> Any:
        """The graph as it is written into files."""
        return self._graph.as_graph_def()

    @property
    def sess_str(self) -> str:
        """Where it runs: here."""
        return ""

    # --- running

    def run(
        self,
        fetches: Any,
        feed_dict: Mapping[Any, Any] | None = None,
        options: Any = None,
        run_metadata: Any = None,
    ) -> Any:
        """Compute.

        Args:
            fetches: A tensor, an operation, the name of one, or a structure of them.
            feed_dict: Values by tensors or their names: of placeholders, or of any
                tensor that is not to be computed.
            options: Accepted.
            run_metadata: Accepted.

        Returns:
            The structure, with NumPy's arrays for tensors, numbers for scalars, and None
            for operations.

        Raises:
            ClosedSessionError: The session is closed.
            FeedError: Something cannot be fed.
            FetchError: Something cannot be fetched.
            NoValueError: A placeholder was not fed.
            FailedPreconditionError: A variable has no value yet.
            KeyboardInterrupt: Ctrl-C was pressed; the run is complete. A second one is
                raised at once.
        """
        del options, run_metadata
        if self._is_closed:
            raise ClosedSessionError.about()
        wanted = elements(self._graph, fetches)
        flat = list(leaves(wanted))
        given = fed(self._graph, feed_dict)
        self._growth.look()
        execution = self._execution(flat, frozenset(given))
        token = _RUNNING.set(self)
        try:
            with noted(flat, given):
                numbers = numbers_in(given)
                found = execution.results(self._state, self._lock, given, numbers)
                pairs = zip(flat, found, strict=True)
                made = iter([None if v is None else fetched(t, v) for t, v in pairs])
        finally:
            _RUNNING.reset(token)
        heed("after a run of the session")  # where a loop listens for signals
        return replaced(wanted, lambda _leaf: next(made))

    def _execution(self, fetches: list[Any], given: frozenset[Symbol]) -> Execution:
        key = (tuple(fetches), given)
        found = self._executions.get(key)
        if found is None:
            found = self._executions[key] = Execution(self._graph, fetches, given)
        return found

    def make_callable(
        self, fetches: Any, feed_list: Any = None, accept_options: bool = False
    ) -> Callable[..., Any]:
        """Return a function of the values of `feed_list` that runs `fetches`."""
        del accept_options
        fed_tensors = list(feed_list or ())
        return lambda *values: self.run(
            fetches, dict(zip(fed_tensors, values, strict=True))
        )

    # --- values of variables

    def value_of(self, variable: Variable) -> np.ndarray[Any, Any]:
        """Return the value of a variable.

        Raises:
            FailedPreconditionError: It has none yet.
        """
        value = self._state.value_of(variable.keras_variable)
        return np.array(fetched(variable, value))

    def assign(self, variable: Variable, value: Any) -> None:
        """Give a variable a value."""
        own = variable.keras_variable
        with self._lock:
            self._state.values[id(own)] = keras.ops.convert_to_tensor(value, own.dtype)

    def has_value(self, variable: Variable) -> bool:
        """Return whether a variable has a value."""
        return id(variable.keras_variable) in self._state.values

    def times_drawn(self, variable: Variable) -> int:
        """Count one more drawing of a variable's initial value; return how many before.

        In the session if the program set a seed, so that others draw the same; else in
        the graph, so that they do not.
        """
        counts = self.draws if self._graph.seed is not None else self._graph.draws
        times = counts.get(id(variable), 0)
        counts[id(variable)] = times + 1
        return times

    # --- as the default

    @contextmanager
    def as_default(self) -> Iterator[Session]:
        """Let `tensor.eval()` in the block use it."""
        token = _DEFAULT.set(self)
        try:
            yield self
        finally:
            _DEFAULT.reset(token)

    def __enter__(self) -> Self:
        graph, session = self._graph.as_default(), self.as_default()
        graph.__enter__()
        session.__enter__()
        self._entered.append((session, graph))
        return self

    def __exit__(self, *error: object) -> None:
        for context in self._entered.pop():
            context.__exit__(None, None, None)
        self.close()

    def close(self) -> None:
        """Let go of the values of the variables."""
        self._is_closed = True
        self._executions.clear()
        self._state.values.clear()

    def reset(self, *_target: Any, **_containers: Any) -> None:
        """Accept: nothing is shared with other processes."""

    def list_devices(self) -> list[Any]:
        """Return no devices: the backend chooses."""
        return []


@final
@symbol("InteractiveSession")
class InteractiveSession(Session):
    """A session that is the default from now on."""

    def __init__(
        self, target: str = "", graph: Graph | None = None, config: Any = None
    ) -> None:
        super().__init__(target, graph, config)
        _DEFAULT.set(self)

    def close(self) -> None:
        """Let go of the values, and be no default any more."""
        if _DEFAULT.get() is self:
            _DEFAULT.set(None)
        super().close()


def _seed(seed: int) -> np.ndarray[Any, Any]:
    return np.array([seed % 2**31, 0], "uint32")


@symbol("get_default_session")
def get_default_session() -> Session | None:
    """Return the session that is the default here, if one is."""
    return _DEFAULT.get()


def running_session() -> Session | None:
    """Return the session that computes here, for operations on the host."""
    return _RUNNING.get()


def evaluated(
    element: Tensor | Operation,
    feed_dict: Mapping[Any, Any] | None = None,
    session: Session | None = None,
) -> Any:
    """Compute a tensor or an operation in a session, by default in the default one.

    Raises:
        NoSessionError: There is none.
    """
    return _session_for(session, element).run(element, feed_dict)


def _session_for(session: Session | None, element: Tensor | Operation) -> Session:
    session = _DEFAULT.get() if session is None else session
    if session is None:
        raise NoSessionError.about(element.name)
    return session


OPERATORS["eval"] = evaluated
OPERATORS["session"] = _session_for
